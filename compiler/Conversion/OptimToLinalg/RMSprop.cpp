//===- RMSprop.cpp - Lowering of optim.rmsprop --------------------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

struct RMSpropLowering : OpRewritePattern<optim::RMSpropOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::RMSpropOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar alpha = update.read(op.getAlpha()), step = update.read(op.getStep()) + 1.0;
    Scalar rate = update.toParamType(-update.read(op.getLr()));
    Scalar weightDecay = update.toParamType(update.read(op.getWeightDecay()));
    Scalar eps = update.toParamType(update.read(op.getEps()));
    Scalar momentum = update.toParamType(update.read(op.getMomentum()));
    Scalar keepSquare = update.toParamType(alpha), addSquare = update.toParamType(1.0 - alpha);
    Lerp towardGrad(addSquare);
    Scalar useMomentum = momentum > 0.0;

    SmallVector<Value> states{op.getSquareAvg()};
    if (op.getCentered())
      states.push_back(op.getGradAvg());
    if (op.getMomentumBuffer())
      states.push_back(op.getMomentumBuffer());
    SmallVector<Value> updated = update.buildLoop(
        states, [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          grad = grad + weightDecay * param;
          Scalar squareAvg = old[0] * keepSquare + addSquare * grad * grad;
          SmallVector<Scalar> results{param, squareAvg};
          Scalar variance = squareAvg;
          if (op.getCentered()) {
            Scalar gradAvg = towardGrad(old[1], grad);
            results.push_back(gradAvg);
            variance = squareAvg - gradAvg * gradAvg;
          }
          Scalar denominator = sqrt(variance) + eps;
          results[0] = param + rate * grad / denominator;
          if (op.getMomentumBuffer()) {
            Scalar buffer = old.back() * momentum + grad / denominator;
            results[0] = select(useMomentum, param + rate * buffer, results[0]);
            results.push_back(select(useMomentum, buffer, old.back()));
          }
          return results;
        });
    updated.push_back(update.write(step, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

} // namespace

void luge::populateRMSpropToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<RMSpropLowering>(patterns.getContext());
}
