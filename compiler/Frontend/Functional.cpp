/// Layers and losses as functions.
#include "luge/Functional.h"

#include "compiler/Frontend/Random.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"
#include "luge/Losses.h"

using namespace luge;
using namespace luge::frontend;
namespace F = luge::nn::functional;

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

Tensor F::linear(const Tensor &input, const Tensor &weight, const Tensor &bias, Location where) {
  std::vector<Tensor> operands{input, weight};
  if (bias.defined())
    operands.push_back(bias);
  return record<nn::LinearOp>(operands, {}, where);
}

Tensor F::relu(const Tensor &input, Location where) { return input.relu(where); }
Tensor F::sigmoid(const Tensor &input, Location where) { return input.sigmoid(where); }
Tensor F::tanh(const Tensor &input, Location where) { return input.tanh(where); }
Tensor F::softmax(const Tensor &input, int64_t dim, Location where) {
  return input.softmax(dim, where);
}
Tensor F::log_softmax(const Tensor &input, int64_t dim, Location where) {
  return input.log_softmax(dim, where);
}

Tensor F::gelu(const Tensor &input, const std::string &approximate, Location where) {
  std::optional<nn::GeluApproximation> approximation = nn::symbolizeGeluApproximation(approximate);
  if (!approximation)
    throw Error("expected the approximation 'none' or 'tanh', got '" + approximate + "'", where);
  return record<nn::GeluOp>(
      {input},
      {attribute("approximate", nn::GeluApproximationAttr::get(&context(), *approximation))},
      where);
}

Tensor F::dropout(const Tensor &input, double p, bool training, Location where) {
  if (!(p >= 0 && p <= 1))
    throw Error("expected a dropout probability in [0, 1], got " + std::to_string(p), where);
  if (!training || p == 0)
    return input;
  Draw draw = Generator::get().draw(where);
  return record<nn::DropoutOp>({input, draw.seed, draw.step},
                               {attribute("p", p), attribute("id", draw.id)}, where);
}

Tensor F::one_hot(const Tensor &input, int64_t num_classes, Location where) {
  if (num_classes <= 0)
    throw Error("expected at least one class, got " + std::to_string(num_classes), where);
  Sizes sizes = expectDefined(input, where).sizes();
  int64_t dimension = sizes.size();
  sizes.push_back(num_classes);
  return record<nn::OneHotOp>({input}, {attribute("dimension", dimension)}, where,
                              tensorType(kInt64, sizes));
}

//===----------------------------------------------------------------------===//
// Losses
//===----------------------------------------------------------------------===//

static mlir::NamedAttribute reductionAttribute(luge::Reduction reduction) {
  nn::Reduction how = reduction == kNone   ? nn::Reduction::None
                      : reduction == kMean ? nn::Reduction::Mean
                                           : nn::Reduction::Sum;
  return attribute("reduction", nn::ReductionAttr::get(&context(), how));
}

template <typename OpT>
static Tensor loss(const Tensor &input, const Tensor &target, luge::Reduction reduction,
                   Location where) {
  return record<OpT>({input, target}, {reductionAttribute(reduction)}, where);
}

Tensor F::mse_loss(const Tensor &input, const Tensor &target, const MSELossOptions &options,
                   Location where) {
  return loss<nn::MseLossOp>(input, target, options.reduction(), where);
}
Tensor F::l1_loss(const Tensor &input, const Tensor &target, const L1LossOptions &options,
                  Location where) {
  return loss<nn::L1LossOp>(input, target, options.reduction(), where);
}
Tensor F::binary_cross_entropy(const Tensor &input, const Tensor &target,
                               const BCELossOptions &options, Location where) {
  return loss<nn::BceLossOp>(input, target, options.reduction(), where);
}
Tensor F::binary_cross_entropy_with_logits(const Tensor &input, const Tensor &target,
                                           const BCEWithLogitsLossOptions &options,
                                           Location where) {
  return loss<nn::BceWithLogitsOp>(input, target, options.reduction(), where);
}

Tensor F::cross_entropy(const Tensor &input, const Tensor &target,
                        const CrossEntropyLossOptions &options, Location where) {
  Tensor result = record<nn::CrossEntropyOp>(
      {input, target},
      {reductionAttribute(options.reduction()), attribute("ignore_index", options.ignore_index())},
      where);
  if (target.dtype() == kInt64) {
    Trace &trace = Trace::current();
    int64_t classes = input.sizes()[input.dim() == 1 ? 0 : 1];
    trace.limitIndices(trace.valueOf(target, where), {classes, options.ignore_index()});
  }
  return result;
}
