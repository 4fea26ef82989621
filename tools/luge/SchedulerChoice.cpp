// The learning-rate scheduler that a command line asks for.
#include "tools/luge/SchedulerChoice.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/FormatVariadic.h"
#include <set>

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;
using namespace luge::optim;

//===----------------------------------------------------------------------===//
// At work
//===----------------------------------------------------------------------===//

void RunningScheduler::endStep() {
  if (stepped && byStep)
    stepped->step();
}

void RunningScheduler::endEpoch(double testLoss) {
  if (plateau)
    plateau->step(testLoss);
  else if (!byStep)
    stepped->step();
}

Schedule &RunningScheduler::schedule() const {
  return plateau ? static_cast<Schedule &>(*plateau) : *stepped;
}

std::string RunningScheduler::describe() const {
  return length ? llvm::formatv("{0}:{1}", name, *length).str() : name;
}

std::string RunningScheduler::save() const {
  std::string text = describe();
  for (auto &[key, value] : schedule().state_dict())
    text += llvm::formatv(" {0}={1}", key, llvm::bit_cast<uint64_t>(value));
  return text;
}

void RunningScheduler::load(const std::string &text) {
  llvm::SmallVector<llvm::StringRef> fields;
  llvm::StringRef(text).split(fields, ' ');
  std::string own = describe();
  if (fields.front() != own)
    throw Failure(ExitCode::BadInput,
                  llvm::formatv("cannot resume: the checkpoint was saved with --scheduler={0}, got "
                                "{1}",
                                fields.front(), own));
  std::map<std::string, double> state;
  for (llvm::StringRef field : llvm::drop_begin(fields)) {
    auto [key, bits] = field.split('=');
    uint64_t value;
    if (bits.getAsInteger(10, value))
      throw Failure(ExitCode::BadInput, ("cannot resume: the checkpoint's scheduler has '" + field +
                                         "', expected a name and a number")
                                            .str());
    state[key.str()] = llvm::bit_cast<double>(value);
  }
  schedule().load_state_dict(state);
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

SchedulerChoice::SchedulerChoice(OptionPlace place)
    : name(place, "scheduler", cl::value_desc("name"),
           cl::desc("StepLR, MultiStepLR, ConstantLR, LinearLR, ExponentialLR, PolynomialLR, "
                    "CosineAnnealingLR, CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR, "
                    "ReduceLROnPlateau (looks at the test loss) or SWALR (none)")),
      interval(place, "scheduler-interval", cl::value_desc("epoch|step"),
               cl::desc("When the scheduler goes on (epoch; CyclicLR, OneCycleLR: step)")),
      milestones(place, "milestones", cl::CommaSeparated, cl::value_desc("n,..."),
                 cl::desc("MultiStepLR: when the rate is multiplied")) {
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> numbers[] = {
      {"step-size", "StepLR: how often the rate is multiplied"},
      {"gamma", "StepLR, MultiStepLR: factor (0.1); ExponentialLR: factor; CyclicLR: of exp_range"},
      {"factor", "ConstantLR: factor (1/3); ReduceLROnPlateau: factor (0.1)"},
      {"total-iters", "ConstantLR, LinearLR, PolynomialLR: when it ends (5)"},
      {"start-factor", "LinearLR: first factor (1/3)"},
      {"end-factor", "LinearLR: last factor (1)"},
      {"power", "PolynomialLR: exponent (1)"},
      {"T-max", "CosineAnnealingLR: when the minimum is reached (the end of the run)"},
      {"eta-min", "CosineAnnealingLR, CosineAnnealingWarmRestarts: the minimum (0)"},
      {"T-0", "CosineAnnealingWarmRestarts: the first restart"},
      {"T-mult", "CosineAnnealingWarmRestarts: how much later each next restart is (1)"},
      {"base-lr", "CyclicLR: the lowest rate"},
      {"max-lr", "CyclicLR, OneCycleLR: the highest rate"},
      {"step-size-up", "CyclicLR: steps up (2000)"},
      {"step-size-down", "CyclicLR: steps down (as up)"},
      {"base-momentum", "CyclicLR (0.8), OneCycleLR (0.85): the lowest momentum or beta1"},
      {"max-momentum", "CyclicLR (0.9), OneCycleLR (0.95): the highest"},
      {"total-steps", "OneCycleLR: steps in all (those of the run)"},
      {"pct-start", "OneCycleLR: part of the steps that goes up (0.3)"},
      {"div-factor", "OneCycleLR: max-lr / first rate (25)"},
      {"final-div-factor", "OneCycleLR: first rate / last rate (1e4)"},
      {"patience", "ReduceLROnPlateau: epochs without improvement (10)"},
      {"threshold", "ReduceLROnPlateau: what counts as improvement (1e-4)"},
      {"cooldown", "ReduceLROnPlateau: epochs of rest after a reduction (0)"},
      {"min-lr", "ReduceLROnPlateau: the lowest rate (0)"},
      {"scheduler-eps", "ReduceLROnPlateau: torch's eps, the least reduction (1e-8)"},
      {"swa-lr", "SWALR: the last rate"},
      {"anneal-epochs", "SWALR: when it is reached (10)"},
  };
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> words[] = {
      {"mode", "CyclicLR: triangular, triangular2 or exp_range (triangular)"},
      {"threshold-mode", "ReduceLROnPlateau: rel or abs (rel)"},
      {"anneal-strategy", "OneCycleLR, SWALR: cos or linear (cos)"},
  };
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> flags[] = {
      {"cycle-momentum", "CyclicLR, OneCycleLR: drive momentum or beta1, too (true)"},
      {"three-phase", "OneCycleLR: back to the first rate before the last"},
  };
  for (auto [option, summary] : numbers)
    numberOptions.push_back(std::make_unique<Option<double>>(place, option, cl::desc(summary),
                                                             cl::value_desc("number")));
  for (auto [option, summary] : words)
    wordOptions.push_back(std::make_unique<Option<std::string>>(place, option, cl::desc(summary),
                                                                cl::value_desc("name")));
  for (auto [option, summary] : flags)
    flagOptions.push_back(std::make_unique<Option<bool>>(place, option, cl::desc(summary)));
}

/// Reads options; those that no one reads do not belong to the scheduler.
class SchedulerChoice::Reader {
public:
  explicit Reader(const SchedulerChoice &choice) : choice(choice) {}

  double number(llvm::StringRef option, std::optional<double> otherwise = {}) {
    if (std::optional<double> given = find(choice.numberOptions, option))
      return *given;
    if (!otherwise)
      missing(option);
    return *otherwise;
  }
  int64_t integer(llvm::StringRef option, std::optional<double> otherwise = {}) {
    double value = number(option, otherwise);
    if (value != static_cast<double>(static_cast<int64_t>(value)))
      throw Failure(ExitCode::BadUsage,
                    llvm::formatv("expected --{0} to be an integer, got {1}", option, value));
    return static_cast<int64_t>(value);
  }
  std::optional<double> optional(llvm::StringRef option) {
    return find(choice.numberOptions, option);
  }
  std::string word(llvm::StringRef option, const char *otherwise) {
    return find(choice.wordOptions, option).value_or(otherwise);
  }
  bool flag(llvm::StringRef option, bool otherwise) {
    return find(choice.flagOptions, option).value_or(otherwise);
  }
  std::vector<int64_t> milestones() {
    read.insert("milestones");
    if (choice.milestones.empty())
      missing("milestones");
    return {choice.milestones.begin(), choice.milestones.end()};
  }

  void expectAllRead() const {
    auto check = [&](const cl::Option &option) {
      if (!option.getNumOccurrences() || read.count(option.ArgStr.str()))
        return;
      if (choice.name.empty())
        throw Failure(ExitCode::BadUsage, ("--" + option.ArgStr + " needs --scheduler").str());
      throw Failure(ExitCode::BadUsage,
                    llvm::formatv("scheduler '{0}' has no '{1}', only {2}", choice.name,
                                  option.ArgStr, llvm::join(read, ", ")));
    };
    check(choice.milestones);
    for (const auto &option : choice.numberOptions)
      check(*option);
    for (const auto &option : choice.wordOptions)
      check(*option);
    for (const auto &option : choice.flagOptions)
      check(*option);
  }

private:
  template <typename T>
  std::optional<T> find(const std::vector<std::unique_ptr<Option<T>>> &options,
                        llvm::StringRef wanted) {
    read.insert(wanted.str());
    for (const auto &option : options)
      if (option->ArgStr == wanted && option->getNumOccurrences())
        return option->getValue();
    return std::nullopt;
  }
  [[noreturn]] void missing(llvm::StringRef option) const {
    throw Failure(ExitCode::BadUsage,
                  llvm::formatv("scheduler '{0}' needs --{1}", choice.name, option));
  }

  const SchedulerChoice &choice;
  std::set<std::string> read;
};

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

namespace {

using Reader = SchedulerChoice::Reader;

/// A scheduler by its name in torch.
struct Kind {
  llvm::StringRef name;
  bool byStep; // rather than by epoch
  /// `steps` is how often it will go on.
  std::unique_ptr<LRScheduler> (*make)(Reader &options, ParamGroups groups, int64_t steps);
  llvm::StringRef length = ""; // the option that by default is `steps`
};

} // namespace

static std::unique_ptr<LRScheduler> makeCyclic(Reader &options, ParamGroups groups, int64_t) {
  CyclicLROptions result = {
      .base_lr = options.number("base-lr"),
      .max_lr = options.number("max-lr"),
      .step_size_up = options.number("step-size-up", 2000),
      .step_size_down = options.optional("step-size-down"),
      .mode = options.word("mode", "triangular"),
      .gamma = options.number("gamma", 1),
      .cycle_momentum = options.flag("cycle-momentum", true),
      .base_momentum = options.number("base-momentum", 0.8),
      .max_momentum = options.number("max-momentum", 0.9),
  };
  return std::make_unique<CyclicLR>(groups, std::move(result));
}

static std::unique_ptr<LRScheduler> makeOneCycle(Reader &options, ParamGroups groups,
                                                 int64_t steps) {
  OneCycleLROptions result = {
      .max_lr = options.number("max-lr"),
      .total_steps = options.integer("total-steps", steps),
      .pct_start = options.number("pct-start", 0.3),
      .anneal_strategy = options.word("anneal-strategy", "cos"),
      .cycle_momentum = options.flag("cycle-momentum", true),
      .base_momentum = options.number("base-momentum", 0.85),
      .max_momentum = options.number("max-momentum", 0.95),
      .div_factor = options.number("div-factor", 25),
      .final_div_factor = options.number("final-div-factor", 1e4),
      .three_phase = options.flag("three-phase", false),
  };
  return std::make_unique<OneCycleLR>(groups, std::move(result));
}

static std::unique_ptr<ReduceLROnPlateau> makePlateau(Reader &options, ParamGroups groups) {
  ReduceLROnPlateauOptions result = {
      .factor = options.number("factor", 0.1),
      .patience = options.integer("patience", 10),
      .threshold = options.number("threshold", 1e-4),
      .threshold_mode = options.word("threshold-mode", "rel"),
      .cooldown = options.integer("cooldown", 0),
      .min_lr = options.number("min-lr", 0),
      .eps = options.number("scheduler-eps", 1e-8),
  };
  return std::make_unique<ReduceLROnPlateau>(groups, std::move(result));
}

static constexpr llvm::StringLiteral plateauName("ReduceLROnPlateau");

static const Kind allKinds[] = {
    {"ConstantLR", false,
     [](Reader &options, ParamGroups groups, int64_t) -> std::unique_ptr<LRScheduler> {
       return std::make_unique<ConstantLR>(groups, options.number("factor", 1.0 / 3),
                                           options.integer("total-iters", 5));
     }},
    {"CosineAnnealingLR", false,
     [](Reader &options, ParamGroups groups, int64_t steps) -> std::unique_ptr<LRScheduler> {
       return std::make_unique<CosineAnnealingLR>(groups, options.integer("T-max", steps),
                                                  options.number("eta-min", 0));
     },
     "T-max"},
    {"CosineAnnealingWarmRestarts", false,
     [](Reader &options, ParamGroups groups, int64_t) -> std::unique_ptr<LRScheduler> {
       return std::make_unique<CosineAnnealingWarmRestarts>(groups, options.integer("T-0"),
                                                            options.integer("T-mult", 1),
                                                            options.number("eta-min", 0));
     }},
    {"CyclicLR", true, makeCyclic},
    {"ExponentialLR", false,
     [](Reader &options, ParamGroups groups, int64_t) -> std::unique_ptr<LRScheduler> {
       return std::make_unique<ExponentialLR>(groups, options.number("gamma"));
     }},
    {"LinearLR", false,
     [](Reader &options, ParamGroups groups, int64_t) -> std::unique_ptr<LRScheduler> {
       return std::make_unique<LinearLR>(groups, options.number("start-factor", 1.0 / 3),
                                         options.number("end-factor", 1),
                                         options.integer("total-iters", 5));
     }},
    {"MultiStepLR", false,
     [](Reader &options, ParamGroups groups, int64_t) -> std::unique_ptr<LRScheduler> {
       return std::make_unique<MultiStepLR>(groups, options.milestones(),
                                            options.number("gamma", 0.1));
     }},
    {"OneCycleLR", true, makeOneCycle, "total-steps"},
    {"PolynomialLR", false,
     [](Reader &options, ParamGroups groups, int64_t) -> std::unique_ptr<LRScheduler> {
       return std::make_unique<PolynomialLR>(groups, options.integer("total-iters", 5),
                                             options.number("power", 1));
     }},
    {"StepLR", false,
     [](Reader &options, ParamGroups groups, int64_t) -> std::unique_ptr<LRScheduler> {
       return std::make_unique<StepLR>(groups, options.integer("step-size"),
                                       options.number("gamma", 0.1));
     }},
    {"SWALR", false,
     [](Reader &options, ParamGroups groups, int64_t) -> std::unique_ptr<LRScheduler> {
       return std::make_unique<swa_utils::SWALR>(groups, options.number("swa-lr"),
                                                 options.integer("anneal-epochs", 10),
                                                 options.word("anneal-strategy", "cos"));
     }},
};

static const Kind &findKind(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> known;
  for (const Kind &kind : allKinds) {
    if (kind.name == name)
      return kind;
    known.push_back(kind.name);
  }
  known.push_back(plateauName);
  failUnknown("scheduler", name, known);
}

//===----------------------------------------------------------------------===//
// Choosing
//===----------------------------------------------------------------------===//

bool SchedulerChoice::drivesMomentum() const {
  Reader options(*this);
  return (name == "CyclicLR" || name == "OneCycleLR") && options.flag("cycle-momentum", true);
}

std::unique_ptr<RunningScheduler> SchedulerChoice::make(std::vector<OptimizerParamGroup> &groups,
                                                        Run run) const {
  Reader options(*this);
  if (name.empty()) {
    options.expectAllRead();
    return nullptr;
  }
  if (interval.getNumOccurrences() && interval != "epoch" && interval != "step")
    failUnknown("scheduler interval", interval, {"epoch", "step"});
  std::unique_ptr<RunningScheduler> result;
  try {
    if (name == plateauName) {
      if (interval == "step")
        throw Failure(ExitCode::BadUsage, "ReduceLROnPlateau goes on by epochs");
      result = std::make_unique<RunningScheduler>(name, makePlateau(options, groups));
    } else {
      const Kind &kind = findKind(name);
      bool byStep = interval.getNumOccurrences() ? interval == "step" : kind.byStep;
      int64_t steps = std::max<int64_t>(1, run.epochs * (byStep ? run.stepsPerEpoch : 1));
      result = std::make_unique<RunningScheduler>(name, kind.make(options, groups, steps), byStep);
      if (!kind.length.empty())
        result->length = options.integer(kind.length, steps);
    }
  } catch (const Error &error) {
    throw Failure(ExitCode::BadUsage, "scheduler '" + name + "': " + error.message());
  }
  options.expectAllRead();
  return result;
}

void SchedulerChoice::check() const {
  OptimizerOptions options;
  options.numbers = {{"lr", 1}, {"momentum", 0.9}};
  std::vector<OptimizerParamGroup> groups{{{}, options}};
  make(groups, {1, 1});
}
