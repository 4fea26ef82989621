// The loss that a command line asks for: torch's names and defaults, with '-' for '_'.
#ifndef LUGE_TOOLS_LUGE_LOSSCHOICE_H
#define LUGE_TOOLS_LUGE_LOSSCHOICE_H

#include "luge/luge.h"
#include "tools/luge/Command.h"
#include <functional>
#include <map>
#include <memory>

namespace luge::driver {

/// What a loss compares the model's output [N, C] with: a class for each row, int64 [N]; classes, int64 [N, C]; or
/// numbers, float32 [N, C].
enum class TargetKind { Class, Classes, Numbers };

struct Criterion {
  TargetKind target;
  std::function<Tensor(const Tensor &input, const Tensor &target)> apply;
};

class LossChoice {
public:
  explicit LossChoice(OptionPlace place);

  /// Throws when there is no such loss, or when it lacks an option that was given.
  Criterion make() const;
  /// `--loss` or an option of it was given: what a program that has its loss cannot change.
  bool isGiven() const;

private:
  std::map<std::string, double> numbers() const;
  std::map<std::string, std::vector<float>> weights() const;

  Option<std::string> name, reduction;
  std::vector<std::unique_ptr<Option<double>>> numberOptions;
  std::vector<std::unique_ptr<ListOption<float>>> weightOptions;
  std::vector<std::unique_ptr<Option<bool>>> flagOptions;
  /// What torch had before `reduction`.
  std::vector<std::unique_ptr<Option<std::string>>> deprecated;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_LOSSCHOICE_H
