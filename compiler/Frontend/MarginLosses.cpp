#include "luge/MarginLosses.h"

#include "compiler/Frontend/LossArguments.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"
#include "luge/Functional.h"

#include <cmath>

using namespace luge;
using namespace luge::frontend;
namespace F = luge::nn::functional;

//===----------------------------------------------------------------------===//
// Pairs
//===----------------------------------------------------------------------===//

Tensor F::hinge_embedding_loss(const Tensor &input, const Tensor &target,
                               const HingeEmbeddingLossOptions &options, Location where) {
  expectFloat({"input", input}, where);
  std::vector<Tensor> operands = broadcast({"input", input}, {"target", target}, where);
  Term x(operands[0], where), t(operands[1], where);
  Term apart = select(t != 1, clampMin(options.margin() - x, 0), 0);
  Term near = select(t != -1, x, 0);
  return reduceLoss(apart + near, options.reduction());
}

Tensor F::margin_ranking_loss(const Tensor &input1, const Tensor &input2, const Tensor &target,
                              const MarginRankingLossOptions &options, Location where) {
  expectEqualRanks({{"input1", input1}, {"input2", input2}, {"target", target}}, where);
  expectFloat({"input1", input1}, where);
  std::vector<Tensor> inputs = broadcast({"input1", input1}, {"input2", input2}, where);
  Term difference = Term(inputs[0], where) - Term(inputs[1], where);
  std::vector<Tensor> operands = broadcast({"input1", difference}, {"target", target}, where);
  Term losses =
      clampMin(-Term(operands[1], where) * Term(operands[0], where) + options.margin(), 0);
  return reduceLoss(losses, options.reduction());
}

Tensor F::cosine_embedding_loss(const Tensor &input1, const Tensor &input2, const Tensor &target,
                                const CosineEmbeddingLossOptions &options, Location where) {
  expectFloat({"input1", input1}, where);
  int64_t rank = expectDefined(target, where).dim();
  if (rank > 1 || input1.dim() != rank + 1)
    throw ValueError("expected inputs [N, D] with a target [N], or [D] with [], got 'input1' " +
                         toString(input1.sizes()) + " and 'target' " + toString(target.sizes()),
                     where);
  expectEqualRanks({{"input1", input1}, {"input2", input2}}, where);
  std::vector<Tensor> inputs = broadcast({"input1", input1}, {"input2", input2}, where);
  Term x(inputs[0], where), y(inputs[1], where), t(target, where);
  // What torch adds, so that no length is 0.
  constexpr double epsilon = 1e-12;
  Term lengths = sqrt(((x * x).sum({rank}) + epsilon) * ((y * y).sum({rank}) + epsilon));
  Term cosine = (x * y).sum({rank}) / lengths;
  Term near = select(t == 1, 1 - cosine, 0);
  Term apart = select(t == -1, clampMin(cosine - options.margin(), 0), 0);
  return reduceLoss(near + apart, options.reduction());
}

//===----------------------------------------------------------------------===//
// Triplets
//===----------------------------------------------------------------------===//

Tensor F::pairwise_distance(const Tensor &x1, const Tensor &x2, double p, double eps, bool keepdim,
                            Location where) {
  expectFloat({"x1", x1}, where);
  std::vector<Tensor> operands = broadcast({"x1", x1}, {"x2", x2}, where);
  if (operands[0].dim() == 0)
    throw ValueError("expected 'x1' and 'x2' to have at least one dimension, got none", where);
  Term difference = Term(operands[0], where) - Term(operands[1], where) + eps;
  return vector_norm(difference, p, {-1}, keepdim, where);
}

static void expectPositiveMargin(double margin, Location where) {
  if (!(margin > 0))
    throw ValueError("expected 'margin' to be above 0, got " + toString(margin), where);
}

Tensor F::triplet_margin_loss(const Tensor &anchor, const Tensor &positive, const Tensor &negative,
                              const TripletMarginLossOptions &options, Location where) {
  auto distance = [&](const Tensor &x1, const Tensor &x2) {
    return pairwise_distance(x1, x2, options.p(), options.eps(), /*keepdim=*/false, where);
  };
  return triplet_margin_with_distance_loss(anchor, positive, negative,
                                           TripletMarginWithDistanceLossOptions()
                                               .reduction(options.reduction())
                                               .distance_function(distance)
                                               .margin(options.margin())
                                               .swap(options.swap()),
                                           where);
}

Tensor F::triplet_margin_with_distance_loss(const Tensor &anchor, const Tensor &positive,
                                            const Tensor &negative,
                                            const TripletMarginWithDistanceLossOptions &options,
                                            Location where) {
  expectPositiveMargin(options.margin(), where);
  expectEqualRanks({{"anchor", anchor}, {"positive", positive}, {"negative", negative}}, where);
  auto distance = [&](const Tensor &x1, const Tensor &x2) {
    return Term(options.distance_function() ? options.distance_function()(x1, x2)
                                            : pairwise_distance(x1, x2, 2, 1e-6, false, where),
                where);
  };
  Term near = distance(anchor, positive), far = distance(anchor, negative);
  if (options.swap())
    far = minimum(far, distance(positive, negative));
  return reduceLoss(clampMin(near - far + options.margin(), 0), options.reduction());
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

/// For each element of `target` and each class whether it is that one.
static Term isClass(const Tensor &target, int64_t classes, Location where) {
  Sizes sizes = target.sizes();
  int64_t dimension = target.dim();
  sizes.push_back(classes);
  return {record<nn::OneHotOp>({target}, {attribute("dimension", dimension)}, where,
                               tensorType(kBool, sizes)),
          where};
}

/// `input` must be [N, C] or [C], with at least one class.
static void expectRowsOfClasses(const Tensor &input, Location where) {
  expectFloat({"input", input}, where);
  if (input.dim() < 1 || input.dim() > 2 || input.sizes().back() < 1)
    throw ValueError("expected 'input' to be [N, C] or [C] with at least one class, got shape " +
                         toString(input.sizes()),
                     where);
}

Tensor F::multi_margin_loss(const Tensor &input, const Tensor &target,
                            const MultiMarginLossOptions &options, Location where) {
  if (options.p() != 1 && options.p() != 2)
    throw ValueError("expected 'p' to be 1 or 2, got " + std::to_string(options.p()), where);
  // A number is a row of one class, and a target of one element makes a batch of a row.
  if (expectDefined(input, where).dim() == 0)
    return multi_margin_loss(input.reshape({1}, where), target, options, where);
  if (input.dim() == 1 && expectDefined(target, where).sizes() == Sizes{1})
    return multi_margin_loss(input.unsqueeze(0, where), target, options, where);
  expectRowsOfClasses(input, where);
  int64_t last = input.dim() - 1, classes = input.sizes().back();
  expectClassWeights(options.weight(), input, classes, where);
  expectClassNumbers(target, Sizes(input.sizes().begin(), input.sizes().end() - 1), where);
  checkIndices({"target", target}, classes, /*ignored=*/0, where);

  Term x(input, where);
  Term isTarget = isClass(target, classes, where);
  Term ofTarget = select(isTarget, x, 0).sum({last}, /*keepdim=*/true);
  Term excess = relu(x - ofTarget + options.margin());
  if (options.p() == 2)
    excess = excess * excess;
  Term losses = select(isTarget, 0, excess).sum({last}) / static_cast<double>(classes);
  if (options.weight().defined())
    losses = losses * (isTarget.to(input.dtype()) * Term(options.weight(), where)).sum({last});
  return reduceLoss(losses, options.reduction());
}

Tensor F::multilabel_margin_loss(const Tensor &input, const Tensor &target,
                                 const MultiLabelMarginLossOptions &options, Location where) {
  if (expectDefined(input, where).dim() == 0)
    return multilabel_margin_loss(input.reshape({1}, where), target, options, where);
  if (expectDefined(target, where).dim() == 0 && input.sizes() == Sizes{1})
    return multilabel_margin_loss(input, target.reshape({1}, where), options, where);
  expectRowsOfClasses(input, where);
  expectClassNumbers(target, input.sizes(), where);
  int64_t last = input.dim() - 1, classes = input.sizes().back();
  checkIndices({"target", target}, classes, /*ignored=*/-1, where);

  // Along `last` run the entries of the target, along `last + 1` the classes.
  Term x(input, where), t(target, where);
  Term ended = t < 0;
  Term end(ended.to(input.dtype()).tensor.argmax(last, /*keepdim=*/true, where), where);
  Term never = ended.to(input.dtype()).amax({last}).unsqueeze(last) == 0;
  Term counts = never | (Term(numbersBelow(classes, where), where) < end);
  Term hits = isClass(target, classes, where) & counts.unsqueeze(-1);
  Term isTarget = hits.to(input.dtype()).amax({last}) != 0;
  Term ofEntry = select(hits, x.unsqueeze(last), 0).sum({last + 1}, /*keepdim=*/true);
  Term excess = relu(1 - ofEntry + x.unsqueeze(last));
  Term counted = counts.unsqueeze(-1) & !isTarget.unsqueeze(last);
  Term losses = select(counted, excess, 0).sum({last, last + 1}) / static_cast<double>(classes);
  return reduceLoss(losses, options.reduction());
}
