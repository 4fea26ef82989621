// The optimizer that a command line asks for.
#include "tools/luge/OptimizerChoice.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;

OptimizerChoice::OptimizerChoice(OptionPlace place)
    : name(place, "optimizer",
           cl::desc("adadelta, adagrad, adam, adamax, adamw, asgd, lion, nadam, radam, rmsprop, "
                    "rprop or sgd (adam)"),
           cl::value_desc("name"), cl::init("adam")),
      betas(
          place, "betas",
          cl::desc("adam and its variants: decay rates of the moments (0.9,0.999; lion: 0.9,0.99)"),
          cl::value_desc("number,number"), cl::CommaSeparated) {
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> numbers[] = {
      {"lr", "Learning rate (torch's default for the optimizer; adam: 1e-3)"},
      {"momentum", "sgd, rmsprop: momentum (0)"},
      {"dampening", "sgd: dampening of the momentum (0)"},
      {"weight-decay", "Weight decay (0; adamw: 0.01)"},
      {"lr-decay", "adagrad: decay of the learning rate (0)"},
      {"alpha", "rmsprop: smoothing of the squared gradient (0.99); asgd: power of eta (0.75)"},
      {"rho", "adadelta: smoothing of the squared gradient (0.9)"},
      {"lambd", "asgd: decay (1e-4)"},
      {"t0", "asgd: the step at which averaging starts (1e6)"},
      {"momentum-decay", "nadam: decay of the momentum (4e-3)"},
      {"initial-accumulator-value", "adagrad: what the sum of squares begins with (0)"},
      {"eps", "Added to the denominator (1e-8; adagrad: 1e-10; adadelta: 1e-6)"},
  };
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> flags[] = {
      {"nesterov", "sgd: Nesterov's momentum"},
      {"centered", "rmsprop: divide by the variance"},
      {"amsgrad", "adam, adamw: divide by the largest second moment so far"},
      {"decoupled-weight-decay", "adam, nadam, radam: decay the parameter, not the gradient"},
      {"maximize", "Maximize rather than minimize"},
  };
  for (auto [option, summary] : numbers)
    numberOptions.push_back(std::make_unique<Option<double>>(place, option, cl::desc(summary),
                                                             cl::value_desc("number")));
  for (auto [option, summary] : flags)
    flagOptions.push_back(std::make_unique<Option<bool>>(place, option, cl::desc(summary)));
}

static std::string withUnderscores(llvm::StringRef option) {
  std::string name = option.str();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::map<std::string, double> OptimizerChoice::numbers() const {
  std::map<std::string, double> result;
  for (const auto &option : numberOptions)
    if (option->getNumOccurrences())
      result[withUnderscores(option->ArgStr)] = *option;
  if (betas.empty())
    return result;
  if (betas.size() != 2)
    throw Failure(ExitCode::BadUsage,
                  "expected --betas to be two numbers, got " + std::to_string(betas.size()));
  result["beta1"] = betas[0];
  result["beta2"] = betas[1];
  return result;
}

std::map<std::string, bool> OptimizerChoice::flags() const {
  std::map<std::string, bool> result;
  for (const auto &option : flagOptions)
    if (option->getNumOccurrences())
      result[withUnderscores(option->ArgStr)] = *option;
  return result;
}

bool OptimizerChoice::isStructural() const { return name.getNumOccurrences() || !flags().empty(); }

/// Overwrites defaults with what was given.
template <typename T>
static void merge(llvm::StringRef optimizer, std::map<std::string, T> &defaults,
                  const std::map<std::string, T> &given) {
  for (auto &[option, value] : given) {
    auto found = defaults.find(option);
    if (found != defaults.end()) {
      found->second = value;
      continue;
    }
    llvm::SmallVector<llvm::StringRef> known;
    for (auto &[name, unused] : defaults)
      known.push_back(name);
    throw Failure(ExitCode::BadUsage, ("optimizer '" + optimizer + "' has no '" + option +
                                       "', only " + llvm::join(known, ", "))
                                          .str());
  }
}

std::unique_ptr<optim::Optimizer>
OptimizerChoice::make(const std::vector<Tensor> &parameters) const {
  llvm::SmallVector<llvm::StringRef> known;
  for (const optim::OptimizerKind &kind : optim::kinds()) {
    known.push_back(kind.name);
    if (kind.name != name)
      continue;
    optim::OptimizerOptions options = kind.defaults;
    merge(name, options.numbers, numbers());
    merge(name, options.flags, flags());
    return kind.make({parameters}, options);
  }
  failUnknown("optimizer", name, known);
}
