// The loss that a command line asks for.
#include "tools/luge/LossChoice.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <cmath>

namespace cl = llvm::cl;
namespace F = luge::nn::functional;
using namespace luge;
using namespace luge::driver;

namespace {

/// The options of a loss that were given.
class Given {
public:
  Given(std::map<std::string, double> numbers, std::map<std::string, std::vector<float>> weights,
        std::string reduction)
      : numbers(std::move(numbers)), weights(std::move(weights)), reduction(std::move(reduction)) {}

  double number(const std::string &option, double otherwise) const {
    auto found = numbers.find(option);
    return found == numbers.end() ? otherwise : found->second;
  }
  int64_t integer(const std::string &option, int64_t otherwise) const {
    double value = number(option, static_cast<double>(otherwise));
    if (value != std::trunc(value) || std::abs(value) > 1e15)
      throw ValueError(
          llvm::formatv("expected '{0}' to be an integer, got {1}", option, value).str());
    return static_cast<int64_t>(value);
  }
  /// One number per class, a constant of the program; undefined if not given.
  Tensor weight(const std::string &option) const {
    auto found = weights.find(option);
    if (found == weights.end())
      return {};
    auto type = frontend::tensorType(kFloat32, {int64_t(found->second.size())});
    auto value = mlir::DenseElementsAttr::get(type, llvm::ArrayRef(found->second));
    return frontend::record<nn::ConstantOp>({}, {frontend::attribute("value", value)},
                                            Location::current());
  }
  template <typename Options> Options reduced(Options options) const {
    return options.reduction(reduction);
  }

private:
  std::map<std::string, double> numbers;
  std::map<std::string, std::vector<float>> weights;
  std::string reduction;
};

/// A loss of two arguments, as torch.nn.functional's.
struct Kind {
  llvm::StringRef name;
  TargetKind target;
  std::vector<llvm::StringRef> options;
  Tensor (*apply)(const Tensor &input, const Tensor &target, const Given &given);
};

const Kind kinds[] = {
    {"bce",
     TargetKind::Numbers,
     {"reduction", "weight"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::binary_cross_entropy(
           x, t, given.reduced(nn::BCELossOptions().weight(given.weight("weight"))));
     }},
    {"bce_with_logits",
     TargetKind::Numbers,
     {"pos_weight", "reduction", "weight"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::binary_cross_entropy_with_logits(
           x, t,
           given.reduced(nn::BCEWithLogitsLossOptions()
                             .weight(given.weight("weight"))
                             .pos_weight(given.weight("pos_weight"))));
     }},
    {"cross_entropy",
     TargetKind::Class,
     {"ignore_index", "label_smoothing", "reduction", "weight"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::cross_entropy(
           x, t,
           given.reduced(nn::CrossEntropyLossOptions()
                             .weight(given.weight("weight"))
                             .ignore_index(given.integer("ignore_index", -100))
                             .label_smoothing(given.number("label_smoothing", 0))));
     }},
    {"hinge_embedding",
     TargetKind::Numbers,
     {"margin", "reduction"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::hinge_embedding_loss(
           x, t, given.reduced(nn::HingeEmbeddingLossOptions().margin(given.number("margin", 1))));
     }},
    {"huber",
     TargetKind::Numbers,
     {"delta", "reduction"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::huber_loss(x, t,
                            given.reduced(nn::HuberLossOptions().delta(given.number("delta", 1))));
     }},
    {"kl_div",
     TargetKind::Numbers,
     {"log_target", "reduction"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::kl_div(
           x, t,
           given.reduced(nn::KLDivLossOptions().log_target(given.number("log_target", 0) != 0)));
     }},
    {"l1",
     TargetKind::Numbers,
     {"reduction"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::l1_loss(x, t, given.reduced(nn::L1LossOptions()));
     }},
    {"mse",
     TargetKind::Numbers,
     {"reduction"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::mse_loss(x, t, given.reduced(nn::MSELossOptions()));
     }},
    {"multi_margin",
     TargetKind::Class,
     {"margin", "p", "reduction", "weight"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::multi_margin_loss(x, t,
                                   given.reduced(nn::MultiMarginLossOptions()
                                                     .weight(given.weight("weight"))
                                                     .margin(given.number("margin", 1))
                                                     .p(given.integer("p", 1))));
     }},
    {"multilabel_margin",
     TargetKind::Classes,
     {"reduction"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::multilabel_margin_loss(x, t, given.reduced(nn::MultiLabelMarginLossOptions()));
     }},
    {"multilabel_soft_margin",
     TargetKind::Numbers,
     {"reduction", "weight"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::multilabel_soft_margin_loss(
           x, t,
           given.reduced(nn::MultiLabelSoftMarginLossOptions().weight(given.weight("weight"))));
     }},
    {"nll",
     TargetKind::Class,
     {"ignore_index", "reduction", "weight"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::nll_loss(x, t,
                          given.reduced(nn::NLLLossOptions()
                                            .weight(given.weight("weight"))
                                            .ignore_index(given.integer("ignore_index", -100))));
     }},
    {"poisson_nll",
     TargetKind::Numbers,
     {"full", "log_input", "reduction"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::poisson_nll_loss(x, t,
                                  given.reduced(nn::PoissonNLLLossOptions()
                                                    .full(given.number("full", 0) != 0)
                                                    .log_input(given.number("log_input", 1) != 0)));
     }},
    {"smooth_l1",
     TargetKind::Numbers,
     {"beta", "reduction"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::smooth_l1_loss(
           x, t, given.reduced(nn::SmoothL1LossOptions().beta(given.number("beta", 1))));
     }},
    {"soft_margin",
     TargetKind::Numbers,
     {"reduction"},
     [](const Tensor &x, const Tensor &t, const Given &given) {
       return F::soft_margin_loss(x, t, given.reduced(nn::SoftMarginLossOptions()));
     }},
};

} // namespace

LossChoice::LossChoice(OptionPlace place)
    : name(place, "loss",
           cl::desc("bce, bce_with_logits, cross_entropy, hinge_embedding, huber, kl_div, l1, mse, "
                    "multi_margin, multilabel_margin, multilabel_soft_margin, nll, poisson_nll, "
                    "smooth_l1 or soft_margin (cross_entropy)"),
           cl::value_desc("name"), cl::init("cross_entropy")),
      reduction(place, "reduction", cl::desc("mean or sum; kl_div: batchmean also (mean)"),
                cl::value_desc("name"), cl::init("mean")) {
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> numbers[] = {
      {"beta", "smooth_l1: where the square ends (1)"},
      {"delta", "huber: where the square ends (1)"},
      {"ignore-index", "cross_entropy, nll: the class that does not count (-100)"},
      {"label-smoothing", "cross_entropy: the part of a target spread over all classes (0)"},
      {"margin", "hinge_embedding, multi_margin: margin (1)"},
      {"p", "multi_margin: power, 1 or 2 (1)"},
  };
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> weights[] = {
      {"weight", "bce, bce_with_logits, cross_entropy, multi_margin, multilabel_soft_margin, nll: "
                 "a factor for each class (all 1)"},
      {"pos-weight", "bce_with_logits: a factor for each class's positive targets (all 1)"},
  };
  static constexpr std::pair<llvm::StringRef, llvm::StringRef> flags[] = {
      {"full", "poisson_nll: add Stirling's approximation"},
      {"log-input", "poisson_nll: the model's output is a logarithm (true)"},
      {"log-target", "kl_div: the target is a logarithm"},
  };
  for (auto [option, summary] : numbers)
    numberOptions.push_back(std::make_unique<Option<double>>(place, option, cl::desc(summary),
                                                             cl::value_desc("number")));
  for (auto [option, summary] : weights)
    weightOptions.push_back(std::make_unique<ListOption<float>>(
        place, option, cl::desc(summary), cl::value_desc("number,..."), cl::CommaSeparated));
  for (auto [option, summary] : flags)
    flagOptions.push_back(std::make_unique<Option<bool>>(place, option, cl::desc(summary)));
  for (llvm::StringRef option : {"size-average", "reduce"})
    deprecated.push_back(
        std::make_unique<Option<std::string>>(place, option, cl::ValueOptional, cl::ReallyHidden));
}

std::map<std::string, double> LossChoice::numbers() const {
  std::map<std::string, double> result;
  for (const auto &option : numberOptions)
    if (option->getNumOccurrences())
      result[torchNameOf(*option)] = *option;
  for (const auto &option : flagOptions)
    if (option->getNumOccurrences())
      result[torchNameOf(*option)] = *option;
  return result;
}

std::map<std::string, std::vector<float>> LossChoice::weights() const {
  std::map<std::string, std::vector<float>> result;
  for (const auto &option : weightOptions)
    if (!option->empty())
      result[torchNameOf(*option)] = {option->begin(), option->end()};
  return result;
}

bool LossChoice::isGiven() const {
  return name.getNumOccurrences() || reduction.getNumOccurrences() || !numbers().empty() ||
         !weights().empty();
}

Criterion LossChoice::make() const {
  for (const auto &option : deprecated)
    if (option->getNumOccurrences())
      throw Failure(ExitCode::BadUsage,
                    llvm::formatv("--{0} is deprecated in torch and not offered "
                                  "here: use --reduction=mean or sum",
                                  option->ArgStr));
  llvm::SmallVector<llvm::StringRef> known;
  const Kind *kind = nullptr;
  for (const Kind &candidate : kinds) {
    known.push_back(candidate.name);
    if (candidate.name == name)
      kind = &candidate;
  }
  if (!kind)
    failUnknown("loss", name, known);
  auto expectOption = [&](const std::string &option) {
    if (!llvm::is_contained(kind->options, option))
      failForeign("loss", kind->name, option, llvm::join(kind->options, ", "));
  };
  for (auto &[option, unused] : numbers())
    expectOption(option);
  for (auto &[option, unused] : weights())
    expectOption(option);
  if (reduction == "none")
    throw Failure(ExitCode::BadUsage,
                  "a step has one loss: expected --reduction to be mean or sum");
  auto apply = [kind, given = Given(numbers(), weights(), reduction)](const Tensor &x,
                                                                      const Tensor &t) {
    return makeNamed("loss", kind->name, [&] { return kind->apply(x, t, given); });
  };
  return {kind->target, std::move(apply)};
}
