//===- NnClassTargets.cpp - Targets of losses over classes ----------------===//
#include "dialects/Nn/NnClassTargets.h"

#include "llvm/ADT/Sequence.h"

#include <limits>

using namespace mlir;
using namespace luge::nn;

static SmallVector<int64_t> allDimensions(Expr x) {
  return llvm::to_vector(llvm::seq<int64_t>(0, x.type().getRank()));
}

Expr ClassTargets::weighted(Expr y, int64_t begin) const {
  if (!options.weight)
    return y;
  Expr weight = y.with(options.weight);
  if (int64_t count = y.type().getDimSize(dimension); count != classes())
    weight = weight.make<SliceOp>(weight, ArrayRef(begin), ArrayRef(count), ArrayRef<int64_t>(1));
  return y * weight.broadcast(y, dimension);
}

Expr ClassTargets::isIgnored() const { return target == static_cast<double>(options.ignoreIndex); }

Expr ClassTargets::isTarget(int64_t count, int64_t begin) const {
  Type i1 = IntegerType::get(logits.getContext(), 1);
  Expr index = begin == 0 ? target : target - static_cast<double>(begin);
  return index.make<OneHotOp>(index, count, dimension, i1);
}

Expr ClassTargets::targetWeights() const {
  Expr one = target.full(1, logits.getElementType());
  if (!options.weight)
    return one;
  Expr hit = isTarget(classes(), 0);
  Expr zeros = hit.full(0, logits.getElementType());
  return select(hit, weighted(hit.full(1, logits.getElementType())), zeros).sum(dimension);
}

Expr ClassTargets::counted() const {
  Expr weights = targetWeights();
  Expr ofCounted = select(isIgnored(), weights.full(0), weights);
  Expr sum = ofCounted.sum(allDimensions(ofCounted));
  if (!options.weight || options.labelSmoothing == 0)
    return sum;
  // As in torch, where the targets' own losses, all of weight 0, are divided apart from what smoothing adds.
  return select(sum == 0, sum.full(std::numeric_limits<double>::quiet_NaN()), sum);
}

Expr ClassTargets::probabilities() const {
  return weighted(options.labelSmoothing > 0 ? target * sharpness() + spread() : target);
}

Expr ClassTargets::total() const {
  if (!areIndices())
    return probabilities().sum(dimension);
  Expr weights = targetWeights();
  if (!options.weight || options.labelSmoothing == 0)
    return weights;
  Expr ofAll = weights.with(options.weight).sum(ArrayRef<int64_t>(0)) * spread();
  return weights * sharpness() + ofAll.broadcast(weights, {});
}

Expr ClassTargets::dot(Expr x, int64_t begin) const {
  if (!areIndices())
    return (probabilities() * x).sum(dimension);
  // A selection rather than a product: the other logits may be infinite.
  Expr hit = isTarget(x.type().getDimSize(dimension), begin);
  Expr picked = select(hit, x, x.full(0)).sum(dimension) * targetWeights();
  if (options.labelSmoothing == 0)
    return picked;
  return picked * sharpness() + weighted(x * spread(), begin).sum(dimension);
}

Expr ClassTargets::logitsGrad(Expr grad, Expr softmax, int64_t begin) const {
  Expr hit = isTarget(softmax.type().getDimSize(dimension), begin);
  Expr ofTarget = (grad * targetWeights() * sharpness()).expand(softmax, dimension);
  Expr result = softmax * (grad * total()).expand(softmax, dimension) -
                select(hit, ofTarget, softmax.full(0));
  if (options.labelSmoothing == 0)
    return result;
  return result - weighted((grad * spread()).expand(softmax, dimension), begin);
}

Expr ClassTargets::valid(Expr losses) const {
  if (!areIndices())
    return losses;
  Expr inRange = (target >= 0) && (target < static_cast<double>(classes()));
  losses = select(inRange, losses, losses.full(std::numeric_limits<double>::quiet_NaN()));
  return select(isIgnored(), losses.full(0), losses);
}

Expr ClassTargets::reduce(Expr losses, Reduction reduction) const {
  SmallVector<int64_t> all = allDimensions(losses);
  if (reduction == Reduction::None)
    return losses;
  if (reduction == Reduction::Sum)
    return losses.sum(all);
  if (!areIndices())
    return losses.make<MeanOp>(losses, all);
  // First: it needs no loss, and the gradient waits for it.
  Expr divisor = counted();
  return losses.sum(all) / divisor;
}

Expr ClassTargets::rowGrad(Expr grad, Reduction reduction) const {
  if (reduction == Reduction::Mean)
    grad = grad / counted();
  if (reduction != Reduction::None)
    grad = grad.broadcast(target, {});
  return select(isIgnored(), grad.full(0), grad);
}
