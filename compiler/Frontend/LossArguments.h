/// What losses expect of their arguments, and what becomes of the losses of single elements.
#ifndef LUGE_COMPILER_FRONTEND_LOSSARGUMENTS_H
#define LUGE_COMPILER_FRONTEND_LOSSARGUMENTS_H

#include "compiler/Frontend/Formula.h"

#include "mlir/IR/Attributes.h"

namespace luge::frontend {

/// An argument by the name it has in torch.
struct Argument {
  const char *name;
  const Tensor &tensor;
};

/// Both must have floating-point elements.
void expectFloat(Argument argument, Location where);
void expectSameShape(Argument first, Argument second, Location where);
void expectEqualRanks(llvm::ArrayRef<Argument> arguments, Location where);
/// Class weights, if there are any: [C], in the type of `input`.
void expectClassWeights(const Tensor &weight, const Tensor &input, int64_t classes, Location where);
/// Class numbers: int64 of shape `wanted`.
void expectClassNumbers(const Tensor &target, const Sizes &wanted, Location where);
/// In [0, 1].
void expectLabelSmoothing(double smoothing, Location where);

/// The arguments in their common type and the shape they meet in.
std::vector<Tensor> broadcast(Argument first, Argument second, Location where);

/// The program that is traced ends with an error unless all elements of `x` are in [low, high], which `condition` says
/// in words. A `result` that reads `x`, too, is given if it comes first, so that both become one loop.
void checkElements(const Term &x, double low, double high, const std::string &condition,
                   const Tensor &result = {});
/// As checkElements: elements are below `classes` and at least 0, or `ignored`.
void checkIndices(Argument indices, int64_t classes, int64_t ignored, Location where);

/// The numbers 0 to `end` - 1, of int64.
Tensor numbersBelow(int64_t end, Location where);

mlir::NamedAttribute reductionAttribute(luge::Reduction reduction);

/// The elements themselves, their mean or their sum.
Tensor reduceLoss(const Term &losses, luge::Reduction reduction);

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_LOSSARGUMENTS_H
