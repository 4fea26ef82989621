#include "luge/ClassificationLosses.h"

#include "compiler/Frontend/LossArguments.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"

#include <cmath>

using namespace luge;
using namespace luge::frontend;
namespace F = luge::nn::functional;

//===----------------------------------------------------------------------===//
// Binary
//===----------------------------------------------------------------------===//

/// `losses` times `weight`, if there is one, reduced. `weight` must broadcast to the losses' shape.
static Tensor reduceWeighted(const Term &losses, const Tensor &weight, luge::Reduction reduction) {
  if (!weight.defined())
    return reduceLoss(losses, reduction);
  std::vector<Tensor> operands = broadcast({"target", losses}, {"weight", weight}, losses.where);
  return reduceLoss(losses.with(operands[0]) * losses.with(operands[1]), reduction);
}

/// The loss `OpT` of tensors of one type; it is reduced within the op unless elements have weights.
template <typename OpT>
static Tensor binaryLoss(const Tensor &input, const Tensor &target, const Tensor &weight,
                         luge::Reduction reduction, Location where) {
  if (!weight.defined())
    return record<OpT>({input, target}, {reductionAttribute(reduction)}, where);
  Term losses(record<OpT>({input, target}, {reductionAttribute(kNone)}, where), where);
  return reduceWeighted(losses, weight, reduction);
}

static void expectPair(const Tensor &input, const Tensor &target, Location where) {
  expectFloat({"input", input}, where);
  expectSameShape({"input", input}, {"target", target}, where);
}

Tensor F::binary_cross_entropy(const Tensor &input, const Tensor &target,
                               const BCELossOptions &options, Location where) {
  expectPair(input, target, where);
  if (target.dtype() != input.dtype())
    throw TypeError(std::string("expected 'target' to have the type of 'input', ") +
                        name(input.dtype()) + ", got " + name(target.dtype()),
                    where);
  Tensor loss =
      binaryLoss<nn::BceLossOp>(input, target, options.weight(), options.reduction(), where);
  for (Argument argument : {Argument{"input", input}, Argument{"target", target}})
    checkElements({argument.tensor, where}, 0, 1,
                  std::string("all elements of binary_cross_entropy's '") + argument.name +
                      "' are from 0 to 1",
                  loss);
  return loss;
}

/// ln(1 / (1 + e^-x)), without overflow.
static Term logSigmoid(const Term &x) { return minimum(x, 0) - log1p(exp(-abs(x))); }

Tensor F::binary_cross_entropy_with_logits(const Tensor &input, const Tensor &target,
                                           const BCEWithLogitsLossOptions &options,
                                           Location where) {
  expectPair(input, target, where);
  Tensor probabilities = target.to(input.dtype(), where);
  if (!options.pos_weight().defined())
    return binaryLoss<nn::BceWithLogitsOp>(input, probabilities, options.weight(),
                                           options.reduction(), where);
  broadcast({"input", input}, {"pos_weight", options.pos_weight()}, where);
  Term x(input, where), t(probabilities, where), scale(options.pos_weight(), where);
  Term losses = -(scale * t * logSigmoid(x) + (1 - t) * logSigmoid(-x));
  // torch's formula has the difference of two infinities there.
  Term nothing(constantLike(0.0, input.dtype(), input, where), where);
  losses = losses + select(x == -INFINITY, NAN, nothing);
  return reduceWeighted(losses, options.weight(), options.reduction());
}

Tensor F::soft_margin_loss(const Tensor &input, const Tensor &target,
                           const SoftMarginLossOptions &options, Location where) {
  expectFloat({"input", input}, where);
  std::vector<Tensor> operands = broadcast({"input", input}, {"target", target}, where);
  Term x(operands[0], where), t(operands[1], where);
  return reduceLoss(log1p(exp(-t * x)), options.reduction());
}

Tensor F::multilabel_soft_margin_loss(const Tensor &input, const Tensor &target,
                                      const MultiLabelSoftMarginLossOptions &options,
                                      Location where) {
  expectFloat({"input", input}, where);
  if (input.dim() == 0)
    throw ValueError("expected 'input' to have a dimension of classes, got shape []", where);
  std::vector<Tensor> operands = broadcast({"input", input}, {"target", target}, where);
  Term x(operands[0], where), t(operands[1], where);
  Term losses = -(t * logSigmoid(x) + (1 - t) * logSigmoid(-x));
  if (options.weight().defined()) {
    broadcast({"input", losses}, {"weight", options.weight()}, where);
    losses = losses * Term(options.weight(), where);
  }
  int64_t classDim = input.dim() - 1;
  double classes = static_cast<double>(input.size(classDim, where));
  return reduceLoss(losses.sum({classDim}) / classes, options.reduction());
}

//===----------------------------------------------------------------------===//
// Divergence
//===----------------------------------------------------------------------===//

nn::KLDivLossOptions &nn::KLDivLossOptions::reduction(const std::string &value, Location where) {
  dividesByBatch = value == "batchmean";
  if (dividesByBatch)
    return reduction(kSum);
  if (value != "none" && value != "mean" && value != "sum")
    throw ValueError(
        "expected the reduction 'none', 'batchmean', 'mean' or 'sum', got '" + value + "'", where);
  return LossOptions::reduction(value, where);
}

Tensor F::kl_div(const Tensor &input, const Tensor &target, const KLDivLossOptions &options,
                 Location where) {
  expectFloat({"input", input}, where);
  std::vector<Tensor> operands = broadcast({"input", input}, {"target", target}, where);
  Term x(operands[0], where), t(operands[1], where);
  // 0 ln(0) is 0.
  Term losses = options.log_target() ? exp(t) * (t - x) : select(t == 0, 0, t * log(t)) - t * x;
  Tensor result = reduceLoss(losses, options.reduction());
  if (!options.batchmean() || input.dim() == 0)
    return result;
  // The batch may be known only when the program runs.
  return Term(result, where) / Term(record<nn::CountOp>({input.detach(where)},
                                                        {attribute("dimensions", Sizes{0})}, where),
                                    where);
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

/// The dimension of `input` that classes lie along.
static int64_t classDimension(const Tensor &input, Location where) {
  expectFloat({"input", input}, where);
  if (input.dim() == 0)
    throw ValueError("expected 'input' to be [C], [N, C] or [N, C, d1, ...], got shape []", where);
  return input.dim() == 1 ? 0 : 1;
}

/// The shape of one target per row of classes.
static Sizes rowsOf(const Tensor &input, int64_t classDim) {
  Sizes rows = input.sizes();
  rows.erase(rows.begin() + classDim);
  return rows;
}

Tensor F::cross_entropy(const Tensor &input, const Tensor &target,
                        const CrossEntropyLossOptions &options, Location where) {
  int64_t classDim = classDimension(input, where), classes = input.sizes()[classDim];
  expectClassWeights(options.weight(), input, classes, where);
  expectLabelSmoothing(options.label_smoothing(), where);
  bool ofProbabilities = expectDefined(target, where).sizes() == input.sizes();
  if (ofProbabilities && !isFloat(target.dtype()))
    throw TypeError(
        std::string("expected a 'target' in the shape of 'input' to hold probabilities of "
                    "classes, of floating-point type, got ") +
            name(target.dtype()),
        where);
  if (ofProbabilities && options.ignore_index() >= 0)
    throw ValueError("'ignore_index' is of class numbers, but 'target' holds probabilities", where);
  if (!ofProbabilities) {
    expectClassNumbers(target, rowsOf(input, classDim), where);
    checkIndices({"target", target}, classes, options.ignore_index(), where);
  }

  std::vector<Tensor> operands{input, ofProbabilities ? target.to(input.dtype(), where) : target};
  if (options.weight().defined())
    operands.push_back(options.weight());
  return record<nn::CrossEntropyOp>(operands,
                                    {reductionAttribute(options.reduction()),
                                     attribute("ignore_index", options.ignore_index()),
                                     attribute("label_smoothing", options.label_smoothing())},
                                    where);
}

Tensor F::nll_loss(const Tensor &input, const Tensor &target, const NLLLossOptions &options,
                   Location where) {
  int64_t classDim = classDimension(input, where), classes = input.sizes()[classDim];
  expectClassWeights(options.weight(), input, classes, where);
  expectClassNumbers(target, rowsOf(input, classDim), where);
  checkIndices({"target", target}, classes, options.ignore_index(), where);

  Term x(input, where), t(target, where);
  Term isTarget(record<nn::OneHotOp>({target}, {attribute("dimension", classDim)}, where,
                                     tensorType(kBool, input.sizes())),
                where);
  Term counts = t != static_cast<double>(options.ignore_index());
  Term weights = counts.to(input.dtype());
  if (options.weight().defined()) {
    Term ofClasses(options.weight(), where);
    for (int64_t dim = classDim + 1; dim < input.dim(); ++dim)
      ofClasses = ofClasses.unsqueeze(-1);
    weights = weights * (isTarget.to(input.dtype()) * ofClasses).sum({classDim});
  }
  Term losses = select(counts, -(weights * select(isTarget, x, 0).sum({classDim})), 0);
  if (options.reduction() != kMean)
    return reduceLoss(losses, options.reduction());
  return losses.sum({}) / weights.sum({});
}
