#include "luge/LrSchedulerCyclic.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <sstream>

using namespace luge;
using namespace luge::optim;
using std::numbers::pi;

/// `value` is named in the error, in torch's words.
template <typename T> static void expect(bool fine, const char *what, T value, Location where) {
  if (fine)
    return;
  std::ostringstream message;
  message << "Expected " << what << ", but got " << value;
  throw Error(message.str(), where);
}

//===----------------------------------------------------------------------===//
// CosineAnnealingWarmRestarts
//===----------------------------------------------------------------------===//

CosineAnnealingWarmRestarts::CosineAnnealingWarmRestarts(ParamGroups groups, int64_t T_0,
                                                         int64_t T_mult, double eta_min,
                                                         int64_t last_epoch, Location where)
    : LRScheduler(groups), firstPeriod(static_cast<double>(T_0)), period(firstPeriod),
      factor(static_cast<double>(T_mult)), etaMin(eta_min),
      passed(static_cast<double>(last_epoch)) {
  expect(T_0 > 0, "positive integer T_0", T_0, where);
  expect(T_mult >= 1, "integer T_mult >= 1", T_mult, where);
  start(last_epoch, where);
}

double CosineAnnealingWarmRestarts::rate(size_t group) {
  return etaMin + (baseLrs[group] - etaMin) * (1 + std::cos(pi * passed / period)) / 2;
}

void CosineAnnealingWarmRestarts::step(Location where) {
  if (lastEpoch < 0)
    return step(0.0, where);
  if (++passed >= period) {
    passed = std::fmod(passed, period);
    period *= factor;
  }
  setTo(lastEpoch + 1, where);
}

void CosineAnnealingWarmRestarts::step(double epoch, Location where) {
  expect(epoch >= 0, "non-negative epoch", epoch, where);
  if (epoch < firstPeriod) {
    period = firstPeriod;
    passed = epoch;
  } else if (factor == 1) {
    passed = std::fmod(epoch, firstPeriod);
  } else {
    double restarts =
        std::trunc(std::log(epoch / firstPeriod * (factor - 1) + 1) / std::log(factor));
    passed = epoch - firstPeriod * (std::pow(factor, restarts) - 1) / (factor - 1);
    period = firstPeriod * std::pow(factor, restarts);
  }
  setTo(epoch, where);
}

void CosineAnnealingWarmRestarts::setTo(double epoch, Location where) {
  lastEpoch = std::floor(epoch);
  std::vector<double> rates(baseLrs.size());
  for (size_t i = 0; i < rates.size(); ++i)
    rates[i] = rate(i);
  setRates(rates, where);
}

void CosineAnnealingWarmRestarts::list(Variables &variables) {
  LRScheduler::list(variables);
  variables.emplace_back("T_cur", &passed);
  variables.emplace_back("T_i", &period);
}

//===----------------------------------------------------------------------===//
// Momentum
//===----------------------------------------------------------------------===//

/// Gives the groups the momentum that the first step begins with.
static void beginMomentum(ParamGroups groups, const char *name, const std::vector<double> &base,
                          const std::vector<double> &max, Location where) {
  for (size_t i = 0; i < groups.size(); ++i) {
    groups[i].set(name, max[i], where);
    groups[i].scheduled()["base_momentum"] = base[i];
    groups[i].scheduled()["max_momentum"] = max[i];
  }
}

//===----------------------------------------------------------------------===//
// CyclicLR
//===----------------------------------------------------------------------===//

CyclicLR::CyclicLR(ParamGroups groups, CyclicLROptions given, int64_t last_epoch, Location where)
    : LRScheduler(groups), options(std::move(given)),
      maxLrs(options.max_lr.expand("max_lr", groups.size(), where)),
      baseMomentums(options.base_momentum.expand("base_momentum", groups.size(), where)),
      maxMomentums(options.max_momentum.expand("max_momentum", groups.size(), where)) {
  std::vector<double> bases = options.base_lr.expand("base_lr", groups.size(), where);
  double gamma = options.gamma;
  if (!options.scale_fn) {
    options.scale_mode = options.mode == "exp_range" ? "iterations" : "cycle";
    if (options.mode == "triangular")
      options.scale_fn = [](double) { return 1.0; };
    else if (options.mode == "triangular2")
      options.scale_fn = [](double cycle) { return 1 / std::pow(2.0, cycle - 1); };
    else if (options.mode == "exp_range")
      options.scale_fn = [gamma](double iteration) { return std::pow(gamma, iteration); };
    else
      throw Error("mode is invalid and scale_fn is None: expected 'triangular', 'triangular2' or "
                  "'exp_range', got '" +
                      options.mode + "'",
                  where);
  }
  if (last_epoch == -1)
    setRates(bases, where);
  if (options.cycle_momentum) {
    const char *name = momentumName(where);
    if (last_epoch == -1)
      beginMomentum(groups, name, baseMomentums, maxMomentums, where);
  }
  start(last_epoch, where);
  baseLrs = bases;
}

double CyclicLR::height() const {
  double up = options.step_size_up, total = up + options.step_size_down.value_or(up);
  double ratio = up / total;
  double cycle = std::floor(1 + lastEpoch / total);
  double x = 1.0 + lastEpoch / total - cycle;
  double scale = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
  return scale * options.scale_fn(options.scale_mode == "cycle" ? cycle : lastEpoch);
}

double CyclicLR::rate(size_t group) {
  return baseLrs[group] + (maxLrs[group] - baseLrs[group]) * height();
}

std::optional<double> CyclicLR::momentum(size_t group) {
  if (!options.cycle_momentum)
    return std::nullopt;
  return maxMomentums[group] - (maxMomentums[group] - baseMomentums[group]) * height();
}

//===----------------------------------------------------------------------===//
// OneCycleLR
//===----------------------------------------------------------------------===//

void OneCycleLR::checkRanges(Location where) const {
  if (options.total_steps) {
    expect(*options.total_steps > 0, "positive integer total_steps", *options.total_steps, where);
  } else if (options.epochs && options.steps_per_epoch) {
    expect(*options.epochs > 0, "positive integer epochs", *options.epochs, where);
    expect(*options.steps_per_epoch > 0, "positive integer steps_per_epoch",
           *options.steps_per_epoch, where);
  } else {
    throw Error("You must define either total_steps OR (epochs AND steps_per_epoch)", where);
  }
  expect(options.pct_start >= 0 && options.pct_start <= 1, "float between 0 and 1 pct_start",
         options.pct_start, where);
  if (options.anneal_strategy != "cos" && options.anneal_strategy != "linear")
    throw Error("anneal_strategy must be one of 'cos' or 'linear', instead got " +
                    options.anneal_strategy,
                where);
}

OneCycleLR::OneCycleLR(ParamGroups groups, OneCycleLROptions given, int64_t last_epoch,
                       Location where)
    : LRScheduler(groups), options(std::move(given)) {
  checkRanges(where);
  totalSteps = static_cast<double>(
      options.total_steps ? *options.total_steps : *options.epochs * *options.steps_per_epoch);
  double rising = options.pct_start * totalSteps;
  phases.push_back({rising - 1, "initial_lr", "max_lr", "max_momentum", "base_momentum"});
  if (options.three_phase) {
    phases.push_back({2 * options.pct_start * totalSteps - 2, "max_lr", "initial_lr",
                      "base_momentum", "max_momentum"});
    phases.push_back({totalSteps - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum"});
  } else {
    phases.push_back({totalSteps - 1, "max_lr", "min_lr", "base_momentum", "max_momentum"});
  }

  size_t count = groups.size();
  std::vector<double> maxLrs = options.max_lr.expand("max_lr", count, where);
  if (last_epoch == -1)
    for (size_t i = 0; i < count; ++i) {
      std::map<std::string, double> &scheduled = groups[i].scheduled();
      scheduled["initial_lr"] = maxLrs[i] / options.div_factor;
      scheduled["max_lr"] = maxLrs[i];
      scheduled["min_lr"] = scheduled["initial_lr"] / options.final_div_factor;
    }
  if (options.cycle_momentum) {
    const char *name = momentumName(where);
    if (last_epoch == -1)
      beginMomentum(groups, name, options.base_momentum.expand("base_momentum", count, where),
                    options.max_momentum.expand("max_momentum", count, where), where);
  }
  start(last_epoch, where);
}

double OneCycleLR::anneal(double start, double end, double part) const {
  if (options.anneal_strategy == "cos")
    return end + (start - end) / 2.0 * (std::cos(pi * part) + 1);
  return (end - start) * part + start;
}

std::pair<const OneCycleLR::Phase &, double> OneCycleLR::phase() const {
  double start = 0;
  for (const Phase &phase : phases) {
    if (lastEpoch <= phase.end || &phase == &phases.back())
      return {phase, (lastEpoch - start) / (phase.end - start)};
    start = phase.end;
  }
  return {phases.back(), 1};
}

double OneCycleLR::rate(size_t group) {
  if (lastEpoch > totalSteps)
    throw Error("Tried to step " + std::to_string(last_epoch()) +
                    " times. The specified number of total steps is " +
                    std::to_string(static_cast<int64_t>(totalSteps)),
                caller);
  auto [current, part] = phase();
  const std::map<std::string, double> &scheduled = groups[group].scheduled();
  return anneal(scheduled.at(current.startLr), scheduled.at(current.endLr), part);
}

std::optional<double> OneCycleLR::momentum(size_t group) {
  if (!options.cycle_momentum)
    return std::nullopt;
  auto [current, part] = phase();
  const std::map<std::string, double> &scheduled = groups[group].scheduled();
  return anneal(scheduled.at(current.startMomentum), scheduled.at(current.endMomentum), part);
}
