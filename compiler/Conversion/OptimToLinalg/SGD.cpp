//===- SGD.cpp - Lowering of optim.sgd ----------------------------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

struct SGDLowering : OpRewritePattern<optim::SGDOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::SGDOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    if (op.getMomentumBuffer())
      rewriter.replaceOp(op, withMomentum(op, update));
    else
      rewriter.replaceOp(op, withoutMomentum(op, update));
    return success();
  }

private:
  static SmallVector<Value> withoutMomentum(optim::SGDOp op, UpdateBuilder &update) {
    Scalar rate = update.toParamType(-update.read(op.getLr()));
    Scalar weightDecay = update.toParamType(update.read(op.getWeightDecay()));
    return update.buildLoop(
        {}, [&](Scalar grad, Scalar param, ArrayRef<Scalar>) -> SmallVector<Scalar> {
          grad = grad + weightDecay * param;
          return {param + rate * grad};
        });
  }

  static SmallVector<Value> withMomentum(optim::SGDOp op, UpdateBuilder &update) {
    Scalar rate = update.toParamType(-update.read(op.getLr()));
    Scalar weightDecay = update.toParamType(update.read(op.getWeightDecay()));
    Scalar step = update.read(op.getStep()), momentum = update.read(op.getMomentum());
    Scalar keep = update.toParamType(momentum);
    Scalar add = update.toParamType(1.0 - update.read(op.getDampening()));
    Scalar isFirst = step == 0.0, useMomentum = momentum != 0.0;

    SmallVector<Value> updated = update.buildLoop(
        {op.getMomentumBuffer()},
        [&](Scalar grad, Scalar param, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          grad = grad + weightDecay * param;
          Scalar buffer = select(isFirst, grad, old[0] * keep + add * grad);
          Scalar direction = op.getNesterov() ? grad + keep * buffer : buffer;
          return {param + rate * select(useMomentum, direction, grad),
                  select(useMomentum, buffer, old[0])};
        });
    Scalar nextStep = select(useMomentum, step + 1.0, step);
    updated.push_back(update.write(nextStep, op.getStep()));
    return updated;
  }
};

} // namespace

void luge::populateSGDToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<SGDLowering>(patterns.getContext());
}
