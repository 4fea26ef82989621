//===- Adam.cpp - Lowerings of optim.adam and optim.adamw ---------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

/// The two differ in what weight decay acts on: Adam's adds to the gradient, AdamW's
/// shrinks the parameter.
template <typename AdamLikeOp> struct AdamLowering : OpRewritePattern<AdamLikeOp> {
  using OpRewritePattern<AdamLikeOp>::OpRewritePattern;
  static constexpr bool decoupledDecay = std::is_same_v<AdamLikeOp, optim::AdamWOp>;

  LogicalResult matchAndRewrite(AdamLikeOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar lr = update.read(op.getLr()), weightDecay = update.read(op.getWeightDecay());
    Scalar beta1 = update.read(op.getBeta1()), beta2 = update.read(op.getBeta2());
    Scalar step = update.read(op.getStep()) + 1.0;

    Scalar rate = update.toParamType(-(lr / (1.0 - pow(beta1, step))));
    // A product per element rather than a quotient; rounded as often.
    Scalar correction = update.toParamType(1.0 / sqrt(1.0 - pow(beta2, step)));
    Scalar decay = update.toParamType(decoupledDecay ? 1.0 - lr * weightDecay : weightDecay);
    Scalar eps = update.toParamType(update.read(op.getEps()));
    Scalar keepSquare = update.toParamType(beta2), addSquare = update.toParamType(1.0 - beta2);
    Lerp towardGrad(update.toParamType(1.0 - beta1));

    SmallVector<Value> states{op.getExpAvg(), op.getExpAvgSq()};
    if (op.getAmsgrad())
      states.push_back(op.getMaxExpAvgSq());
    SmallVector<Value> updated = update.buildLoop(
        states, [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          if (decoupledDecay)
            param = param * decay;
          else
            grad = grad + decay * param;
          Scalar expAvg = towardGrad(old[0], grad);
          Scalar expAvgSq = old[1] * keepSquare + addSquare * grad * grad;
          SmallVector<Scalar> results{param, expAvg, expAvgSq};
          if (op.getAmsgrad())
            results.push_back(maximum(old[2], expAvgSq));
          Scalar denominator = sqrt(results.back()) * correction + eps;
          results[0] = param + rate * expAvg / denominator;
          return results;
        });
    updated.push_back(update.write(step, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

} // namespace

void luge::populateAdamToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<AdamLowering<optim::AdamOp>, AdamLowering<optim::AdamWOp>>(patterns.getContext());
}
