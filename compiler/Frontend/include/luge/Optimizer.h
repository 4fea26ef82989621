/// The base of optimizers: parameter groups, hyper-parameters, `step` and `zero_grad`.
#ifndef LUGE_OPTIMIZER_H
#define LUGE_OPTIMIZER_H

#include "luge/Tensor.h"

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace luge::optim {

/// The options of an optimizer under torch's names: numbers, which a compiled step reads at each call, and flags and
/// choices, which decide what is compiled.
struct OptimizerOptions {
  std::map<std::string, double> numbers;
  std::map<std::string, bool> flags;
  std::map<std::string, std::string> choices = {};
};

/// Parameters that share options. A number that is changed counts from the next step on, and nothing is compiled.
class OptimizerParamGroup {
public:
  OptimizerParamGroup(std::vector<Tensor> params) : parameters(std::move(params)) {}
  /// With options of its own, instead of the optimizer's.
  OptimizerParamGroup(std::vector<Tensor> params, OptimizerOptions options)
      : parameters(std::move(params)), own(std::move(options)) {}

  const std::vector<Tensor> &params() const { return parameters; }
  /// "lr", "beta1", "momentum", ... Errors: the optimizer has no such number, or does not allow the value.
  double get(const std::string &name, Location where = Location::current()) const;
  void set(const std::string &name, double value, Location where = Location::current());
  /// Its own, or those of the optimizer in whose list of groups it is; flags and choices cannot be changed.
  const OptimizerOptions &options() const { return *own; }
  void set_options(const OptimizerOptions &changed, Location where = Location::current());
  double get_lr(Location where = Location::current()) const { return get("lr", where); }
  void set_lr(double value, Location where = Location::current()) { set("lr", value, where); }
  bool has(const std::string &name) const { return own && own->numbers.contains(name); }
  /// What schedulers keep with the group, under torch's names ("initial_lr", "max_lr", ...): a later one starts there.
  std::map<std::string, double> &scheduled() { return kept; }

private:
  friend class Optimizer;
  friend class Schedule;
  /// `set` without the checks of options that a user gives.
  void write(const std::string &name, double value);

  std::vector<Tensor> parameters;
  std::optional<OptimizerOptions> own;
  std::map<std::string, double> kept;
  /// One 0-d float64 tensor per number of the update.
  std::map<std::string, Tensor> hypers;
  /// Completes and validates options that were those in `before`.
  std::function<void(OptimizerOptions &changed, const OptimizerOptions &before, Location)> check;
};

/// How one parameter is updated: the op of dialect `optim`, and its operands and flags by name, in order.
struct UpdateRule {
  struct State {
    std::string key;
    bool present = true;
    double initial = 0;
    bool isNumber = false;           ///< a 0-d float32 tensor; else it has the parameter's type
    std::optional<Sizes> sizes = {}; ///< if not the parameter's
  };
  /// A state that is one number, such as "step", the number of updates.
  static State number(std::string key, bool present = true, double initial = 0) {
    return {std::move(key), present, initial, /*isNumber=*/true};
  }

  std::string op; ///< empty if the optimizer has another `step`
  std::vector<State> states;
  std::vector<std::string> numbers, flags;
  /// Numbers that decide what is compiled, as flags do.
  std::vector<std::string> integers = {};
};

/// What distinguishes one kind of optimizer from another.
struct OptimizerAlgorithm {
  /// Throws for options that torch does not allow; sets flags that follow from numbers.
  void (*check)(OptimizerOptions &options, Location where);
  /// Of a parameter of this shape. Throws if such parameters cannot be updated.
  UpdateRule (*rule)(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// See the derived classes for the kinds. A parameter has its place in one group of an optimizer; parameters without a gradient
/// are left alone by `step`. A group may be empty, but not all.
class Optimizer {
public:
  Optimizer(OptimizerAlgorithm algorithm, std::vector<OptimizerParamGroup> groups,
            OptimizerOptions defaults, Location where = Location::current());
  virtual ~Optimizer();
  Optimizer(const Optimizer &) = delete;
  Optimizer &operator=(const Optimizer &) = delete;

  /// Updates the parameters by their gradients.
  void step(Location where = Location::current());
  /// As `step`, unless the 0-d bool `skip` is true: then parameters and states stay as they are.
  void step_unless(const Tensor &skip, Location where = Location::current());
  /// As `step`, unless a gradient of any group is not finite. Returns what torch's GradScaler calls `found_inf`, a 0-d
  /// bool: whether the update was skipped.
  Tensor step_if_finite(Location where = Location::current());
  /// Drops the gradients. Without it, those of the next `backward()` are added to them.
  virtual void zero_grad(Location where = Location::current());

  /// Errors: a tensor that is no leaf or not of floating-point type, is there twice or in another group.
  void add_param_group(OptimizerParamGroup group, Location where = Location::current());
  std::vector<OptimizerParamGroup> &param_groups() { return groups; }
  const std::vector<OptimizerParamGroup> &param_groups() const { return groups; }

  /// The state of a parameter by torch's key ("exp_avg", "step", ...); undefined if there is none.
  Tensor state(const Tensor &parameter, const std::string &key) const;
  /// All of it, by key.
  std::map<std::string, Tensor> state(const Tensor &parameter) const;
  /// The options of groups without their own.
  const OptimizerOptions &default_options() const { return defaults; }

private:
  /// `skip` may be undefined.
  void update(OptimizerParamGroup &group, const UpdateRule &rule, const Tensor &parameter,
              const Tensor &skip, Location where);
  void updateAll(Tensor skip, Location where);
  const Tensor &ensureState(const Tensor &parameter, const UpdateRule::State &state);
  void ensureHypers(OptimizerParamGroup &group, const UpdateRule &rule);

  OptimizerAlgorithm algorithm;
  OptimizerOptions defaults;
  std::vector<OptimizerParamGroup> groups;
  std::map<TensorImpl *, std::map<std::string, Tensor>> states;
  /// Counts changes of what a compiled step is made for.
  std::shared_ptr<int64_t> version;
};

/// An optimizer whose options `OptionsT` have its algorithm, as static members `check` and `rule`.
template <typename OptionsT> class OptimizerWith : public Optimizer {
public:
  OptimizerWith(std::vector<Tensor> params, OptionsT options = {},
                Location where = Location::current())
      : OptimizerWith(std::vector<OptimizerParamGroup>{std::move(params)}, options, where) {}
  OptimizerWith(std::vector<OptimizerParamGroup> groups, OptionsT options = {},
                Location where = Location::current())
      : Optimizer({OptionsT::check, OptionsT::rule}, std::move(groups), options, where) {}
};

// A setter and a getter of an option; the setter returns the options, whose type is `Self`.
#define LUGE_OPTION_NUMBER(Name)                                                                   \
  Self &Name(double value) {                                                                       \
    numbers[#Name] = value;                                                                        \
    return static_cast<Self &>(*this);                                                             \
  }                                                                                                \
  double Name() const { return numbers.at(#Name); }
#define LUGE_OPTION_FLAG(Name)                                                                     \
  Self &Name(bool value) {                                                                         \
    flags[#Name] = value;                                                                          \
    return static_cast<Self &>(*this);                                                             \
  }                                                                                                \
  bool Name() const { return flags.at(#Name); }
/// An option that is a pair of numbers, each of which has a name of its own.
#define LUGE_OPTION_PAIR(Name, First, Second)                                                      \
  Self &Name(std::tuple<double, double> values) {                                                  \
    std::tie(numbers[#First], numbers[#Second]) = values;                                          \
    return static_cast<Self &>(*this);                                                             \
  }                                                                                                \
  std::tuple<double, double> Name() const { return {numbers.at(#First), numbers.at(#Second)}; }

} // namespace luge::optim

#endif // LUGE_OPTIMIZER_H
