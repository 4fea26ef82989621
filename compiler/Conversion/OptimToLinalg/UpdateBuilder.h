//===- UpdateBuilder.h - Builds the loop of an optimizer update ---------------------------===//
#ifndef LUGE_CONVERSION_OPTIMTOLINALG_UPDATEBUILDER_H
#define LUGE_CONVERSION_OPTIMTOLINALG_UPDATEBUILDER_H

#include "compiler/Conversion/NnToLinalg/Loops.h"
#include "mlir/IR/PatternMatch.h"

namespace luge {

/// Builds what replaces an update: scalars first, then one loop over the elements. An update by norms has loops that add
/// up before it.
class UpdateBuilder {
public:
  template <typename UpdateOp>
  UpdateBuilder(mlir::PatternRewriter &rewriter, UpdateOp update)
      : builder(update.getLoc(), rewriter), param(update.getParam()), grad(update.getGrad()),
        maximize(update.getMaximize()) {
    if (update.getSkip())
      skip = readNumber(update.getSkip());
  }

  /// Where scalars and loops are built.
  mlir::ImplicitLocOpBuilder &getBuilder() { return builder; }

  /// The number in a 0-d tensor, as a double.
  Scalar read(mlir::Value tensor) { return readNumber(tensor).castTo(builder.getF64Type()); }

  /// A double in the parameter's type, as torch rounds a Python number that meets a tensor.
  Scalar toParamType(Scalar number);

  /// A double as it is after it was kept in another type.
  Scalar roundTo(mlir::Type type, Scalar number);

  /// The 0-d tensor `state` with `number` in the place of its own.
  mlir::Value write(Scalar number, mlir::Value state);

  /// One element of the gradient, the parameter and each state to their new values, the
  /// parameter's first.
  using Body = llvm::function_ref<llvm::SmallVector<Scalar>(Scalar grad, Scalar param,
                                                            llvm::ArrayRef<Scalar> states)>;

  /// The loop that reads the gradient (negated to `maximize`) and overwrites parameter and
  /// states, unless the update is skipped; returns these.
  llvm::SmallVector<mlir::Value> buildLoop(llvm::ArrayRef<mlir::Value> states, Body body);

  /// What elements that are read (those of the gradient as they are) and overwritten become.
  using OverwriteBody = llvm::function_ref<llvm::SmallVector<Scalar>(llvm::ArrayRef<Scalar> read,
                                                                     llvm::ArrayRef<Scalar> old)>;

  /// The loop that overwrites tensors of one shape, unless the update is skipped.
  llvm::SmallVector<mlir::Value> overwrite(llvm::ArrayRef<LoopOperand> operands,
                                           llvm::ArrayRef<mlir::Value> overwritten,
                                           OverwriteBody body);

  /// The sum of what `body` makes of the elements.
  Scalar sum(llvm::ArrayRef<LoopOperand> operands, ElementBody body);

  /// The square root of the sum of its squares, as a double.
  Scalar norm(llvm::ArrayRef<LoopOperand> operands, ElementBody body);

private:
  Scalar readNumber(mlir::Value tensor);
  /// `after`, or `before` if the update is skipped.
  Scalar unlessSkipped(Scalar after, Scalar before);

  mlir::ImplicitLocOpBuilder builder;
  mlir::Value param, grad;
  bool maximize;
  std::optional<Scalar> skip;
};

/// -1, 0 or 1; 0 of a NaN.
Scalar sign(Scalar x);

/// torch's `lerp(start, end, weight)`, which starts at the end that is nearer. The weight is
/// the same for all elements: construct outside the loop, apply inside.
class Lerp {
public:
  explicit Lerp(Scalar weight);
  Scalar operator()(Scalar start, Scalar end) const;

private:
  Scalar nearStart, coefficient;
};

} // namespace luge

#endif // LUGE_CONVERSION_OPTIMTOLINALG_UPDATEBUILDER_H
