// The learning-rate scheduler that a command line asks for: torch's names and defaults, with '-' for '_'.
#ifndef LUGE_TOOLS_LUGE_SCHEDULERCHOICE_H
#define LUGE_TOOLS_LUGE_SCHEDULERCHOICE_H

#include "luge/luge.h"
#include "tools/luge/Command.h"
#include <map>
#include <memory>

namespace luge::driver {

/// A scheduler at work: called after each update and after each epoch, of which it takes its own.
class RunningScheduler {
public:
  /// `parts`: what the scheduler combines.
  RunningScheduler(std::string name, std::unique_ptr<optim::LRScheduler> scheduler, bool byStep,
                   std::vector<std::unique_ptr<optim::LRScheduler>> parts = {})
      : name(std::move(name)), parts(std::move(parts)), stepped(std::move(scheduler)),
        byStep(byStep) {}
  RunningScheduler(std::string name, std::unique_ptr<optim::ReduceLROnPlateau> scheduler)
      : name(std::move(name)), plateau(std::move(scheduler)) {}

  void endStep();
  /// `testLoss` is what ReduceLROnPlateau looks at.
  void endEpoch(double testLoss);
  bool needsTestLoss() const { return plateau != nullptr; }

  /// The state as text: names and numbers, exactly.
  std::string save() const;
  /// Throws when `text` is not the state of such a scheduler.
  void load(const std::string &text);

  /// With what makes another schedule: the length of one that ends, the parts of one that combines.
  const std::string name;

private:
  optim::Schedule &schedule() const;

  std::vector<std::unique_ptr<optim::LRScheduler>> parts;
  std::unique_ptr<optim::LRScheduler> stepped;
  std::unique_ptr<optim::ReduceLROnPlateau> plateau;
  bool byStep = false;
};

/// Each `--scheduler` has the options that follow it, up to the next; the first also those before it. Several are
/// SequentialLR or ChainedScheduler and what it combines.
class SchedulerChoice {
public:
  class Reader;

  explicit SchedulerChoice(OptionPlace place);

  /// How long the run is: some defaults follow from it.
  struct Run {
    int64_t epochs, stepsPerEpoch;
  };
  /// Null without --scheduler. Throws when there is no such scheduler, or when it lacks an option that was given.
  std::unique_ptr<RunningScheduler> make(std::vector<optim::OptimizerParamGroup> &groups,
                                         Run run) const;
  /// Throws what `make` would, as far as the command line tells.
  void check() const;
  /// The scheduler sets momentum or beta1, too.
  bool drivesMomentum() const;

private:
  struct Named {
    std::string name;
    std::unique_ptr<optim::LRScheduler> scheduler;
  };
  void checkNames() const;
  bool goesByStep() const;
  Named makeOne(unsigned index, optim::ParamGroups groups, int64_t steps) const;
  std::unique_ptr<RunningScheduler> makeCombined(optim::ParamGroups groups, int64_t steps) const;
  /// Of all schedulers.
  void forEachOption(auto visit) const;

  ListOption<std::string> names;
  Option<std::string> interval;
  ListOption<int64_t> milestones;
  std::vector<std::unique_ptr<ListOption<double>>> numberOptions;
  std::vector<std::unique_ptr<ListOption<std::string>>> wordOptions;
  std::vector<std::unique_ptr<ListOption<bool>>> flagOptions;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_SCHEDULERCHOICE_H
