//===- Lamb.cpp - Lowering of optim.lamb --------------------------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

/// Three loops: the moments, then both norms, then the parameter. The last two compute the direction
/// anew, which is less work than to keep it.
struct LambLowering : OpRewritePattern<optim::LambOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::LambOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar lr = update.read(op.getLr()), step = update.read(op.getStep()) + 1.0;
    Scalar beta1 = update.read(op.getBeta1()), beta2 = update.read(op.getBeta2());
    Scalar scale = update.toParamType(1.0 / (1.0 - pow(beta1, step)));
    Scalar correction = update.toParamType(sqrt(1.0 - pow(beta2, step)));
    Scalar eps = update.toParamType(update.read(op.getEps()));
    Scalar weightDecay = update.toParamType(update.read(op.getWeightDecay()));
    Scalar keepSquare = update.toParamType(beta2), addSquare = update.toParamType(1.0 - beta2);
    Lerp towardGrad(update.toParamType(1.0 - beta1));

    SmallVector<Value> moments = update.overwrite(
        {op.getGrad()}, {op.getExpAvg(), op.getExpAvgSq()},
        [&](ArrayRef<Scalar> read, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          Scalar grad = op.getMaximize() ? -read[0] : read[0];
          return {towardGrad(old[0], grad), old[1] * keepSquare + addSquare * grad * grad};
        });
    auto direction = [&](Scalar expAvg, Scalar expAvgSq, Scalar param) {
      return scale * expAvg / (sqrt(expAvgSq) / correction + eps) + weightDecay * param;
    };
    Scalar paramNorm = update.norm({op.getParam()}, [](ArrayRef<Scalar> read) { return read[0]; });
    Scalar directionNorm =
        update.norm({moments[0], moments[1], op.getParam()},
                    [&](ArrayRef<Scalar> read) { return direction(read[0], read[1], read[2]); });
    Scalar hasNorms = Scalar::apply<arith::AndIOp>(paramNorm > 0.0, directionNorm > 0.0);
    Scalar trust = select(hasNorms, paramNorm / directionNorm, lr.constant(1));
    Scalar rate = update.toParamType(-lr * trust);
    Value param =
        update.overwrite({moments[0], moments[1]}, {op.getParam()},
                         [&](ArrayRef<Scalar> read, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
                           return {old[0] + rate * direction(read[0], read[1], old[0])};
                         })[0];
    Value nextStep = update.write(step, op.getStep());
    rewriter.replaceOp(op, ValueRange{param, moments[0], moments[1], nextStep});
    return success();
  }
};

} // namespace

void luge::populateLambToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<LambLowering>(patterns.getContext());
}
