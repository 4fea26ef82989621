//===- NnFolds.h - What folders of nn ops share --------------------*- C++ -*-===//
#ifndef LUGE_DIALECTS_NN_NNFOLDS_H
#define LUGE_DIALECTS_NN_NNFOLDS_H

#include "dialects/Nn/NnOps.h"

namespace luge::nn {

/// The element of `value` if it is a constant, or a broadcast one, with all elements equal; or null.
mlir::Attribute splatElement(mlir::Value value);

/// Whether `value` is known to have all elements equal to `number`.
bool isSplat(mlir::Value value, double number);

/// The constant of tensor type `type` with all elements equal to `element`; null for a type with `?`.
mlir::Attribute splatConstant(mlir::Type type, mlir::Attribute element);

/// Whether `values` are 0, 1, 2, ...
bool isIdentity(llvm::ArrayRef<int64_t> values);

/// Takes the extents of `Op`'s result from further up: an elementwise op has the shape of its
/// operands, so that nothing is kept alive for its shape alone.
template <typename Op> struct TakeShapeFromOperand : mlir::OpRewritePattern<Op> {
  using mlir::OpRewritePattern<Op>::OpRewritePattern;

  mlir::LogicalResult matchAndRewrite(Op op, mlir::PatternRewriter &rewriter) const override {
    mlir::Operation *source = op.getLike() ? op.getLike().getDefiningOp() : nullptr;
    mlir::Value shape;
    if (source && source->template hasTrait<mlir::OpTrait::Elementwise>())
      shape = source->getOperand(0);
    else if (auto broadcast = llvm::dyn_cast_or_null<BroadcastOp>(source))
      shape = broadcast.getLike();
    if (!shape)
      return rewriter.notifyMatchFailure(op, "'like' is not the result of an elementwise op");
    rewriter.modifyOpInPlace(op, [&] { op.getLikeMutable().assign(shape); });
    return mlir::success();
  }
};

} // namespace luge::nn

#endif // LUGE_DIALECTS_NN_NNFOLDS_H
