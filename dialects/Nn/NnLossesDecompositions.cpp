//===- NnLossesDecompositions.cpp - Losses out of simpler ops -------------===//
#include "dialects/Nn/NnClassTargets.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace luge::nn;

static SmallVector<int64_t> allDimensions(Expr x) {
  return llvm::to_vector(llvm::seq<int64_t>(0, x.type().getRank()));
}

static SmallVector<Value> reduce(Expr losses, Reduction reduction) {
  if (reduction == Reduction::None)
    return {losses};
  if (reduction == Reduction::Sum)
    return {losses.sum(allDimensions(losses))};
  return {losses.make<MeanOp>(losses, allDimensions(losses))};
}

SmallVector<Value> MseLossOp::buildDecomposition(OpBuilder &builder) {
  Expr x(builder, getLoc(), getInput()), t = x.with(getTarget());
  Expr difference = x - t;
  return reduce(difference * difference, getReduction());
}

SmallVector<Value> L1LossOp::buildDecomposition(OpBuilder &builder) {
  Expr x(builder, getLoc(), getInput()), t = x.with(getTarget());
  return reduce(abs(x - t), getReduction());
}

SmallVector<Value> BceLossOp::buildDecomposition(OpBuilder &builder) {
  Expr x(builder, getLoc(), getInput()), t = x.with(getTarget());
  Expr least = x.full(-100);
  return reduce((t - 1) * maximum(log1p(-x), least) - t * maximum(log(x), least), getReduction());
}

SmallVector<Value> BceWithLogitsOp::buildDecomposition(OpBuilder &builder) {
  Expr x(builder, getLoc(), getInput()), t = x.with(getTarget());
  Expr logSigmoid = minimum(x, x.full(0)) - log1p(exp(-abs(x)));
  return reduce((1 - t) * x - logSigmoid, getReduction());
}

//===----------------------------------------------------------------------===//
// Cross entropy
//===----------------------------------------------------------------------===//

// Relative to the maximum, so that no finite logit overflows; as the result does not depend on what
// it is relative to, no gradient flows there.
SmallVector<Value> CrossEntropyOp::buildDecomposition(OpBuilder &builder) {
  Expr x(builder, getLoc(), getInput());
  int64_t dimension = x.type().getRank() == 1 ? 0 : 1;
  // A NaN comes through by its exponential.
  Expr maximum = x.make<AmaxOp>(x.make<DetachOp>(x), dimension, /*ignore_nan=*/true);
  Expr relative = x - maximum.expand(x, dimension);
  Expr logOfSum = log(exp(relative).sum(dimension));
  ClassTargets targets(x.with(getTarget()), x.type(), dimension, classTargetOptions(*this));
  Expr losses = targets.total() * logOfSum - targets.dot(relative);
  return {targets.reduce(targets.valid(losses), getReduction())};
}
