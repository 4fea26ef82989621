//===- AdamVariants.cpp - Lowerings of optim.adamax, optim.nadam and optim.radam ----------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

/// What optim.nadam and optim.radam share: both moments, and weight decay of either kind.
struct DecayedMoments {
  template <typename UpdateOp>
  DecayedMoments(UpdateBuilder &update, UpdateOp op)
      : decoupled(op.getDecoupledWeightDecay()),
        decay(decoupled ? 1.0 - update.read(op.getLr()) * update.read(op.getWeightDecay())
                        : update.read(op.getWeightDecay())),
        keepSquare(update.read(op.getBeta2())), addSquare(1.0 - keepSquare),
        towardGrad(update.toParamType(1.0 - update.read(op.getBeta1()))) {
    for (Scalar *coefficient : {&decay, &keepSquare, &addSquare})
      *coefficient = update.toParamType(*coefficient);
  }

  /// Decays the parameter or the gradient, then moves the moments towards the gradient.
  void apply(Scalar &grad, Scalar &param, Scalar &expAvg, Scalar &expAvgSq) const {
    if (decoupled)
      param = param * decay;
    else
      grad = grad + decay * param;
    expAvg = towardGrad(expAvg, grad);
    expAvgSq = expAvgSq * keepSquare + addSquare * grad * grad;
  }

private:
  bool decoupled;
  Scalar decay, keepSquare, addSquare;
  Lerp towardGrad;
};

struct AdamaxLowering : OpRewritePattern<optim::AdamaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::AdamaxOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar beta1 = update.read(op.getBeta1()), step = update.read(op.getStep()) + 1.0;
    Scalar rate = update.toParamType(-(update.read(op.getLr()) / (1.0 - pow(beta1, step))));
    Scalar weightDecay = update.toParamType(update.read(op.getWeightDecay()));
    Scalar eps = update.toParamType(update.read(op.getEps()));
    Scalar keep = update.toParamType(update.read(op.getBeta2()));
    Lerp towardGrad(update.toParamType(1.0 - beta1));

    SmallVector<Value> updated = update.buildLoop(
        {op.getExpAvg(), op.getExpInf()},
        [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          grad = grad + weightDecay * param;
          Scalar expAvg = towardGrad(old[0], grad);
          Scalar expInf = maximum(old[1] * keep, abs(grad) + eps);
          return {param + rate * expAvg / expInf, expAvg, expInf};
        });
    updated.push_back(update.write(step, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

struct NAdamLowering : OpRewritePattern<optim::NAdamOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::NAdamOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar lr = update.read(op.getLr()), beta1 = update.read(op.getBeta1());
    Scalar step = update.read(op.getStep()) + 1.0;
    Scalar correction = update.toParamType(1.0 - pow(update.read(op.getBeta2()), step));
    Scalar eps = update.toParamType(update.read(op.getEps()));
    auto momentumAt = [&](Scalar time) {
      Scalar decay = pow(lr.constant(0.96), time * update.read(op.getMomentumDecay()));
      return beta1 * (1.0 - 0.5 * decay);
    };
    Scalar mu = momentumAt(step), nextMu = momentumAt(step + 1.0);
    // torch computes the product in its own type.
    Type type = getElementTypeOrSelf(op.getMuProduct());
    Scalar product =
        update.roundTo(type, update.read(op.getMuProduct()) * update.roundTo(type, mu));
    Scalar gradRate = update.toParamType(-lr * (1.0 - mu) / (1.0 - product));
    Scalar momentRate = update.toParamType(-lr * nextMu / (1.0 - product * nextMu));
    DecayedMoments moments(update, op);

    SmallVector<Value> updated = update.buildLoop(
        {op.getExpAvg(), op.getExpAvgSq()},
        [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          Scalar expAvg = old[0], expAvgSq = old[1];
          moments.apply(grad, param, expAvg, expAvgSq);
          Scalar denominator = sqrt(expAvgSq / correction) + eps;
          param = param + gradRate * grad / denominator;
          return {param + momentRate * expAvg / denominator, expAvg, expAvgSq};
        });
    updated.push_back(update.write(product, op.getMuProduct()));
    updated.push_back(update.write(step, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

struct RAdamLowering : OpRewritePattern<optim::RAdamOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::RAdamOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar step = update.read(op.getStep()) + 1.0, beta2 = update.read(op.getBeta2());
    Scalar rate = update.toParamType(update.read(op.getLr()));
    Scalar eps = update.toParamType(update.read(op.getEps()));
    Scalar power = pow(beta2, step);
    Scalar correction1 = update.toParamType(1.0 - pow(update.read(op.getBeta1()), step));
    Scalar correction2 = update.toParamType(sqrt(1.0 - power));
    Scalar rhoInf = 2.0 / (1.0 - beta2) - 1.0;
    Scalar rho = rhoInf - 2.0 * step * power / (1.0 - power);
    Scalar rectifies = rho > 5.0;
    Scalar rect = update.toParamType(
        sqrt((rho - 4.0) * (rho - 2.0) * rhoInf / ((rhoInf - 4.0) * (rhoInf - 2.0) * rho)));
    DecayedMoments moments(update, op);

    SmallVector<Value> updated = update.buildLoop(
        {op.getExpAvg(), op.getExpAvgSq()},
        [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          Scalar expAvg = old[0], expAvgSq = old[1];
          moments.apply(grad, param, expAvg, expAvgSq);
          Scalar plain = expAvg / correction1 * rate;
          Scalar adaptive = correction2 / (sqrt(expAvgSq) + eps);
          Scalar change = select(rectifies, plain * adaptive * rect, plain);
          return {param - change, expAvg, expAvgSq};
        });
    updated.push_back(update.write(step, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

} // namespace

void luge::populateAdamVariantsToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<AdamaxLowering, NAdamLowering, RAdamLowering>(patterns.getContext());
}
