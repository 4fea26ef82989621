//===- NnLossesDecompositions.cpp - Losses out of simpler ops -------------===//
#include "dialects/Nn/NnExpr.h"

#include "llvm/ADT/Sequence.h"

#include <limits>

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

/// With targets that are classes' probabilities.
static SmallVector<Value> crossEntropyOfProbabilities(Expr x, Expr t, int64_t classDim,
                                                      Reduction reduction) {
  Expr logProbabilities = x.make<LogSoftmaxOp>(x, classDim);
  return reduce(-(t * logProbabilities).sum(classDim), reduction);
}

/// With targets that are classes' indices. What keeps log-sum-exp as the only residual, and gives
/// the gradient (softmax - target) in one pass over the logits.
static SmallVector<Value> crossEntropyOfIndices(Expr x, Expr t, int64_t classDim,
                                                Reduction reduction, int64_t ignoreIndex) {
  int64_t classes = x.type().getDimSize(classDim);
  Type i1 = IntegerType::get(x.type().getContext(), 1);
  Expr isTarget = t.make<OneHotOp>(t, classes, classDim, i1);
  // A selection rather than a product: the other logits may be infinite.
  Expr picked = select(isTarget, x, x.full(0)).sum(classDim);
  Expr losses = x.make<LogsumexpOp>(x, classDim) - picked;
  Expr inRange = (t >= 0) && (t < static_cast<double>(classes));
  Expr ignored =
      t.make<CompareOp>(t, t.full(static_cast<double>(ignoreIndex)), ComparePredicate::Equal);
  losses = select(inRange, losses, losses.full(std::numeric_limits<double>::quiet_NaN()));
  losses = select(ignored, losses.full(0), losses);
  if (reduction != Reduction::Mean)
    return reduce(losses, reduction);
  SmallVector<int64_t> all = allDimensions(losses);
  Expr counted = (!ignored).cast(x.type().getElementType()).sum(all);
  return {losses.sum(all) / counted};
}

SmallVector<Value> CrossEntropyOp::buildDecomposition(OpBuilder &builder) {
  Expr x(builder, getLoc(), getInput()), t = x.with(getTarget());
  int64_t classDim = x.type().getRank() == 1 ? 0 : 1;
  if (t.type() == x.type())
    return crossEntropyOfProbabilities(x, t, classDim, getReduction());
  return crossEntropyOfIndices(x, t, classDim, getReduction(), getIgnoreIndex());
}
