//===- NnLosses.cpp - Types of losses -------------------------------------===//
#include "dialects/Nn/NnInference.h"

using namespace mlir;
using namespace luge::nn;

/// Infers the type of a loss whose elements, before `reduction`, form a tensor of type `elements`.
static RankedTensorType reduced(RankedTensorType elements, Reduction reduction) {
  return reduction == Reduction::None ? elements : withShape(elements, {});
}

template <typename Op>
static LogicalResult inferElementwiseLoss(std::optional<Location> loc, typename Op::Adaptor adaptor,
                                          SmallVectorImpl<Type> &inferred) {
  RankedTensorType input = tensorType(adaptor.getInput()), target = tensorType(adaptor.getTarget());
  if (input != target) // C1
    return inferenceError<Op>(loc, "expected 'input' and 'target' to have the same type, got ",
                              input, " and ", target);
  inferred.push_back(reduced(input, adaptor.getReduction()));
  return success();
}

#define LUGE_INFER_LOSS(OP)                                                                        \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,  \
                                     SmallVectorImpl<Type> &inferred) {                            \
    return inferElementwiseLoss<OP>(loc, adaptor, inferred);                                       \
  }
LUGE_INFER_LOSS(MseLossOp)
LUGE_INFER_LOSS(L1LossOp)
LUGE_INFER_LOSS(BceLossOp)
LUGE_INFER_LOSS(BceWithLogitsOp)
#undef LUGE_INFER_LOSS

LogicalResult CrossEntropyOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  RankedTensorType input = tensorType(adaptor.getInput()), target = tensorType(adaptor.getTarget());
  if (input.getRank() < 1 || input.isDynamicDim(input.getRank() == 1 ? 0 : 1)) // C1
    return inferenceError<CrossEntropyOp>(
        loc, "expected 'input' to have a static dimension of classes, got ", input);
  RankedTensorType losses = dropDimensions(input, input.getRank() == 1 ? 0 : 1);
  RankedTensorType indices = withElementType(losses, IntegerType::get(context, 64));
  if (target != indices && target != input) // C2
    return inferenceError<CrossEntropyOp>(loc, "expected 'target' to be indices ", indices,
                                          " or probabilities ", input, ", got ", target);
  inferred.push_back(reduced(losses, adaptor.getReduction()));
  return success();
}
