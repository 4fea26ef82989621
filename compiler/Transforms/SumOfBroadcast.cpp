//===- SumOfBroadcast.cpp - Multiplies instead of summing equal elements --===//
#include "compiler/Transforms/Rewrites.h"
#include "dialects/Nn/NnExpr.h"

using namespace mlir;

namespace luge {
namespace {

/// A sum over exactly those dimensions along which its operand was repeated.
struct SumOfBroadcast : OpRewritePattern<nn::SumOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::SumOp op, PatternRewriter &rewriter) const override {
    auto broadcast = op.getOperand().getDefiningOp<nn::BroadcastOp>();
    if (!broadcast || broadcast.getOperand().getType() != op.getType() ||
        nn::otherDimensions(broadcast.getType().getRank(), op.getDimensions()) !=
            broadcast.getDimensions())
      return rewriter.notifyMatchFailure(op, "does not undo a broadcast");
    nn::Expr x(rewriter, op.getLoc(), broadcast.getOperand());
    nn::Expr count = x.make<nn::CountOp>(broadcast, op.getDimensions());
    rewriter.replaceOp(op, Value(x * count.broadcast(x, {})));
    return success();
  }
};

} // namespace

void populateSumOfBroadcastPatterns(RewritePatternSet &patterns) {
  patterns.add<SumOfBroadcast>(patterns.getContext());
}

} // namespace luge
