#include "luge/LrSchedulerDecay.h"

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace luge;
using namespace luge::optim;
using std::numbers::pi;

/// For options that the epoch is divided by.
static void expectPositive(const char *name, int64_t value, Location where) {
  if (value < 1)
    throw Error(std::string("expected ") + name + " of at least 1, got " + std::to_string(value),
                where);
}

//===----------------------------------------------------------------------===//
// LambdaLR and MultiplicativeLR
//===----------------------------------------------------------------------===//

LambdaScheduler::LambdaScheduler(ParamGroups groups, std::vector<LrLambda> functions,
                                 Location where)
    : LRScheduler(groups), lambdas(std::move(functions)) {
  if (lambdas.size() != groups.size())
    throw Error("Expected " + std::to_string(groups.size()) + " lr_lambdas, but got " +
                    std::to_string(lambdas.size()),
                where);
}

LambdaLR::LambdaLR(ParamGroups groups, std::vector<LrLambda> lr_lambdas, int64_t last_epoch,
                   Location where)
    : LambdaScheduler(groups, std::move(lr_lambdas), where) {
  start(last_epoch, where);
}

double LambdaLR::rate(size_t group) { return baseLrs[group] * lambdas[group](last_epoch()); }

MultiplicativeLR::MultiplicativeLR(ParamGroups groups, std::vector<LrLambda> lr_lambdas,
                                   int64_t last_epoch, Location where)
    : LambdaScheduler(groups, std::move(lr_lambdas), where) {
  start(last_epoch, where);
}

double MultiplicativeLR::rate(size_t group) {
  return isInitial ? currentRate(group) : currentRate(group) * lambdas[group](last_epoch());
}

//===----------------------------------------------------------------------===//
// StepLR and MultiStepLR
//===----------------------------------------------------------------------===//

StepLR::StepLR(ParamGroups groups, int64_t step_size, double gamma, int64_t last_epoch,
               Location where)
    : LRScheduler(groups), stepSize(static_cast<double>(step_size)), gamma(gamma) {
  expectPositive("step_size", step_size, where);
  start(last_epoch, where);
}

double StepLR::rate(size_t group) {
  bool stays = lastEpoch == 0 || std::fmod(lastEpoch, stepSize) != 0;
  return stays ? currentRate(group) : currentRate(group) * gamma;
}

double StepLR::closedForm(size_t group) {
  return baseLrs[group] * std::pow(gamma, std::floor(lastEpoch / stepSize));
}

MultiStepLR::MultiStepLR(ParamGroups groups, std::vector<int64_t> given, double gamma,
                         int64_t last_epoch, Location where)
    : LRScheduler(groups), milestones(std::move(given)), gamma(gamma) {
  std::sort(milestones.begin(), milestones.end());
  start(last_epoch, where);
}

double MultiStepLR::rate(size_t group) {
  auto times = std::count(milestones.begin(), milestones.end(), lastEpoch);
  return times ? currentRate(group) * std::pow(gamma, times) : currentRate(group);
}

double MultiStepLR::closedForm(size_t group) {
  auto passed = std::upper_bound(milestones.begin(), milestones.end(), lastEpoch);
  return baseLrs[group] * std::pow(gamma, passed - milestones.begin());
}

//===----------------------------------------------------------------------===//
// ConstantLR and LinearLR
//===----------------------------------------------------------------------===//

ConstantLR::ConstantLR(ParamGroups groups, double factor, int64_t total_iters, int64_t last_epoch,
                       Location where)
    : LRScheduler(groups), factor(factor), totalIters(static_cast<double>(total_iters)) {
  if (!(factor >= 0 && factor <= 1))
    throw Error("Constant multiplicative factor expected to be between 0 and 1, got " +
                    std::to_string(factor),
                where);
  start(last_epoch, where);
}

double ConstantLR::rate(size_t group) {
  if (lastEpoch == 0)
    return currentRate(group) * factor;
  if (lastEpoch != totalIters)
    return currentRate(group);
  if (factor == 0)
    throw Error("ConstantLR cannot end: a factor of 0 has left nothing of the rate", caller);
  return currentRate(group) * (1.0 / factor);
}

double ConstantLR::closedForm(size_t group) {
  return baseLrs[group] * (factor + (lastEpoch >= totalIters) * (1 - factor));
}

LinearLR::LinearLR(ParamGroups groups, double start_factor, double end_factor, int64_t total_iters,
                   int64_t last_epoch, Location where)
    : LRScheduler(groups), startFactor(start_factor), endFactor(end_factor),
      totalIters(static_cast<double>(total_iters)) {
  if (!(startFactor > 0 && startFactor <= 1))
    throw Error("Starting multiplicative factor expected to be greater than 0 and less or equal "
                "to 1, got " +
                    std::to_string(startFactor),
                where);
  if (!(endFactor >= 0 && endFactor <= 1))
    throw Error("Ending multiplicative factor expected to be between 0 and 1, got " +
                    std::to_string(endFactor),
                where);
  start(last_epoch, where);
}

double LinearLR::rate(size_t group) {
  if (lastEpoch == 0)
    return currentRate(group) * startFactor;
  if (isInitial || lastEpoch > totalIters)
    return currentRate(group);
  double change = endFactor - startFactor;
  return currentRate(group) *
         (1.0 + change / (totalIters * startFactor + (lastEpoch - 1) * change));
}

double LinearLR::closedForm(size_t group) {
  double passed = std::min(totalIters, lastEpoch);
  double change = (endFactor - startFactor) * passed;
  return baseLrs[group] * (startFactor + (totalIters == 0 ? change : change / totalIters));
}

//===----------------------------------------------------------------------===//
// ExponentialLR and PolynomialLR
//===----------------------------------------------------------------------===//

ExponentialLR::ExponentialLR(ParamGroups groups, double gamma, int64_t last_epoch, Location where)
    : LRScheduler(groups), gamma(gamma) {
  start(last_epoch, where);
}

double ExponentialLR::rate(size_t group) {
  return isInitial ? currentRate(group) : currentRate(group) * gamma;
}

double ExponentialLR::closedForm(size_t group) {
  return baseLrs[group] * std::pow(gamma, lastEpoch);
}

PolynomialLR::PolynomialLR(ParamGroups groups, int64_t total_iters, double power,
                           int64_t last_epoch, Location where)
    : LRScheduler(groups), totalIters(static_cast<double>(total_iters)), power(power) {
  start(last_epoch, where);
}

double PolynomialLR::rate(size_t group) {
  if (isInitial || lastEpoch > totalIters)
    return currentRate(group);
  double left = 1.0 - lastEpoch / totalIters, before = 1.0 - (lastEpoch - 1) / totalIters;
  return currentRate(group) * std::pow(left / before, power);
}

double PolynomialLR::closedForm(size_t group) {
  double passed = totalIters == 0 ? 1 : std::min(totalIters, lastEpoch) / totalIters;
  return baseLrs[group] * std::pow(1.0 - passed, power);
}

//===----------------------------------------------------------------------===//
// CosineAnnealingLR
//===----------------------------------------------------------------------===//

CosineAnnealingLR::CosineAnnealingLR(ParamGroups groups, int64_t T_max, double eta_min,
                                     int64_t last_epoch, Location where)
    : LRScheduler(groups), period(static_cast<double>(T_max)), etaMin(eta_min) {
  expectPositive("T_max", T_max, where);
  start(last_epoch, where);
}

double CosineAnnealingLR::rate(size_t group) {
  double current = currentRate(group), height = baseLrs[group] - etaMin;
  if (isInitial)
    return current;
  if (stepCount == 1 && lastEpoch > 0)
    return etaMin + height * (1 + std::cos(lastEpoch * pi / period)) / 2;
  if (std::fmod(lastEpoch - 1 - period, 2 * period) == 0)
    return current + height * (1 - std::cos(pi / period)) / 2;
  return (1 + std::cos(pi * lastEpoch / period)) / (1 + std::cos(pi * (lastEpoch - 1) / period)) *
             (current - etaMin) +
         etaMin;
}

double CosineAnnealingLR::closedForm(size_t group) {
  return etaMin + (baseLrs[group] - etaMin) * (1 + std::cos(pi * lastEpoch / period)) / 2;
}
