//===- UpdateBuilder.h - Builds the loop of an optimizer update ---------------------------===//
#ifndef LUGE_CONVERSION_OPTIMTOLINALG_UPDATEBUILDER_H
#define LUGE_CONVERSION_OPTIMTOLINALG_UPDATEBUILDER_H

#include "compiler/Conversion/Scalar.h"
#include "mlir/IR/PatternMatch.h"

namespace luge {

/// Builds what replaces an update: scalars first, then one loop over the elements.
class UpdateBuilder {
public:
  UpdateBuilder(mlir::PatternRewriter &rewriter, mlir::Operation *update, mlir::Value param)
      : builder(update->getLoc(), rewriter), param(param) {}

  /// The number in a 0-d tensor, as a double.
  Scalar read(mlir::Value tensor);

  /// A double in the parameter's type, as torch rounds a Python number that meets a tensor.
  Scalar toParamType(Scalar number);

  /// The 0-d f32 tensor `step` with `number` in the place of its own.
  mlir::Value write(Scalar number, mlir::Value step);

  /// One element of the gradient, the parameter and each state to their new values, the
  /// parameter's first.
  using Body = llvm::function_ref<llvm::SmallVector<Scalar>(Scalar grad, Scalar param,
                                                            llvm::ArrayRef<Scalar> states)>;

  /// The loop that reads the gradient (negated to `maximize`) and overwrites parameter and
  /// states; returns these.
  llvm::SmallVector<mlir::Value> buildLoop(mlir::Value grad, bool maximize,
                                           llvm::ArrayRef<mlir::Value> states, Body body);

private:
  mlir::ImplicitLocOpBuilder builder;
  mlir::Value param;
};

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
