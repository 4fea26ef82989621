//===- Adadelta.cpp - Lowering of optim.adadelta ------------------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

struct AdadeltaLowering : OpRewritePattern<optim::AdadeltaOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::AdadeltaOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar rho = update.read(op.getRho()), step = update.read(op.getStep()) + 1.0;
    Scalar rate = update.toParamType(-update.read(op.getLr()));
    Scalar weightDecay = update.toParamType(update.read(op.getWeightDecay()));
    Scalar eps = update.toParamType(update.read(op.getEps()));
    Scalar keep = update.toParamType(rho), add = update.toParamType(1.0 - rho);

    SmallVector<Value> updated = update.buildLoop(
        {op.getSquareAvg(), op.getAccDelta()},
        [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          grad = grad + weightDecay * param;
          Scalar squareAvg = old[0] * keep + add * grad * grad;
          Scalar delta = sqrt(old[1] + eps) / sqrt(squareAvg + eps) * grad;
          return {param + rate * delta, squareAvg, old[1] * keep + add * delta * delta};
        });
    updated.push_back(update.write(step, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

} // namespace

void luge::populateAdadeltaToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<AdadeltaLowering>(patterns.getContext());
}
