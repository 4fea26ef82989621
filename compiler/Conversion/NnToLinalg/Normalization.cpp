//===- Normalization.cpp - Lowerings of softmax and its relatives -------------------------===//
//
// All are computed relative to the maximum m along the dimension, so that no finite x overflows:
//   e           = exp(x - m)
//   softmax     = e / sum(e)
//   log_softmax = x - m - log(sum(e))
//   logsumexp   = m + log(sum(e))
//
//===--------------------------------------------------------------------------------------===//
#include "compiler/Conversion/NnToLinalg/Loops.h"
#include "compiler/Conversion/NnToLinalg/NnToLinalg.h"
#include "dialects/Nn/NnOps.h"

#include <limits>

using namespace mlir;
using namespace luge;

namespace {

/// The steps the three ops share, for one operand and dimension.
class Normalization {
public:
  Normalization(ImplicitLocOpBuilder &builder, Value operand, int64_t dimension)
      : builder(builder), operand(operand), type(cast<RankedTensorType>(operand.getType())),
        dimension(dimension), others(nn::otherDimensions(type.getRank(), dimension)) {}

  /// A NaN comes through by its exponential.
  Value max() { return buildGreatest(builder, operand, dimension); }
  Value sum(Value tensor) {
    return buildReduction(builder, arith::AtomicRMWKind::addf, tensor, dimension);
  }
  Value exponentials(Value shift) {
    return buildMap(builder, type, {operand, LoopOperand(shift, others)},
                    [](ArrayRef<Scalar> x) { return exp(x[0] - x[1]); });
  }
  /// The sum of the exponentials, which are not kept.
  Value sumOfExponentials(Value shift) {
    return buildReduction(builder, arith::AtomicRMWKind::addf, type.getElementType(),
                          {operand, LoopOperand(shift, others)}, dimension,
                          [](ArrayRef<Scalar> x) { return exp(x[0] - x[1]); });
  }
  /// A result with one element per row along the dimension.
  Value mapRows(ArrayRef<Value> rows, ElementBody body) {
    SmallVector<LoopOperand> operands(rows.begin(), rows.end());
    return buildMap(builder, nn::dropDimensions(type, dimension), operands, body);
  }
  /// A result like the operand, from a tensor like it and ones with one element per row.
  Value map(Value tensor, ArrayRef<Value> rows, ElementBody body) {
    SmallVector<LoopOperand> operands{tensor};
    for (Value row : rows)
      operands.emplace_back(row, others);
    return buildMap(builder, type, operands, body);
  }

private:
  ImplicitLocOpBuilder &builder;
  Value operand;
  RankedTensorType type;
  int64_t dimension;
  SmallVector<int64_t> others;
};

struct SoftmaxLowering : OpRewritePattern<nn::SoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::SoftmaxOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Normalization along(builder, op.getOperand(), op.getDimension());
    Value exponentials = along.exponentials(along.max());
    rewriter.replaceOp(op, along.map(exponentials, along.sum(exponentials),
                                     [](ArrayRef<Scalar> x) { return x[0] / x[1]; }));
    return success();
  }
};

struct LogSoftmaxLowering : OpRewritePattern<nn::LogSoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::LogSoftmaxOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Normalization along(builder, op.getOperand(), op.getDimension());
    Value max = along.max();
    Value logOfSum =
        along.mapRows(along.sumOfExponentials(max), [](ArrayRef<Scalar> x) { return log(x[0]); });
    rewriter.replaceOp(op, along.map(op.getOperand(), {max, logOfSum},
                                     [](ArrayRef<Scalar> x) { return x[0] - x[1] - x[2]; }));
    return success();
  }
};

/// An infinite maximum is not subtracted: a row of -infinity gives -infinity, not NaN.
struct LogsumexpLowering : OpRewritePattern<nn::LogsumexpOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::LogsumexpOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Normalization along(builder, op.getOperand(), op.getDimension());
    Value shift = along.mapRows(along.max(), [](ArrayRef<Scalar> x) {
      return select(abs(x[0]) == std::numeric_limits<double>::infinity(), x[0].constant(0), x[0]);
    });
    rewriter.replaceOp(op, along.mapRows({along.sumOfExponentials(shift), shift},
                                         [](ArrayRef<Scalar> x) { return log(x[0]) + x[1]; }));
    return success();
  }
};

} // namespace

void luge::populateNormalizationToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<LogSoftmaxLowering, LogsumexpLowering, SoftmaxLowering>(patterns.getContext());
}
