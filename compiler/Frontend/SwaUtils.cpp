#include "luge/SwaUtils.h"

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace luge;
using namespace luge::optim::swa_utils;

//===----------------------------------------------------------------------===//
// SWALR
//===----------------------------------------------------------------------===//

SWALR::SWALR(ParamGroups groups, const PerGroup &swa_lr, int64_t anneal_epochs,
             std::string anneal_strategy, int64_t last_epoch, Location where)
    : LRScheduler(groups), annealEpochs(static_cast<double>(anneal_epochs)),
      strategy(std::move(anneal_strategy)) {
  std::vector<double> rates = swa_lr.expand("swa_lr", groups.size(), where);
  for (size_t i = 0; i < groups.size(); ++i)
    groups[i].scheduled()["swa_lr"] = rates[i];
  if (strategy != "cos" && strategy != "linear")
    throw Error("anneal_strategy must be one of 'cos' or 'linear', instead got " + strategy, where);
  if (anneal_epochs < 0)
    throw Error("anneal_epochs must be equal or greater than 0, got " +
                    std::to_string(anneal_epochs),
                where);
  start(last_epoch, where);
}

double SWALR::part(double steps) const {
  double t = std::clamp(steps / std::max(1.0, annealEpochs), 0.0, 1.0);
  return strategy == "cos" ? (1 - std::cos(std::numbers::pi * t)) / 2 : t;
}

double SWALR::rate(size_t group) {
  double steps = stepCount - 1;
  if (annealEpochs == 0)
    steps = std::max(1.0, steps);
  double constant = groups[group].scheduled().at("swa_lr");
  double before = part(steps - 1), now = part(steps);
  // What the rate would be without this scheduler.
  double other = before == 1 ? constant : (currentRate(group) - before * constant) / (1 - before);
  return constant * now + other * (1 - now);
}
