#include "luge/RegressionLosses.h"

#include "compiler/Frontend/LossArguments.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"

#include <limits>
#include <numbers>

using namespace luge;
using namespace luge::frontend;
namespace F = luge::nn::functional;

/// The loss `OpT` of operands that broadcast; with `weight` its mean is divided by the weights' sum.
template <typename OpT>
static Tensor weightedLoss(const Tensor &input, const Tensor &target, const Tensor &weight,
                           luge::Reduction reduction, Location where) {
  expectFloat({"input", input}, where);
  std::vector<Tensor> operands = broadcast({"input", input}, {"target", target}, where);
  if (!weight.defined())
    return record<OpT>(operands, {reductionAttribute(reduction)}, where);
  expectSameShape({"weight", weight}, {"input", input}, where);
  Term losses(record<OpT>(operands, {reductionAttribute(kNone)}, where), where);
  Term weighted = losses * Term(weight, where);
  if (reduction != kMean)
    return reduceLoss(weighted, reduction);
  return weighted.sum({}) / Term(weight, where).sum({});
}

Tensor F::mse_loss(const Tensor &input, const Tensor &target, const MSELossOptions &options,
                   Location where) {
  return weightedLoss<nn::MseLossOp>(input, target, options.weight(), options.reduction(), where);
}

Tensor F::l1_loss(const Tensor &input, const Tensor &target, const L1LossOptions &options,
                  Location where) {
  return weightedLoss<nn::L1LossOp>(input, target, options.weight(), options.reduction(), where);
}

/// c (d - c / 2) with c = min(d, delta): no branch, so that an infinite distance has a finite gradient.
static Term huber(const Tensor &input, const Tensor &target, double delta, Location where) {
  expectFloat({"input", input}, where);
  std::vector<Tensor> operands = broadcast({"input", input}, {"target", target}, where);
  Term distance = abs(Term(operands[0], where) - Term(operands[1], where));
  Term clipped = minimum(distance, delta);
  return clipped * (distance - clipped * 0.5);
}

Tensor F::huber_loss(const Tensor &input, const Tensor &target, const HuberLossOptions &options,
                     Location where) {
  if (!(options.delta() > 0))
    throw ValueError("expected 'delta' to be above 0, got " + toString(options.delta()), where);
  Term losses = huber(input, target, options.delta(), where);
  if (options.weight().defined()) {
    expectSameShape({"weight", options.weight()}, {"input", input}, where);
    losses = losses * Term(options.weight(), where);
  }
  return reduceLoss(losses, options.reduction());
}

Tensor F::smooth_l1_loss(const Tensor &input, const Tensor &target,
                         const SmoothL1LossOptions &options, Location where) {
  double beta = options.beta();
  if (!(beta >= 0))
    throw ValueError("expected 'beta' to be at least 0, got " + toString(beta), where);
  if (beta == 0)
    return l1_loss(input, target, L1LossOptions().reduction(options.reduction()), where);
  return reduceLoss(huber(input, target, beta, where) / beta, options.reduction());
}

Tensor F::poisson_nll_loss(const Tensor &input, const Tensor &target,
                           const PoissonNLLLossOptions &options, Location where) {
  expectFloat({"input", input}, where);
  std::vector<Tensor> operands = broadcast({"input", input}, {"target", target}, where);
  Term x(operands[0], where), t(operands[1], where);
  Term losses = options.log_input() ? exp(x) - t * x : x - t * log(x + options.eps());
  if (options.full()) {
    Term stirling = t * log(t) - t + log(t * (2 * std::numbers::pi)) * 0.5;
    losses = losses + select(t <= 1, 0, stirling);
  }
  return reduceLoss(losses, options.reduction());
}

//===----------------------------------------------------------------------===//
// Gaussian
//===----------------------------------------------------------------------===//

/// The variance of each element of `input`, from each form that it may be given in.
static Term varianceOf(const Operand &var, const Tensor &input, Location where) {
  if (!var.tensor.defined()) {
    if (var.number.toDouble() < 0)
      throw ValueError("expected 'var' to be at least 0, got " + toString(var.number.toDouble()),
                       where);
    return {constantLike(var.number, input.dtype(), input, where), where};
  }
  expectFloat({"var", var.tensor}, where);
  // NaN passes, as in torch.
  Term variance(var.tensor, where);
  checkElements(select(variance < 0, variance, 0), 0, std::numeric_limits<double>::infinity(),
                "no element of 'var' is below 0");
  Sizes wanted = input.sizes(), given = var.tensor.sizes();
  if (given == wanted)
    return {var.tensor, where};
  if (!wanted.empty() && Sizes(wanted.begin(), wanted.end() - 1) == given)
    return Term(var.tensor, where).unsqueeze(-1);
  int64_t ones = 0, others = 0;
  for (size_t i = 0; i < std::min(wanted.size(), given.size()); ++i) {
    ones += given[i] != wanted[i] && given[i] == 1;
    others += given[i] != wanted[i] && given[i] != 1;
  }
  if (given.size() != wanted.size() || ones != 1 || others)
    throw ValueError("expected 'var' to have the shape of 'input', " + toString(wanted) +
                         ", the same without the last extent, or with one extent of 1, got " +
                         toString(given),
                     where);
  return {var.tensor, where};
}

Tensor F::gaussian_nll_loss(const Tensor &input, const Tensor &target, const Operand &var,
                            const GaussianNLLLossOptions &options, Location where) {
  expectFloat({"input", input}, where);
  if (!(options.eps() > 0))
    throw ValueError("expected 'eps' to be above 0, got " + toString(options.eps()), where);
  Term v = varianceOf(var, input, where);
  // The gradient passes where the value is raised.
  v = select(v < options.eps(), v - v.detach() + options.eps(), v);
  std::vector<Tensor> operands = broadcast({"input", input}, {"target", target}, where);
  Term difference = Term(operands[0], where) - Term(operands[1], where);
  Term losses = (log(v) + difference * difference / v) * 0.5;
  if (options.full())
    losses = losses + std::log(2 * std::numbers::pi) / 2;
  return reduceLoss(losses, options.reduction());
}
