//===- Sign.cpp - Lowerings of optim.lion and optim.rprop ---------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

struct LionLowering : OpRewritePattern<optim::LionOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::LionOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar lr = update.read(op.getLr());
    Scalar beta1 = update.read(op.getBeta1()), beta2 = update.read(op.getBeta2());
    Scalar rate = update.toParamType(-lr);
    Scalar shrink = update.toParamType(1.0 - lr * update.read(op.getWeightDecay()));
    Scalar keepDirection = update.toParamType(beta1),
           addDirection = update.toParamType(1.0 - beta1);
    Scalar keepAverage = update.toParamType(beta2), addAverage = update.toParamType(1.0 - beta2);

    SmallVector<Value> updated = update.buildLoop(
        {op.getExpAvg()},
        [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          Scalar direction = sign(old[0] * keepDirection + addDirection * grad);
          return {param * shrink + rate * direction, old[0] * keepAverage + addAverage * grad};
        });
    rewriter.replaceOp(op, updated);
    return success();
  }
};

struct RpropLowering : OpRewritePattern<optim::RpropOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::RpropOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar before = update.read(op.getStep()), isFirst = before == 0.0;
    Scalar lr = update.toParamType(update.read(op.getLr()));
    Scalar etaMinus = update.toParamType(update.read(op.getEtaminus()));
    Scalar etaPlus = update.toParamType(update.read(op.getEtaplus()));
    Scalar least = update.toParamType(update.read(op.getStepSizeMin()));
    Scalar largest = update.toParamType(update.read(op.getStepSizeMax()));

    SmallVector<Value> updated = update.buildLoop(
        {op.getPrev(), op.getStepSize()},
        [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          Scalar agreement = grad * old[0], turned = agreement < 0.0;
          Scalar factor =
              select(agreement > 0.0, etaPlus, select(turned, etaMinus, grad.constant(1)));
          Scalar stepSize = select(isFirst, lr, old[1]) * factor;
          stepSize = minimum(maximum(stepSize, least), largest);
          grad = select(turned, grad.constant(0), grad);
          return {param - sign(grad) * stepSize, grad, stepSize};
        });
    updated.push_back(update.write(before + 1.0, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

} // namespace

void luge::populateSignToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<LionLowering, RpropLowering>(patterns.getContext());
}
