#include "luge/LrSchedulerBase.h"

#include <set>
#include <tuple>

using namespace luge;
using namespace luge::optim;

std::vector<double> PerGroup::expand(const char *name, size_t groups, Location where) const {
  if (!list)
    return std::vector<double>(groups, values.front());
  if (values.size() != groups)
    throw Error(std::string(name) + " must have the same length as optimizer.param_groups: " +
                    name + " has " + std::to_string(values.size()) + " values, param_groups has " +
                    std::to_string(groups),
                where);
  return values;
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

Schedule::~Schedule() = default;

void Schedule::setRates(const std::vector<double> &rates, Location where) {
  if (rates.size() != groups.size())
    throw Error("the scheduler was made for " + std::to_string(rates.size()) +
                    " parameter groups, the optimizer has " + std::to_string(groups.size()) +
                    " now",
                where);
  for (size_t i = 0; i < groups.size(); ++i)
    groups[i].write("lr", rates[i]);
  rememberRates();
}

std::vector<double> Schedule::currentRates() const {
  std::vector<double> rates(groups.size());
  for (size_t i = 0; i < groups.size(); ++i)
    rates[i] = groups[i].get_lr();
  return rates;
}

const char *Schedule::momentumName(Location where) const {
  for (const char *name : {"beta1", "momentum"})
    if (groups.size() && groups[0].has(name))
      return name;
  throw Error("optimizer must support momentum or beta1 with `cycle_momentum` option enabled",
              where);
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

void Schedule::list(Variables &variables) {
  variables.emplace_back("last_epoch", &lastEpoch);
  for (size_t i = 0; i < lastLr.size(); ++i)
    variables.emplace_back("_last_lr." + std::to_string(i), &lastLr[i]);
}

/// The numbers of groups that schedulers set.
static constexpr const char *kScheduled[] = {"lr", "momentum", "beta1"};

static std::string groupKey(size_t group, const char *name) {
  return "groups." + std::to_string(group) + "." + name;
}

std::map<std::string, double> Schedule::state_dict() const {
  Variables variables;
  const_cast<Schedule *>(this)->list(variables); // which are only read here
  std::map<std::string, double> state;
  for (auto &[name, variable] : variables)
    state[name] = *variable;
  for (size_t i = 0; i < groups.size(); ++i)
    for (const char *name : kScheduled)
      if (groups[i].has(name))
        state[groupKey(i, name)] = groups[i].get(name);
  return state;
}

void Schedule::load_state_dict(const std::map<std::string, double> &state, Location where) {
  std::set<std::string> left;
  for (auto &[name, value] : state)
    left.insert(name);
  auto take = [&](const std::string &name) {
    if (!left.erase(name))
      throw Error("the scheduler's state has no '" + name + "'", where);
    return state.at(name);
  };
  Variables variables;
  list(variables);
  std::vector<double> values;
  for (auto &[name, variable] : variables)
    values.push_back(take(name));
  std::vector<std::tuple<size_t, const char *, double>> ofGroups;
  for (size_t i = 0; i < groups.size(); ++i)
    for (const char *name : kScheduled)
      if (groups[i].has(name))
        ofGroups.emplace_back(i, name, take(groupKey(i, name)));
  if (!left.empty())
    throw Error("the scheduler's state has '" + *left.begin() + "', which this scheduler lacks",
                where);
  for (size_t i = 0; i < variables.size(); ++i)
    *variables[i].second = values[i];
  for (auto &[group, name, value] : ofGroups)
    groups[group].write(name, value);
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

void LRScheduler::start(int64_t last_epoch, Location where) {
  for (size_t i = 0; i < groups.size(); ++i) {
    std::map<std::string, double> &scheduled = groups[i].scheduled();
    if (last_epoch == -1)
      scheduled.try_emplace("initial_lr", groups[i].get_lr(where));
    else if (!scheduled.contains("initial_lr"))
      throw Error("param 'initial_lr' is not specified in param_groups[" + std::to_string(i) +
                      "] when resuming scheduler with last_epoch >= 0: no scheduler has run on "
                      "the optimizer",
                  where);
    baseLrs.push_back(scheduled.at("initial_lr"));
  }
  lastEpoch = static_cast<double>(last_epoch);
  initialStep(where);
}

void LRScheduler::initialStep(Location where) {
  stepCount = 0;
  isInitial = true;
  step(where);
  isInitial = false;
}

void LRScheduler::step(Location where) {
  ++stepCount;
  update(std::nullopt, where);
}

void LRScheduler::step(double epoch, Location where) {
  ++stepCount;
  update(epoch, where);
}

void LRScheduler::update(std::optional<double> epoch, Location where) {
  caller = where;
  lastEpoch = epoch.value_or(lastEpoch + 1);
  std::vector<double> rates(baseLrs.size());
  for (size_t i = 0; i < rates.size(); ++i)
    rates[i] = epoch ? closedForm(i) : rate(i);
  setRates(rates, where);
  for (size_t i = 0; i < groups.size(); ++i)
    if (std::optional<double> value = momentum(i))
      groups[i].set(momentumName(where), *value, where);
}

void LRScheduler::list(Variables &variables) {
  Schedule::list(variables);
  variables.emplace_back("_step_count", &stepCount);
  for (size_t i = 0; i < baseLrs.size(); ++i)
    variables.emplace_back("base_lrs." + std::to_string(i), &baseLrs[i]);
}
