// The optimizer that a command line asks for: torch's names and defaults, with '-' for '_'.
#ifndef LUGE_TOOLS_LUGE_OPTIMIZERCHOICE_H
#define LUGE_TOOLS_LUGE_OPTIMIZERCHOICE_H

#include "luge/luge.h"
#include "tools/luge/Command.h"
#include <map>
#include <memory>

namespace luge::driver {

class OptimizerChoice {
public:
  explicit OptimizerChoice(OptionPlace place);

  /// Throws when there is no such optimizer, or when it lacks an option that was given. `keepMomentum`: with a momentum
  /// of 0, too, there is memory for it, as a scheduler will set it.
  std::unique_ptr<optim::Optimizer> make(const std::vector<Tensor> &parameters,
                                         bool keepMomentum) const;
  /// The optimizer evaluates the loss several times for an update, which then is no function of a program.
  bool takesClosure() const { return name == "lbfgs"; }
  /// The one that takes a closure.
  std::unique_ptr<optim::LBFGS> makeLbfgs(const std::vector<Tensor> &parameters) const;

  /// The numbers that were given, by the names that hyper-parameters have in a program.
  std::map<std::string, double> numbers() const;
  /// `--optimizer`, a flag or a choice was given: what a program that has its optimizer cannot change.
  bool isStructural() const;

private:
  /// With what was given in place of defaults.
  optim::OptimizerOptions mergeGiven(optim::OptimizerOptions options) const;
  std::map<std::string, bool> flags() const;
  std::map<std::string, std::string> choices() const;

  /// Several numbers in one option, and the names that they have in a program.
  struct NumbersOption {
    std::unique_ptr<ListOption<double>> option;
    std::vector<std::string> names;
  };

  Option<std::string> name, adjustLrFn, lineSearchFn;
  std::vector<NumbersOption> listOptions;
  std::vector<std::unique_ptr<Option<double>>> numberOptions;
  std::vector<std::unique_ptr<Option<bool>>> flagOptions;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_OPTIMIZERCHOICE_H
