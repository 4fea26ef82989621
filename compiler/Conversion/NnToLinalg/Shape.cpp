//===- Shape.cpp - Lowerings of constants and of ops that move elements -------------------===//
#include "compiler/Conversion/NnToLinalg/Loops.h"
#include "compiler/Conversion/NnToLinalg/NnToLinalg.h"
#include "dialects/Nn/NnOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace luge;

namespace {

struct ConstantLowering : OpRewritePattern<nn::ConstantOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ConstantOp op, PatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, op.getType(), op.getValue());
    return success();
  }
};

/// A loop that reads the operand along some of its dimensions. Those of extent 1 are dropped
/// first, so that no loop reads at a constant place.
struct BroadcastLowering : OpRewritePattern<nn::BroadcastOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::BroadcastOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    RankedTensorType type = op.getType();
    auto operandType = cast<RankedTensorType>(op.getOperand().getType());
    SmallVector<int64_t> unitDimensions, loops;
    for (auto [position, loop] : llvm::enumerate(op.getDimensions())) {
      if (operandType.getDimSize(position) == type.getDimSize(loop))
        loops.push_back(loop);
      else
        unitDimensions.push_back(position);
    }
    Value operand = dropUnitDimensions(builder, op.getOperand(), unitDimensions);
    rewriter.replaceOp(op,
                       buildMap(
                           builder, type, LoopOperand(operand, loops),
                           [](ArrayRef<Scalar> elements) { return elements[0]; }, op.getLike()));
    return success();
  }

private:
  static Value dropUnitDimensions(ImplicitLocOpBuilder &builder, Value tensor,
                                  ArrayRef<int64_t> dimensions) {
    if (dimensions.empty())
      return tensor;
    auto type = cast<RankedTensorType>(tensor.getType());
    RankedTensorType dropped = nn::dropDimensions(type, dimensions);
    // Each dimension that stays takes the unit ones behind it along; the first also those before.
    SmallVector<ReassociationIndices> groups(dropped.getRank());
    int64_t group = -1;
    for (int64_t dimension : llvm::seq<int64_t>(0, type.getRank())) {
      if (!llvm::is_contained(dimensions, dimension))
        ++group;
      if (!groups.empty())
        groups[std::max<int64_t>(group, 0)].push_back(dimension);
    }
    return tensor::CollapseShapeOp::create(builder, dropped, tensor, groups);
  }
};

struct TransposeLowering : OpRewritePattern<nn::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::TransposeOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    SmallVector<int64_t> loops = invertPermutationVector(op.getPermutation());
    rewriter.replaceOp(op, buildMap(builder, op.getType(), LoopOperand(op.getOperand(), loops),
                                    [](ArrayRef<Scalar> elements) { return elements[0]; }));
    return success();
  }
};

bool isEmpty(RankedTensorType type) { return llvm::is_contained(type.getShape(), 0); }

/// Where the shapes do not nest, by way of one dimension. A result without elements is made anew: upstream takes a
/// dynamic extent times 0 for dynamic on tensors, and refuses that on buffers.
struct ReshapeLowering : OpRewritePattern<nn::ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ReshapeOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Value operand = op.getOperand();
    RankedTensorType type = op.getType();
    if (isEmpty(type)) {
      rewriter.replaceOp(op, createEmpty(builder, type, operand));
      return success();
    }
    if (Value nested = collapseOrExpand(builder, operand, type, operand)) {
      rewriter.replaceOp(op, nested);
      return success();
    }
    int64_t elements = type.hasStaticShape() ? type.getNumElements() : ShapedType::kDynamic;
    Value flat = collapseOrExpand(builder, operand, nn::withShape(type, elements), operand);
    rewriter.replaceOp(op, collapseOrExpand(builder, flat, type, operand));
    return success();
  }

private:
  /// Null if neither leads from `tensor` to `type`.
  static Value collapseOrExpand(ImplicitLocOpBuilder &builder, Value tensor, RankedTensorType type,
                                Value shaped) {
    auto from = cast<RankedTensorType>(tensor.getType());
    if (from == type)
      return tensor;
    bool expands = from.getRank() < type.getRank();
    std::optional<SmallVector<ReassociationIndices>> groups =
        expands ? getGroups(/*few=*/from, /*many=*/type) : getGroups(type, from);
    if (from.getRank() == type.getRank() || !groups)
      return nullptr;
    if (!expands)
      return tensor::CollapseShapeOp::create(builder, type, tensor, *groups);
    return tensor::ExpandShapeOp::create(builder, type, tensor, *groups,
                                         getExtents(builder, type, shaped));
  }

  static std::optional<SmallVector<ReassociationIndices>> getGroups(RankedTensorType few,
                                                                    RankedTensorType many) {
    if (few.getRank() == 0) {
      bool allUnit = llvm::all_of(many.getShape(), [](int64_t extent) { return extent == 1; });
      return allUnit ? std::optional(SmallVector<ReassociationIndices>()) : std::nullopt;
    }
    if (few.getRank() == 1)
      return SmallVector<ReassociationIndices>{
          llvm::to_vector<2>(llvm::seq<int64_t>(0, many.getRank()))};
    return getReassociationIndicesForCollapse(many.getShape(), few.getShape());
  }
};

/// Upstream's slices, even empty ones, must begin inside: an empty one may stand at the end here.
struct SliceLowering : OpRewritePattern<nn::SliceOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::SliceOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    MLIRContext *context = builder.getContext();
    if (isEmpty(op.getType())) {
      rewriter.replaceOp(op, createEmpty(builder, op.getType(), op.getOperand()));
      return success();
    }
    rewriter.replaceOpWithNewOp<tensor::ExtractSliceOp>(
        op, op.getType(), op.getOperand(), getAsIndexOpFoldResult(context, op.getOffsets()),
        getExtents(builder, op.getType(), op.getOperand()),
        getAsIndexOpFoldResult(context, op.getStrides()));
    return success();
  }
};

/// Writes `tensor` into `destination`, at these offsets.
Value insert(ImplicitLocOpBuilder &builder, Value tensor, Value destination,
             ArrayRef<int64_t> offsets) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (isEmpty(type))
    return destination;
  SmallVector<OpFoldResult> strides(type.getRank(), builder.getIndexAttr(1));
  return tensor::InsertSliceOp::create(builder, tensor, destination,
                                       getAsIndexOpFoldResult(builder.getContext(), offsets),
                                       getExtents(builder, type, tensor), strides);
}

struct PadLowering : OpRewritePattern<nn::PadOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::PadOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    RankedTensorType type = op.getType();
    Value zero = arith::ConstantOp::create(builder, builder.getZeroAttr(type.getElementType()));
    Value zeros = createFilled(builder, type, op.getOperand(), zero);
    rewriter.replaceOp(op, insert(builder, op.getOperand(), zeros, op.getLow()));
    return success();
  }
};

/// The op that computes `value` comes before that of `other`, in their block.
bool isComputedBefore(Value value, Value other) {
  Operation *op = value.getDefiningOp(), *otherOp = other.getDefiningOp();
  if (!op || !otherOp)
    return !op && otherOp;
  return op->getBlock() == otherOp->getBlock() && op->isBeforeInBlock(otherOp);
}

/// Each operand is put in its place as soon as it is there. So what computes it can write there
/// directly without being moved behind all others, and what it was computed from is needed no longer.
struct ConcatLowering : OpRewritePattern<nn::ConcatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ConcatOp op, PatternRewriter &rewriter) const override {
    SmallVector<std::pair<Value, int64_t>> parts;
    int64_t offset = 0;
    for (Value operand : op.getOperands()) {
      parts.emplace_back(operand, offset);
      offset += cast<RankedTensorType>(operand.getType()).getDimSize(op.getDimension());
    }
    llvm::stable_sort(parts, [](auto &a, auto &b) { return isComputedBefore(a.first, b.first); });

    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    builder.setInsertionPointAfterValue(parts.front().first);
    Value result = createEmpty(builder, op.getType(), parts.front().first);
    SmallVector<int64_t> offsets(op.getType().getRank(), 0);
    for (auto [operand, offset] : parts) {
      builder.setInsertionPointAfterValue(isComputedBefore(result, operand) ? operand : result);
      offsets[op.getDimension()] = offset;
      result = insert(builder, operand, result, offsets);
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void luge::populateShapeToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<BroadcastLowering, ConcatLowering, ConstantLowering, PadLowering, ReshapeLowering,
               SliceLowering, TransposeLowering>(patterns.getContext());
}
