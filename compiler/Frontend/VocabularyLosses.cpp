#include "luge/VocabularyLosses.h"

#include "compiler/Frontend/LossArguments.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"
#include "luge/ClassificationLosses.h"
#include "luge/Functional.h"

#include <array>
#include <cmath>
#include <functional>
#include <numeric>

using namespace luge;
using namespace luge::frontend;
using namespace luge::nn;
namespace F = luge::nn::functional;

/// torch's default for class indices.
static constexpr int64_t kIgnoreIndex = -100;

static int64_t product(const Sizes &extents) {
  return std::accumulate(extents.begin(), extents.end(), int64_t(1), std::multiplies<>());
}

//===----------------------------------------------------------------------===//
// Linear cross entropy
//===----------------------------------------------------------------------===//

static void checkLinearCrossEntropy(const Tensor &input, const Tensor &weight, const Tensor &bias,
                                    Location where) {
  expectFloat({"input", input}, where);
  expectFloat({"linear_weight", weight}, where);
  if (input.dim() < 1 || input.dim() > 2)
    throw ValueError("expected 'input' to be [N, in] or [in], got shape " + toString(input.sizes()),
                     where);
  if (weight.dim() < 2 || weight.sizes().back() != input.sizes().back())
    throw ValueError(
        "expected 'linear_weight' to be [C, in] or [C, d1, ..., in] with the last extent "
        "of 'input', " +
            toString(input.sizes()) + ", got " + toString(weight.sizes()),
        where);
  if (weight.dim() > 2 && input.dim() == 1)
    throw ValueError("expected 'input' [N, in] for a 'linear_weight' " + toString(weight.sizes()) +
                         " of more than two dimensions, got " + toString(input.sizes()),
                     where);
  if (Sizes wanted(weight.sizes().begin(), weight.sizes().end() - 1);
      bias.defined() && bias.sizes() != wanted)
    throw ValueError("expected 'linear_bias' to have the shape " + toString(wanted) +
                         " of 'linear_weight' without the last extent, got " +
                         toString(bias.sizes()),
                     where);
}

/// With class indices and one loss per row.
static Tensor fusedLinearCrossEntropy(const Tensor &input, const Tensor &linear_weight,
                                      const Tensor &target,
                                      const F::LinearCrossEntropyFuncOptions &options,
                                      Location where) {
  bool unbatched = input.dim() == 1;
  int64_t classes = linear_weight.sizes()[0],
          ignored = options.ignore_index().value_or(kIgnoreIndex);
  expectClassWeights(options.weight(), input, classes, where);
  if (options.weight().defined() && options.weight().requires_grad())
    throw ValueError("'weight' has no gradient here, but requires one", where);
  expectClassNumbers(target, unbatched ? Sizes() : Sizes{input.sizes()[0]}, where);
  checkIndices({"target", target}, classes, ignored, where);
  std::vector<Tensor> operands{unbatched ? input.unsqueeze(0, where) : input, linear_weight,
                               unbatched ? target.unsqueeze(0, where) : target};
  std::array<int32_t, 5> counts{1, 1, 1, options.linear_bias().defined(),
                                options.weight().defined()};
  for (const Tensor &optional : {options.linear_bias(), options.weight()})
    if (optional.defined())
      operands.push_back(optional);
  Tensor result = record<nn::LinearCrossEntropyOp>(
      operands,
      {reductionAttribute(options.reduction()), attribute("ignore_index", ignored),
       attribute("label_smoothing", options.label_smoothing()),
       attribute("operandSegmentSizes", mlir::DenseI32ArrayAttr::get(&context(), counts))},
      where);
  return unbatched && options.reduction() == kNone ? result.reshape({}, where) : result;
}

Tensor F::linear_cross_entropy(const Tensor &input, const Tensor &linear_weight,
                               const Tensor &target, const LinearCrossEntropyFuncOptions &options,
                               Location where) {
  checkLinearCrossEntropy(input, linear_weight, options.linear_bias(), where);
  expectLabelSmoothing(options.label_smoothing(), where);
  Sizes shape(input.sizes().begin(), input.sizes().end() - 1);
  shape.insert(shape.end(), linear_weight.sizes().begin(), linear_weight.sizes().end() - 1);
  bool ofProbabilities = expectDefined(target, where).sizes() == shape;
  if (ofProbabilities && options.ignore_index())
    throw ValueError("'ignore_index' is of class numbers, but 'target' holds probabilities", where);
  if (!ofProbabilities && linear_weight.dim() == 2)
    return fusedLinearCrossEntropy(input, linear_weight, target, options, where);

  int64_t features = input.sizes().back();
  int64_t outputs = product(Sizes(linear_weight.sizes().begin(), linear_weight.sizes().end() - 1));
  const Tensor &bias = options.linear_bias();
  Tensor logits = linear(input, linear_weight.reshape({outputs, features}, where),
                         bias.defined() ? bias.reshape({outputs}, where) : bias, where);
  return cross_entropy(logits.reshape(shape, where), target,
                       CrossEntropyLossOptions()
                           .weight(options.weight())
                           .ignore_index(options.ignore_index().value_or(kIgnoreIndex))
                           .label_smoothing(options.label_smoothing())
                           .reduction(options.reduction()),
                       where);
}

LinearCrossEntropyLossImpl::LinearCrossEntropyLossImpl(LinearCrossEntropyLossOptions given,
                                                       Location where)
    : options(std::move(given)) {
  expectLabelSmoothing(options.label_smoothing(), where);
  linear =
      register_module("linear",
                      Linear(LinearOptions(options.in_features(),
                                           options.num_classes() * product(options.out_features()))
                                 .bias(options.bias())
                                 .dtype(options.dtype()),
                             where),
                      where);
  expectClassWeights(options.weight(), linear->weight, options.num_classes(), where);
  if (options.weight().defined())
    register_buffer("weight", options.weight(), where);
}

Tensor LinearCrossEntropyLossImpl::forward(const Tensor &input, const Tensor &target,
                                           Location where) {
  Sizes outputs{options.num_classes()};
  outputs.insert(outputs.end(), options.out_features().begin(), options.out_features().end());
  F::LinearCrossEntropyFuncOptions arguments;
  if (options.bias())
    arguments.linear_bias(linear->bias.reshape(outputs, where));
  outputs.push_back(options.in_features());
  return F::linear_cross_entropy(input, linear->weight.reshape(outputs, where), target,
                                 arguments.weight(options.weight())
                                     .ignore_index(options.ignore_index())
                                     .label_smoothing(options.label_smoothing())
                                     .reduction(options.reduction()),
                                 where);
}

//===----------------------------------------------------------------------===//
// Adaptive softmax
//===----------------------------------------------------------------------===//

static void checkCutoffs(const AdaptiveLogSoftmaxWithLossOptions &options, Location where) {
  const std::vector<int64_t> &cutoffs = options.cutoffs();
  bool rising =
      std::adjacent_find(cutoffs.begin(), cutoffs.end(), std::greater_equal<>()) == cutoffs.end();
  if (cutoffs.empty() || !rising || cutoffs.front() < 1 || cutoffs.back() >= options.n_classes())
    throw ValueError("expected 'cutoffs' to be at least one number from 1 to n_classes - 1 = " +
                         std::to_string(options.n_classes() - 1) + ", in rising order, got " +
                         toString(cutoffs),
                     where);
}

AdaptiveLogSoftmaxWithLossImpl::AdaptiveLogSoftmaxWithLossImpl(
    AdaptiveLogSoftmaxWithLossOptions given, Location where)
    : options(std::move(given)) {
  checkCutoffs(options, where);
  auto layer = [&](int64_t from, int64_t to, bool bias) {
    return Linear(LinearOptions(from, to).bias(bias).dtype(options.dtype()), where);
  };
  const std::vector<int64_t> &cutoffs = options.cutoffs();
  int64_t clusters = cutoffs.size();
  head = register_module(
      "head", layer(options.in_features(), cutoffs[0] + clusters, options.head_bias()), where);
  tail = register_module("tail", Sequential(), where);
  for (int64_t i = 0; i < clusters; ++i) {
    int64_t end = i + 1 < clusters ? cutoffs[i + 1] : options.n_classes();
    auto features = static_cast<int64_t>(
        std::floor(double(options.in_features()) / std::pow(options.div_value(), i + 1)));
    tail->push_back(Sequential(layer(options.in_features(), features, false),
                               layer(features, end - cutoffs[i], false)),
                    where);
  }
}

/// The loss of each row, 0 where the target is to be ignored. Targets are in range.
static Term lossesOf(const Tensor &logits, const Tensor &target, Location where) {
  return {record<nn::CrossEntropyOp>({logits, target},
                                     {reductionAttribute(kNone),
                                      attribute("ignore_index", kIgnoreIndex),
                                      attribute("label_smoothing", 0.0)},
                                     where),
          where};
}

Tensor AdaptiveLogSoftmaxWithLossImpl::clusterLogits(size_t cluster, const Tensor &rows,
                                                     Location where) {
  return tail->children()[cluster]->as<SequentialImpl>()->forward(rows, where);
}

ASMOutput AdaptiveLogSoftmaxWithLossImpl::forward(const Tensor &input, const Tensor &target,
                                                  Location where) {
  expectFloat({"input", input}, where);
  int64_t rank = expectDefined(target, where).dim();
  if (rank > 1 || input.dim() != rank + 1 || (rank == 1 && input.sizes()[0] != target.sizes()[0]))
    throw ValueError("expected 'input' [N, in] with 'target' [N], or [in] with [], got " +
                         toString(input.sizes()) + " and " + toString(target.sizes()),
                     where);
  expectClassNumbers(target, target.sizes(), where);
  checkIndices({"target", target}, options.n_classes(), /*ignored=*/0, where);

  Tensor rows = rank == 0 ? input.unsqueeze(0, where) : input;
  Operand t(rank == 0 ? target.unsqueeze(0, where) : target, where);
  Tensor inHead = t.tensor;
  auto number = [&](int64_t value) { return Operand(value, where); };
  const std::vector<int64_t> &cutoffs = options.cutoffs();
  std::optional<Term> losses;
  for (size_t i = 0; i < cutoffs.size(); ++i) {
    // A row is ignored by the clusters that its target is not in.
    Tensor inside = t >= number(cutoffs[i]);
    if (i + 1 < cutoffs.size())
      inside = Operand(inside, where) & Operand(t < number(cutoffs[i + 1]), where);
    Tensor inCluster = luge::where(inside, {t - number(cutoffs[i]), where}, number(kIgnoreIndex));
    Term ofCluster = lossesOf(clusterLogits(i, rows, where), inCluster, where);
    losses = losses ? *losses + ofCluster : ofCluster;
    inHead = luge::where(inside, number(cutoffs[0] + int64_t(i)), {inHead, where});
  }
  Term output = -(lossesOf(head->forward(rows, where), inHead, where) + *losses);
  Tensor loss = -output.mean({});
  return {rank == 0 ? output.tensor.reshape({}, where) : output.tensor, loss};
}

Tensor AdaptiveLogSoftmaxWithLossImpl::log_prob(const Tensor &input, Location where) {
  int64_t frequent = options.cutoffs()[0];
  Term ofHead(head->forward(input, where).log_softmax(1, where), where);
  std::vector<Tensor> parts{ofHead.tensor.narrow(1, 0, frequent, where)};
  for (size_t i = 0; i < tail->size(); ++i) {
    Tensor logits = clusterLogits(i, input, where);
    Term ofCluster = ofHead.with(ofHead.tensor.narrow(1, frequent + int64_t(i), 1, where));
    parts.push_back(ofCluster + ofHead.with(logits.log_softmax(1, where)));
  }
  return cat(parts, 1, where);
}

Tensor AdaptiveLogSoftmaxWithLossImpl::predict(const Tensor &input, Location where) {
  // A frequent class that is the head's maximum is the most probable of all.
  Term ofHead(head->forward(input, where).argmax(1, /*keepdim=*/false, where), where);
  Term ofAll(log_prob(input, where).argmax(1, /*keepdim=*/false, where), where);
  return select(ofHead < static_cast<double>(options.cutoffs()[0]), ofHead, ofAll);
}
