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

std::string RunningScheduler::save() const {
  std::string text = name;
  for (auto &[key, value] : schedule().state_dict())
    text += llvm::formatv(" {0}={1}", key, llvm::bit_cast<uint64_t>(value));
  return text;
}

void RunningScheduler::load(const std::string &text) {
  llvm::SmallVector<llvm::StringRef> fields;
  llvm::StringRef(text).split(fields, ' ');
  if (fields.front() != name)
    throw Failure(ExitCode::BadInput,
                  llvm::formatv("cannot resume: the checkpoint was saved with --scheduler={0}, got "
                                "{1}",
                                fields.front(), name));
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
    : names(
          place, "scheduler", cl::value_desc("name"),
          cl::desc("StepLR, MultiStepLR, ConstantLR, LinearLR, ExponentialLR, PolynomialLR, "
                   "CosineAnnealingLR, CosineAnnealingWarmRestarts, CyclicLR, OneCycleLR, "
                   "ReduceLROnPlateau (looks at the test loss) or SWALR (none); or SequentialLR or "
                   "ChainedScheduler, then a --scheduler for each that it combines, each "
                   "followed by its options. LambdaLR and MultiplicativeLR take functions: use "
                   "the C++ or Python API")),
      interval(place, "scheduler-interval", cl::value_desc("epoch|step"),
               cl::desc("When the scheduler goes on (epoch; CyclicLR, OneCycleLR: step)")),
      milestones(place, "milestones", cl::CommaSeparated, cl::value_desc("n,..."),
                 cl::desc("MultiStepLR: when the rate is multiplied; SequentialLR: when the next "
                          "scheduler begins")) {
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
    numberOptions.push_back(std::make_unique<ListOption<double>>(place, option, cl::desc(summary),
                                                                 cl::value_desc("number")));
  for (auto [option, summary] : words)
    wordOptions.push_back(std::make_unique<ListOption<std::string>>(
        place, option, cl::desc(summary), cl::value_desc("name")));
  for (auto [option, summary] : flags)
    flagOptions.push_back(std::make_unique<ListOption<bool>>(place, option, cl::desc(summary)));
}

/// Reads the options of one scheduler; those that no one reads do not belong to it.
class SchedulerChoice::Reader {
public:
  /// `index`: of the scheduler among those given.
  Reader(const SchedulerChoice &choice, unsigned index)
      : choice(choice), name(choice.names[index]),
        begin(index == 0 ? 0 : choice.names.getPosition(index)),
        end(index + 1 < choice.names.size() ? choice.names.getPosition(index + 1) : ~0u) {}

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
    std::vector<int64_t> values = valuesOf(choice.milestones);
    if (values.empty())
      missing("milestones");
    return values;
  }

  void expectAllRead() const {
    auto check = [&](const auto &option) {
      if (!valuesOf(option).empty() && !read.count(option.ArgStr.str()))
        failForeign("scheduler", name, option.ArgStr, llvm::join(read, ", "));
    };
    choice.forEachOption(check);
  }

private:
  /// Those that belong to this scheduler.
  template <typename T> std::vector<T> valuesOf(const ListOption<T> &option) const {
    std::vector<T> values;
    for (unsigned i = 0; i < option.size(); ++i)
      if (unsigned position = option.getPosition(i); position >= begin && position < end)
        values.push_back(option[i]);
    return values;
  }
  template <typename T>
  std::optional<T> find(const std::vector<std::unique_ptr<ListOption<T>>> &options,
                        llvm::StringRef wanted) {
    read.insert(wanted.str());
    for (const auto &option : options) {
      if (option->ArgStr != wanted)
        continue;
      std::vector<T> values = valuesOf(*option);
      if (values.size() > 1)
        throw Failure(ExitCode::BadUsage,
                      llvm::formatv("scheduler '{0}': expected one --{1}, got {2}", name, wanted,
                                    values.size()));
      return values.empty() ? std::nullopt : std::optional<T>(values.front());
    }
    llvm_unreachable("no such option");
  }
  [[noreturn]] void missing(llvm::StringRef option) const {
    throw Failure(ExitCode::BadUsage, llvm::formatv("scheduler '{0}' needs --{1}", name, option));
  }

  const SchedulerChoice &choice;
  const std::string &name;
  unsigned begin, end; // on the command line
  std::set<std::string> read;
};

void SchedulerChoice::forEachOption(auto visit) const {
  visit(milestones);
  for (const auto &option : numberOptions)
    visit(*option);
  for (const auto &option : wordOptions)
    visit(*option);
  for (const auto &option : flagOptions)
    visit(*option);
}

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

static constexpr llvm::StringLiteral sequentialName = "SequentialLR",
                                     chainedName = "ChainedScheduler";

static bool isCombined(llvm::StringRef name) {
  return name == sequentialName || name == chainedName;
}

static const Kind &findKind(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> known;
  for (const Kind &kind : allKinds) {
    if (kind.name == name)
      return kind;
    known.push_back(kind.name);
  }
  known.append({plateauName, sequentialName, chainedName});
  failUnknown("scheduler", name, known);
}

//===----------------------------------------------------------------------===//
// Choosing
//===----------------------------------------------------------------------===//

bool SchedulerChoice::drivesMomentum() const {
  for (unsigned i = 0; i < names.size(); ++i)
    if (names[i] == "CyclicLR" || names[i] == "OneCycleLR")
      if (Reader(*this, i).flag("cycle-momentum", true))
        return true;
  return false;
}

bool SchedulerChoice::goesByStep() const {
  if (interval.getNumOccurrences())
    return interval == "step";
  return llvm::any_of(names, [](llvm::StringRef name) {
    return name != plateauName && !isCombined(name) && findKind(name).byStep;
  });
}

/// The scheduler that is `index` among those given, which goes on `steps` times.
SchedulerChoice::Named SchedulerChoice::makeOne(unsigned index, ParamGroups groups,
                                                int64_t steps) const {
  const Kind &kind = findKind(names[index]);
  Reader options(*this, index);
  Named result{names[index], makeNamed("scheduler", kind.name,
                                       [&] { return kind.make(options, groups, steps); })};
  if (!kind.length.empty())
    result.name += ":" + std::to_string(options.integer(kind.length, steps));
  options.expectAllRead();
  return result;
}

std::unique_ptr<RunningScheduler> SchedulerChoice::makeCombined(ParamGroups groups,
                                                                int64_t steps) const {
  const std::string &name = names.front();
  Reader options(*this, 0);
  std::vector<int64_t> milestones;
  if (name == sequentialName)
    milestones = options.milestones();
  options.expectAllRead();
  std::string description;
  std::vector<std::unique_ptr<LRScheduler>> parts;
  std::vector<LRScheduler *> pointers;
  for (unsigned i = 1; i < names.size(); ++i) {
    if (isCombined(names[i]) || names[i] == plateauName)
      throw Failure(ExitCode::BadUsage,
                    llvm::formatv("scheduler '{0}' cannot combine '{1}'", name, names[i]));
    // One of a sequence goes from one milestone to the next.
    bool isFirst = i == 1 || milestones.empty();
    int64_t begin = isFirst || i - 2 >= milestones.size() ? 0 : milestones[i - 2];
    int64_t end = i - 1 < milestones.size() ? milestones[i - 1] : steps;
    Named part = makeOne(i, groups, std::max<int64_t>(1, end - begin));
    description += (i == 1 ? "(" : ",") + part.name;
    pointers.push_back(part.scheduler.get());
    parts.push_back(std::move(part.scheduler));
  }
  for (int64_t milestone : milestones)
    description += "," + std::to_string(milestone);
  std::unique_ptr<LRScheduler> combined =
      makeNamed("scheduler", name, [&]() -> std::unique_ptr<LRScheduler> {
        if (name == sequentialName)
          return std::make_unique<SequentialLR>(groups, pointers, milestones);
        return std::make_unique<ChainedScheduler>(pointers, groups);
      });
  return std::make_unique<RunningScheduler>(name + description + ")", std::move(combined),
                                            goesByStep(), std::move(parts));
}

void SchedulerChoice::checkNames() const {
  if (interval.getNumOccurrences() && interval != "epoch" && interval != "step")
    failUnknown("scheduler interval", interval, {"epoch", "step"});
  if (names.empty())
    forEachOption([](const auto &option) {
      if (option.getNumOccurrences())
        throw Failure(ExitCode::BadUsage, ("--" + option.ArgStr + " needs --scheduler").str());
    });
  else if (isCombined(names.front()) && names.size() == 1)
    throw Failure(ExitCode::BadUsage,
                  llvm::formatv("scheduler '{0}' needs those that it combines, each as another "
                                "--scheduler behind it",
                                names.front()));
  else if (!isCombined(names.front()) && names.size() > 1)
    throw Failure(ExitCode::BadUsage,
                  llvm::formatv("expected --scheduler={0} or {1} before several schedulers, got "
                                "--scheduler={2}",
                                sequentialName, chainedName, names.front()));
}

std::unique_ptr<RunningScheduler> SchedulerChoice::make(std::vector<OptimizerParamGroup> &groups,
                                                        Run run) const {
  checkNames();
  if (names.empty())
    return nullptr;
  const std::string &name = names.front();
  if (name == plateauName) {
    if (interval == "step")
      throw Failure(ExitCode::BadUsage, "ReduceLROnPlateau goes on by epochs");
    Reader options(*this, 0);
    auto plateau = makeNamed("scheduler", name, [&] { return makePlateau(options, groups); });
    options.expectAllRead();
    return std::make_unique<RunningScheduler>(name, std::move(plateau));
  }
  bool byStep = goesByStep();
  int64_t steps = std::max<int64_t>(1, run.epochs * (byStep ? run.stepsPerEpoch : 1));
  if (isCombined(name))
    return makeCombined(groups, steps);
  Named only = makeOne(0, groups, steps);
  return std::make_unique<RunningScheduler>(only.name, std::move(only.scheduler), byStep);
}

void SchedulerChoice::check() const {
  OptimizerOptions options;
  options.numbers = {{"lr", 1}, {"momentum", 0.9}};
  std::vector<OptimizerParamGroup> groups{{{}, options}};
  make(groups, {1, 1});
}
