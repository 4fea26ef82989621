//===- NnShapeFolds.cpp - Folding of constants and shape ops --------------===//
#include "dialects/Nn/NnFolds.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace luge::nn;

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

/// The constant that an op which only moves elements makes of a splat.
static Attribute moveSplat(Attribute operand, Type result) {
  auto splat = dyn_cast_or_null<SplatElementsAttr>(operand);
  return splat ? splatConstant(result, splat.getSplatValue<Attribute>()) : Attribute();
}

//===----------------------------------------------------------------------===//
// Broadcast
//===----------------------------------------------------------------------===//

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (getOperand().getType() == getType())
    return getOperand();
  return moveSplat(adaptor.getOperand(), getType());
}

namespace {
/// A broadcast of a broadcast is one.
struct MergeBroadcasts : OpRewritePattern<BroadcastOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BroadcastOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getOperand().getDefiningOp<BroadcastOp>();
    if (!inner)
      return rewriter.notifyMatchFailure(op, "operand is not a broadcast");
    SmallVector<int64_t> dimensions = llvm::map_to_vector(
        inner.getDimensions(), [&](int64_t dim) { return op.getDimensions()[dim]; });
    rewriter.replaceOpWithNewOp<BroadcastOp>(op, op.getType(), inner.getOperand(), op.getLike(),
                                             dimensions);
    return success();
  }
};
} // namespace

void BroadcastOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<MergeBroadcasts, TakeShapeFromOperand<BroadcastOp>>(context);
}

//===----------------------------------------------------------------------===//
// Reshape, transpose
//===----------------------------------------------------------------------===//

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getOperand().getType() == getType())
    return getOperand();
  if (auto inner = getOperand().getDefiningOp<ReshapeOp>()) {
    getOperandMutable().assign(inner.getOperand());
    return getResult();
  }
  auto elements = dyn_cast_or_null<DenseElementsAttr>(adaptor.getOperand());
  return elements ? elements.reshape(getType()) : OpFoldResult();
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  if (isIdentity(getPermutation()))
    return getOperand();
  if (auto inner = getOperand().getDefiningOp<TransposeOp>()) {
    SmallVector<int64_t> permutation = applyPermutation(inner.getPermutation(), getPermutation());
    getOperandMutable().assign(inner.getOperand());
    setPermutation(permutation);
    return getResult();
  }
  return moveSplat(adaptor.getOperand(), getType());
}

//===----------------------------------------------------------------------===//
// Slice, pad, concat
//===----------------------------------------------------------------------===//

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  // Of the operand's extents, none is left out, so that strides are 1 unless they do not matter.
  if (getOperand().getType() == getType())
    return getOperand();
  return moveSplat(adaptor.getOperand(), getType());
}

namespace {
/// A slice inside one operand of a concatenation is a slice of that operand.
struct SliceOperandOfConcat : OpRewritePattern<SliceOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(SliceOp op, PatternRewriter &rewriter) const override {
    auto concat = op.getOperand().getDefiningOp<ConcatOp>();
    int64_t dim = concat ? concat.getDimension() : 0;
    if (!concat || op.getSizes()[dim] == 0)
      return rewriter.notifyMatchFailure(op, "operand is not a concatenation");
    int64_t first = op.getOffsets()[dim];
    int64_t last = first + (op.getSizes()[dim] - 1) * op.getStrides()[dim];
    for (Value operand : concat.getOperands()) {
      int64_t extent = cast<RankedTensorType>(operand.getType()).getDimSize(dim);
      if (first >= 0 && last < extent) {
        SmallVector<int64_t> offsets(op.getOffsets());
        offsets[dim] = first;
        rewriter.replaceOpWithNewOp<SliceOp>(op, operand, offsets, op.getSizes(), op.getStrides());
        return success();
      }
      first -= extent;
      last -= extent;
    }
    return rewriter.notifyMatchFailure(op, "takes elements of several operands");
  }
};
} // namespace

void SliceOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<SliceOperandOfConcat>(context);
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  return getOperand().getType() == getType() ? getOperand() : OpFoldResult();
}

/// The tensor of which the operands are consecutive parts that make it up.
static Value concatenatedParts(ConcatOp op) {
  auto first = op.getOperands().front().getDefiningOp<SliceOp>();
  if (!first || first.getOperand().getType() != op.getType())
    return {};
  int64_t dim = op.getDimension(), end = 0;
  for (Value operand : op.getOperands()) {
    auto slice = operand.getDefiningOp<SliceOp>();
    if (!slice || slice.getOperand() != first.getOperand() || slice.getStrides()[dim] != 1 ||
        slice.getOffsets()[dim] != end)
      return {};
    end += slice.getSizes()[dim];
  }
  // The result has the source's type: other dimensions are taken whole, and all parts are there.
  return first.getOperand();
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  if (getOperands().size() == 1)
    return getOperands().front();
  return concatenatedParts(*this);
}
