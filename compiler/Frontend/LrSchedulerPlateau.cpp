#include "luge/LrSchedulerPlateau.h"

#include <algorithm>
#include <limits>

using namespace luge;
using namespace luge::optim;

ReduceLROnPlateau::ReduceLROnPlateau(ParamGroups groups, ReduceLROnPlateauOptions given,
                                     Location where)
    : Schedule(groups), options(std::move(given)) {
  if (options.factor >= 1)
    throw Error("Factor should be < 1.0, got " + std::to_string(options.factor), where);
  if (options.mode != "min" && options.mode != "max")
    throw Error("mode " + options.mode + " is unknown! Expected 'min' or 'max'", where);
  if (options.threshold_mode != "rel" && options.threshold_mode != "abs")
    throw Error("threshold mode " + options.threshold_mode + " is unknown! Expected 'rel' or 'abs'",
                where);
  options.min_lr.expand("min_lr", groups.size(), where);
  best = std::numeric_limits<double>::infinity() * (options.mode == "min" ? 1 : -1);
  lastEpoch = 0;
  rememberRates();
}

bool ReduceLROnPlateau::isBetter(double metric) const {
  bool isMin = options.mode == "min";
  double threshold = isMin ? -options.threshold : options.threshold;
  double bound = options.threshold_mode == "rel" ? best * (1.0 + threshold) : best + threshold;
  return isMin ? metric < bound : metric > bound;
}

void ReduceLROnPlateau::step(double metric, Location where) {
  ++lastEpoch;
  if (isBetter(metric)) {
    best = metric;
    badEpochs = 0;
  } else {
    ++badEpochs;
  }
  if (in_cooldown()) {
    --cooldownLeft;
    badEpochs = 0;
  }
  if (badEpochs > static_cast<double>(options.patience)) {
    reduce(where);
    cooldownLeft = static_cast<double>(options.cooldown);
    badEpochs = 0;
  }
  rememberRates();
}

void ReduceLROnPlateau::reduce(Location where) {
  std::vector<double> minima = options.min_lr.expand("min_lr", groups.size(), where);
  std::vector<double> rates = currentRates();
  for (size_t i = 0; i < rates.size(); ++i) {
    double reduced = std::max(rates[i] * options.factor, minima[i]);
    if (rates[i] - reduced > options.eps)
      rates[i] = reduced;
  }
  setRates(rates, where);
}

void ReduceLROnPlateau::list(Variables &variables) {
  Schedule::list(variables);
  variables.emplace_back("best", &best);
  variables.emplace_back("num_bad_epochs", &badEpochs);
  variables.emplace_back("cooldown_counter", &cooldownLeft);
}
