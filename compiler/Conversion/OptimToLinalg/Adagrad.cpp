//===- Adagrad.cpp - Lowering of optim.adagrad --------------------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

struct AdagradLowering : OpRewritePattern<optim::AdagradOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::AdagradOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar step = update.read(op.getStep()) + 1.0;
    Scalar decayedLr =
        update.read(op.getLr()) / (1.0 + (step - 1.0) * update.read(op.getLrDecay()));
    Scalar rate = update.toParamType(-decayedLr);
    Scalar weightDecay = update.toParamType(update.read(op.getWeightDecay()));
    Scalar eps = update.toParamType(update.read(op.getEps()));

    SmallVector<Value> updated = update.buildLoop(
        {op.getSum()},
        [&](Scalar grad, Scalar param, ArrayRef<Scalar> states) -> SmallVector<Scalar> {
          grad = grad + weightDecay * param;
          Scalar sum = states[0] + grad * grad;
          return {param + rate * grad / (sqrt(sum) + eps), sum};
        });
    updated.push_back(update.write(step, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

} // namespace

void luge::populateAdagradToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<AdagradLowering>(patterns.getContext());
}
