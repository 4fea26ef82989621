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
  RunningScheduler(std::string name, std::unique_ptr<optim::LRScheduler> scheduler, bool byStep)
      : name(std::move(name)), stepped(std::move(scheduler)), byStep(byStep) {}
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

  const std::string name;
  /// Of a scheduler that ends: after how many steps. Another length is another schedule.
  std::optional<int64_t> length;

private:
  optim::Schedule &schedule() const;
  /// The name, and the length if there is one.
  std::string describe() const;

  std::unique_ptr<optim::LRScheduler> stepped;
  std::unique_ptr<optim::ReduceLROnPlateau> plateau;
  bool byStep = false;
};

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
  Option<std::string> name, interval;
  ListOption<int64_t> milestones;
  std::vector<std::unique_ptr<Option<double>>> numberOptions;
  std::vector<std::unique_ptr<Option<std::string>>> wordOptions;
  std::vector<std::unique_ptr<Option<bool>>> flagOptions;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_SCHEDULERCHOICE_H
