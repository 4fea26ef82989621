#include "luge/LrSchedulerCombined.h"

#include <algorithm>

using namespace luge;
using namespace luge::optim;

//===----------------------------------------------------------------------===//
// What both are
//===----------------------------------------------------------------------===//

CombinedScheduler::CombinedScheduler(ParamGroups groups, std::vector<LRScheduler *> parts,
                                     const char *name, Location where)
    : LRScheduler(groups), schedulers(std::move(parts)), name(name) {
  if (schedulers.empty())
    throw Error(std::string(name) + " expects at least one scheduler, but got no scheduler", where);
  for (size_t i = 0; i < schedulers.size(); ++i)
    if (schedulers[i]->param_groups() != groups)
      throw Error(std::string(name) +
                      " expects all schedulers to belong to the same optimizer, but the one at "
                      "index " +
                      std::to_string(i) + " belongs to another",
                  where);
  baseLrs = currentRates();
}

double CombinedScheduler::rate(size_t) {
  throw Error(
      std::string("a ") + name +
          " has no rate for an epoch: step() goes from one epoch to the next, and among the "
          "schedulers of a SequentialLR it can only be the first",
      caller);
}

void CombinedScheduler::list(Variables &variables) {
  LRScheduler::list(variables);
  for (size_t i = 0; i < schedulers.size(); ++i) {
    Variables ofPart;
    schedulers[i]->list(ofPart);
    for (auto &[variable, value] : ofPart)
      variables.emplace_back("_schedulers." + std::to_string(i) + "." + variable, value);
  }
}

void CombinedScheduler::undoInitialStep() {
  for (LRScheduler *scheduler : schedulers)
    scheduler->undoInitialStep();
}

//===----------------------------------------------------------------------===//
// SequentialLR
//===----------------------------------------------------------------------===//

SequentialLR::SequentialLR(ParamGroups groups, std::vector<LRScheduler *> parts,
                           std::vector<int64_t> ends, int64_t last_epoch, Location where)
    : CombinedScheduler(groups, std::move(parts), "SequentialLR", where),
      milestones(std::move(ends)) {
  if (milestones.size() != schedulers.size() - 1)
    throw Error("Sequential Schedulers expects number of schedulers provided to be one more than "
                "the number of milestone points, but got number of schedulers " +
                    std::to_string(schedulers.size()) +
                    " and the number of milestones to be equal to " +
                    std::to_string(milestones.size()),
                where);
  lastEpoch = static_cast<double>(last_epoch + 1);
  // Each scheduler has made its first step when it was constructed.
  std::vector<double> initial(groups.size());
  for (size_t i = 0; i < groups.size(); ++i)
    initial[i] = groups[i].scheduled().at("initial_lr");
  setRates(initial, where);
  undoInitialStep();
  auto passed = std::upper_bound(milestones.begin(), milestones.end(), 0) - milestones.begin();
  schedulers[passed]->initialStep(where);
  lastLr = schedulers[passed]->lastLr;
}

void SequentialLR::step(Location where) {
  ++lastEpoch;
  auto passed =
      std::upper_bound(milestones.begin(), milestones.end(), lastEpoch) - milestones.begin();
  LRScheduler &current = *schedulers[passed];
  if (passed > 0 && milestones[passed - 1] == lastEpoch)
    current.update(0.0, where);
  else
    current.step(where);
  lastLr = current.lastLr;
}

//===----------------------------------------------------------------------===//
// ChainedScheduler
//===----------------------------------------------------------------------===//

static ParamGroups groupsOfFirst(const std::vector<LRScheduler *> &schedulers, Location where) {
  if (schedulers.empty())
    throw Error("ChainedScheduler expects at least one scheduler, but got no scheduler", where);
  return schedulers.front()->param_groups();
}

ChainedScheduler::ChainedScheduler(std::vector<LRScheduler *> parts, Location where)
    : ChainedScheduler(parts, groupsOfFirst(parts, where), where) {}

ChainedScheduler::ChainedScheduler(std::vector<LRScheduler *> parts, ParamGroups groups,
                                   Location where)
    : CombinedScheduler(groups, std::move(parts), "ChainedScheduler", where) {
  rememberRates();
}

void ChainedScheduler::step(Location where) {
  for (LRScheduler *scheduler : schedulers)
    scheduler->step(where);
  rememberRates();
}
