//===- NnLinearCrossEntropy.cpp - Logits that never exist as a whole ------===//
//
// The classes are taken in parts. For each, its logits give a part of
//
//   loss = sum(q) * logsumexp(logits) - sum(q * logits);
//
// the gradient makes them again, and from them its part of each operand's gradient. So the largest
// temporary has a part of the logits' columns. Forward the logits are made transposed: what is not
// the same is not kept from there for the gradient.
//
//===----------------------------------------------------------------------===//
#include "dialects/Nn/NnClassTargets.h"

using namespace mlir;
using namespace luge::nn;

/// How many classes' logits are computed together.
static constexpr int64_t kClassesPerPart = 4096;

namespace {

/// A part of the layer that makes logits.
class LayerPart {
public:
  LayerPart(LinearCrossEntropyOp op, Expr x, int64_t begin)
      : begin(begin), x(x), weight(take(x.with(op.getLinearWeight()))) {
    if (op.getLinearBias())
      bias = take(x.with(op.getLinearBias()));
  }

  /// [N, count]
  Expr logits() const { return x.make<LinearOp>(x, weight, bias ? Value(*bias) : Value()); }
  /// [count, N]
  Expr transposedLogits() const {
    Expr product = contract(weight, 1, x, 1);
    return bias ? product + bias->broadcast(product, 0) : product;
  }

  // The gradients of the operands, from that of the logits.
  Expr inputGrad(Expr grad) const { return contract(grad, 1, weight, 0); }
  Expr weightGrad(Expr grad) const { return contract(grad, 0, x, 0); }
  static Expr biasGrad(Expr grad) { return grad.sum(ArrayRef<int64_t>(0)); }

  int64_t begin;

private:
  Expr take(Expr perClass) const {
    ArrayRef<int64_t> shape = perClass.type().getShape();
    SmallVector<int64_t> offsets(shape.size(), 0), sizes(shape), strides(shape.size(), 1);
    offsets[0] = begin;
    sizes[0] = std::min(kClassesPerPart, shape[0] - begin);
    return perClass.make<SliceOp>(perClass, offsets, sizes, strides);
  }
  static Expr contract(Expr lhs, int64_t lhsDimension, Expr rhs, int64_t rhsDimension) {
    ArrayRef<int64_t> none;
    return lhs.make<ContractOp>(lhs, rhs, none, none, ArrayRef(lhsDimension),
                                ArrayRef(rhsDimension));
  }

  Expr x, weight;
  std::optional<Expr> bias;
};

} // namespace

static std::vector<LayerPart> partsOf(LinearCrossEntropyOp op, Expr x) {
  std::vector<LayerPart> parts;
  int64_t classes = op.getLinearWeight().getType().getDimSize(0);
  for (int64_t begin = 0; begin < classes; begin += kClassesPerPart)
    parts.emplace_back(op, x, begin);
  return parts;
}

/// The targets of logits whose classes lie along `dimension`.
static ClassTargets targetsOf(LinearCrossEntropyOp op, Expr x, int64_t dimension) {
  int64_t rows = op.getTarget().getType().getDimSize(0);
  int64_t classes = op.getLinearWeight().getType().getDimSize(0);
  SmallVector<int64_t, 2> shape{rows, classes};
  if (dimension == 0)
    std::swap(shape[0], shape[1]);
  return {x.with(op.getTarget()), withShape(x.type(), shape), dimension, classTargetOptions(op)};
}

/// [...] as [1, ...].
static Expr withUnitDimension(Expr x) {
  SmallVector<int64_t> shape(x.type().getShape());
  shape.insert(shape.begin(), 1);
  return x.make<ReshapeOp>(withShape(x.type(), shape), x);
}

SmallVector<Value> LinearCrossEntropyOp::buildDecomposition(OpBuilder &builder) {
  Expr x(builder, getLoc(), getInput());
  ClassTargets targets = targetsOf(*this, x, /*dimension=*/0);
  SmallVector<Value> normalizers;
  std::optional<Expr> dot;
  for (const LayerPart &part : partsOf(*this, x)) {
    Expr logits = part.transposedLogits();
    Expr normalizer = logits.make<LogsumexpOp>(logits, 0);
    normalizers.push_back(withUnitDimension(normalizer));
    Expr ofTargets = targets.dot(logits, part.begin);
    dot = dot ? *dot + ofTargets : ofTargets;
  }
  Expr all = x.make<ConcatOp>(normalizers, 0);
  Expr normalizer = all.make<LogsumexpOp>(all, 0);
  Expr losses = targets.valid(targets.total() * normalizer - *dot);
  return {targets.reduce(losses, getReduction()), normalizer};
}

void LinearCrossEntropyOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                                    MutableArrayRef<Value> operandGrads) {
  if (!resultGrads[0])
    return;
  Expr x(builder, getLoc(), getInput()), normalizer = x.with(getLogsumexp());
  ClassTargets targets = targetsOf(*this, x, /*dimension=*/1);
  Expr rowGrad = targets.rowGrad(x.with(resultGrads[0]), getReduction());
  SmallVector<Value> inputGrads, weightGrads, biasGrads;
  for (const LayerPart &part : partsOf(*this, x)) {
    Expr logits = part.logits();
    Expr softmax = exp(logits - normalizer.expand(logits, 1));
    Expr grad = targets.logitsGrad(rowGrad, softmax, part.begin);
    inputGrads.push_back(withUnitDimension(part.inputGrad(grad)));
    weightGrads.push_back(part.weightGrad(grad));
    biasGrads.push_back(LayerPart::biasGrad(grad));
  }
  // Stacked rather than added one by one: a product waits for what it is added to, and its factors with it.
  operandGrads[0] = x.make<ConcatOp>(inputGrads, 0).sum(ArrayRef<int64_t>(0));
  operandGrads[1] = x.make<ConcatOp>(weightGrads, 0);
  if (getLinearBias())
    operandGrads[3] = x.make<ConcatOp>(biasGrads, 0);
}
