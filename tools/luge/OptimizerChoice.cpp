// The optimizer that a command line asks for.
#include "tools/luge/OptimizerChoice.h"
#include "llvm/ADT/StringExtras.h"

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;

OptimizerChoice::OptimizerChoice(OptionPlace place)
    : name(place, "optimizer",
           cl::desc("adadelta, adafactor, adagrad, adam, adamax, adamw, asgd, lamb, lbfgs, lion, "
                    "muon, nadam, radam, rmsprop, rprop or sgd (adam)"),
           cl::value_desc("name"), cl::init("adam")),
      adjustLrFn(place, "adjust-lr-fn",
                 cl::desc("muon: how the learning rate follows from a matrix's shape: original or "
                          "match_rms_adamw (original)"),
                 cl::value_desc("name")),
      lineSearchFn(place, "line-search-fn",
                   cl::desc("lbfgs: strong_wolfe or none, which steps by lr (none)"),
                   cl::value_desc("name")) {
  struct List {
    llvm::StringRef option, summary;
    std::vector<std::string> names;
  };
  static const List lists[] = {
      {"betas",
       "adam and its variants: decay rates of the moments (0.9,0.999; lion: 0.9,0.99)",
       {"beta1", "beta2"}},
      {"etas",
       "rprop: what step sizes are multiplied by when the sign changes, and when not (0.5,1.2)",
       {"etaminus", "etaplus"}},
      {"step-sizes",
       "rprop: the smallest and the largest step size (1e-6,50)",
       {"step_size_min", "step_size_max"}},
      {"ns-coefficients",
       "muon: of x, x^3 and x^5 in the iteration (3.4445,-4.775,2.0315)",
       {"ns_a", "ns_b", "ns_c"}},
  };
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> numbers[] = {
      {"lr", "Learning rate (torch's default for the optimizer; adam: 1e-3)"},
      {"momentum", "sgd, rmsprop, muon: momentum (0; muon: 0.95)"},
      {"dampening", "sgd: dampening of the momentum (0)"},
      {"weight-decay", "Weight decay (0; adamw: 0.01; muon: 0.1)"},
      {"lr-decay", "adagrad: decay of the learning rate (0)"},
      {"alpha", "rmsprop: smoothing of the squared gradient (0.99); asgd: power of eta (0.75)"},
      {"rho", "adadelta: smoothing of the squared gradient (0.9)"},
      {"lambd", "asgd: decay (1e-4)"},
      {"t0", "asgd: the step at which averaging starts (1e6)"},
      {"momentum-decay", "nadam: decay of the momentum (4e-3)"},
      {"initial-accumulator-value", "adagrad: what the sum of squares begins with (0)"},
      {"eps", "Added to the denominator (1e-8; adagrad: 1e-10; adadelta, lamb: 1e-6; muon: 1e-7)"},
      {"eps1", "adafactor: least estimate of the gradient's size (the machine epsilon)"},
      {"eps2", "adafactor: least size of a parameter (1e-3)"},
      {"beta2-decay", "adafactor: power of the step that weights new squares (-0.8)"},
      {"d", "adafactor: clipping threshold of the update (1)"},
      {"ns-steps", "muon: iterations that make the momentum orthogonal (5)"},
      {"max-iter", "lbfgs: the most iterations per update (20)"},
      {"max-eval", "lbfgs: the most evaluations of the loss per update (5/4 of max-iter)"},
      {"tolerance-grad", "lbfgs: an update ends at a gradient as small as this (1e-7)"},
      {"tolerance-change", "lbfgs: it ends when parameters or loss change less (1e-9)"},
      {"history-size", "lbfgs: iterations that are remembered (100)"},
  };
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> flags[] = {
      {"nesterov", "sgd, muon: Nesterov's momentum"},
      {"centered", "rmsprop: divide by the variance"},
      {"amsgrad", "adam, adamw: divide by the largest second moment so far"},
      {"decoupled-weight-decay", "adam, nadam, radam: decay the parameter, not the gradient"},
      {"maximize", "Maximize rather than minimize"},
  };
  for (const auto &[option, summary, names] : lists)
    listOptions.push_back(
        {std::make_unique<ListOption<double>>(place, option, cl::desc(summary),
                                              cl::value_desc("number,number"), cl::CommaSeparated),
         names});
  for (auto [option, summary] : numbers)
    numberOptions.push_back(std::make_unique<Option<double>>(place, option, cl::desc(summary),
                                                             cl::value_desc("number")));
  for (auto [option, summary] : flags)
    flagOptions.push_back(std::make_unique<Option<bool>>(place, option, cl::desc(summary)));
}

std::map<std::string, double> OptimizerChoice::numbers() const {
  std::map<std::string, double> result;
  for (const auto &option : numberOptions)
    if (option->getNumOccurrences())
      result[torchNameOf(*option)] = *option;
  for (const auto &[list, names] : listOptions) {
    if (list->empty())
      continue;
    if (list->size() != names.size())
      throw Failure(ExitCode::BadUsage, "expected --" + list->ArgStr.str() + " to be " +
                                            (names.size() == 2 ? "two" : "three") +
                                            " numbers, got " + std::to_string(list->size()));
    for (auto [number, value] : llvm::zip_equal(names, *list))
      result[number] = value;
  }
  return result;
}

std::map<std::string, std::string> OptimizerChoice::choices() const {
  std::map<std::string, std::string> result;
  for (const Option<std::string> *option : {&adjustLrFn, &lineSearchFn})
    if (option->getNumOccurrences())
      result[torchNameOf(*option)] = *option;
  return result;
}

std::map<std::string, bool> OptimizerChoice::flags() const {
  std::map<std::string, bool> result;
  for (const auto &option : flagOptions)
    if (option->getNumOccurrences())
      result[torchNameOf(*option)] = *option;
  return result;
}

bool OptimizerChoice::isStructural() const {
  return name.getNumOccurrences() || !flags().empty() || !choices().empty();
}

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
    failForeign("optimizer", optimizer, option, llvm::join(known, ", "));
  }
}

optim::OptimizerOptions OptimizerChoice::mergeGiven(optim::OptimizerOptions options) const {
  merge(name, options.numbers, numbers());
  merge(name, options.flags, flags());
  merge(name, options.choices, choices());
  return options;
}

std::unique_ptr<optim::Optimizer> OptimizerChoice::make(const std::vector<Tensor> &parameters,
                                                        bool keepMomentum) const {
  llvm::SmallVector<llvm::StringRef> known;
  for (const optim::OptimizerKind &kind : optim::kinds()) {
    known.push_back(kind.name);
    if (kind.name != name)
      continue;
    optim::OptimizerOptions options = mergeGiven(kind.defaults);
    if (auto buffer = options.flags.find("buffer"); buffer != options.flags.end())
      buffer->second |= keepMomentum;
    return makeNamed("optimizer", name, [&] { return kind.make({parameters}, options); });
  }
  if (takesClosure())
    return makeLbfgs(parameters);
  known.push_back("lbfgs");
  failUnknown("optimizer", name, known);
}

std::unique_ptr<optim::LBFGS>
OptimizerChoice::makeLbfgs(const std::vector<Tensor> &parameters) const {
  optim::LBFGSOptions options;
  // Its default follows from max_iter.
  options.max_eval(0);
  static_cast<optim::OptimizerOptions &>(options) = mergeGiven(options);
  if (!numbers().contains("max_eval"))
    options.numbers.erase("max_eval");
  return makeNamed("optimizer", name,
                   [&] { return std::make_unique<optim::LBFGS>(parameters, options); });
}
