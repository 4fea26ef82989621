//===- ASGD.cpp - Lowering of optim.asgd --------------------------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

struct ASGDLowering : OpRewritePattern<optim::ASGDOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::ASGDOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar lr = update.read(op.getLr()), lambd = update.read(op.getLambd());
    Scalar before = update.read(op.getStep()), step = before + 1.0, isFirst = before == 0.0;
    // torch rounds what it keeps to f32, also where that is f64.
    auto round = [&](Scalar number) { return update.roundTo(rewriter.getF32Type(), number); };
    Scalar eta = select(isFirst, round(lr), update.read(op.getEta()));
    Scalar mu = select(isFirst, lr.constant(1), update.read(op.getMu()));

    Scalar rate = update.toParamType(-eta), shrink = update.toParamType(1.0 - lambd * eta);
    Scalar weightDecay = update.toParamType(update.read(op.getWeightDecay()));
    Scalar restarts = mu == 1.0, weight = update.toParamType(mu);
    SmallVector<Value> updated = update.buildLoop(
        {op.getAx()}, [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          grad = grad + weightDecay * param;
          param = param * shrink + rate * grad;
          return {param, select(restarts, param, old[0] + (param - old[0]) * weight)};
        });

    Scalar nextEta = lr / pow(1.0 + lambd * lr * step, update.read(op.getAlpha()));
    Scalar nextMu = 1.0 / maximum(lr.constant(1), step - update.read(op.getT0()));
    updated.push_back(update.write(round(nextEta), op.getEta()));
    updated.push_back(update.write(round(nextMu), op.getMu()));
    updated.push_back(update.write(step, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

} // namespace

void luge::populateASGDToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<ASGDLowering>(patterns.getContext());
}
