/// What learning-rate schedulers have in common (https://docs.pytorch.org/docs/stable/optim.html).
///
/// A scheduler is plain C++ on the numbers of parameter groups: it compiles nothing, and a compiled step reads what it
/// has set at the next call. Names and defaults are torch.optim.lr_scheduler's; the namespace is libtorch's, `optim`.
#ifndef LUGE_LRSCHEDULERBASE_H
#define LUGE_LRSCHEDULERBASE_H

#include "luge/Optimizer.h"

namespace luge::optim {

/// The groups that a scheduler acts on: an optimizer's, or a list that stands for those of a compiled program.
class ParamGroups {
public:
  ParamGroups(Optimizer &optimizer) : list(&optimizer.param_groups()) {}
  ParamGroups(std::vector<OptimizerParamGroup> &groups) : list(&groups) {}

  size_t size() const { return list->size(); }
  OptimizerParamGroup &operator[](size_t group) const { return (*list)[group]; }
  bool operator==(const ParamGroups &other) const { return list == other.list; }

private:
  std::vector<OptimizerParamGroup> *list;
};

/// An option that is one number for all groups, or a list with one for each.
class PerGroup {
public:
  PerGroup(double value) : values{value}, list(false) {}
  PerGroup(std::initializer_list<double> values) : values(values) {}
  PerGroup(std::vector<double> values) : values(std::move(values)) {}

  bool isList() const { return list; }
  /// One number for each of `groups`; an error for a list of another length, which `name` is for.
  std::vector<double> expand(const char *name, size_t groups, Location where) const;

private:
  std::vector<double> values;
  bool list = true;
};

/// What every scheduler has: groups, the rates it set last, and its state.
class Schedule {
public:
  virtual ~Schedule();
  Schedule(const Schedule &) = delete;
  Schedule &operator=(const Schedule &) = delete;

  /// The rate of each group, as set by the last step.
  const std::vector<double> &get_last_lr() const { return lastLr; }
  ParamGroups param_groups() const { return groups; }
  int64_t last_epoch() const { return static_cast<int64_t>(lastEpoch); }

  /// What changes from step to step, under torch's names, and the numbers it gave the groups ("groups.0.lr"), which
  /// torch keeps with the optimizer. Options come from the constructor.
  std::map<std::string, double> state_dict() const;
  /// Puts a scheduler made with the same options, and its groups, where another one was. Errors: a number is missing,
  /// or there is one too many.
  void load_state_dict(const std::map<std::string, double> &state,
                       Location where = Location::current());

protected:
  explicit Schedule(ParamGroups groups) : groups(groups) {}

  using Variables = std::vector<std::pair<std::string, double *>>;
  /// Adds the variables that make up the state, by name.
  virtual void list(Variables &variables);

  /// Sets the rates of the groups, of which there must be as many as before.
  void setRates(const std::vector<double> &rates, Location where);
  /// The rates that the groups have.
  std::vector<double> currentRates() const;
  void rememberRates() { lastLr = currentRates(); }
  /// What schedulers call momentum in the groups: "beta1" or "momentum"; throws when they have neither.
  const char *momentumName(Location where) const;

  ParamGroups groups;
  double lastEpoch = -1;
  std::vector<double> lastLr;
};

/// A scheduler that goes on by epochs, or by whatever its caller counts.
class LRScheduler : public Schedule {
public:
  /// Sets the next rates. To be called after the optimizer's step.
  virtual void step(Location where = Location::current());
  /// Sets the rates of `epoch`, by the closed form where there is one, as torch's deprecated `step(epoch)`.
  virtual void step(double epoch, Location where = Location::current());

protected:
  // What is made of other schedulers begins them anew, and has their state.
  friend class CombinedScheduler;
  friend class SequentialLR;

  using Schedule::Schedule;
  /// Makes the first step, after `last_epoch`; the end of each constructor. Errors: groups that another scheduler has
  /// not left an initial rate in, when `last_epoch` is not -1.
  void start(int64_t last_epoch, Location where);
  void list(Variables &variables) override;

  /// The rate of a group at `lastEpoch`, given that it has the one before.
  virtual double rate(size_t group) = 0;
  /// The rate of a group at `lastEpoch`.
  virtual double closedForm(size_t group) { return rate(group); }
  /// What the momentum of a group becomes with its rate.
  virtual std::optional<double> momentum(size_t group) { return std::nullopt; }

  void initialStep(Location where);
  void update(std::optional<double> epoch, Location where);
  /// Takes back the first step, which is made anew.
  virtual void undoInitialStep() { --lastEpoch; }
  double currentRate(size_t group) const { return groups[group].get("lr"); }

  std::vector<double> baseLrs;
  double stepCount = 0;
  bool isInitial = false;
  /// Of the step under way, for errors.
  Location caller;
};

} // namespace luge::optim

#endif // LUGE_LRSCHEDULERBASE_H
