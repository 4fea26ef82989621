/// Losses: each a module and a function, from one line of the table at the end.
#include "Option.h"

#include <array>

using namespace luge;
using namespace luge::python;
using luge::nn::Module;

template <typename Options, auto function> struct Loss {
  using OptionsType = Options;
  static constexpr auto call = function;
};
template <typename Options, auto function>
Loss<Options, function> lossOf(const nn::LossImpl<Options, function> *);

using Names = std::array<const char *, 4>;

template <typename Impl, typename Options, typename... Args, size_t... Is, typename... OptionTs>
static void bind(nb::module_ &nn, nb::module_ &functional, const char *module, const char *name,
                 Tensor (*function)(Args...), std::index_sequence<Is...>, const Names &inputs,
                 const OptionTs &...options) {
  using Arguments = std::tuple<Args...>;
  auto fill = [options...](const typename OptionTs::template Value<Options> &...values) {
    Options result;
    (options.set(result, values), ...);
    return result;
  };
  functional.def(
      name,
      [function, fill](std::tuple_element_t<Is, Arguments>... tensors,
                       const typename OptionTs::template Value<Options> &...values) {
        return function(tensors..., fill(values...), here());
      },
      nb::arg(inputs[Is])..., argument<Options>(options)...);
  nb::class_<Impl, Module>(nn, module)
      .def(
          "__init__",
          [fill](Impl *self, const typename OptionTs::template Value<Options> &...values) {
            new (self) Impl(fill(values...), here());
          },
          argument<Options>(options)...)
      .def(
          "forward",
          [function](const Impl &self, std::tuple_element_t<Is, Arguments>... tensors) {
            return function(tensors..., self.options, here());
          },
          nb::arg(inputs[Is])...);
}

namespace {
/// An argument that torch deprecates, and that is there to say what to use instead.
auto deprecated(const char *name) {
  return Option{name, [](const auto &) { return std::optional<bool>(); },
                [name](auto &, std::optional<bool> value) {
                  if (value)
                    throw Error(std::string("'") + name +
                                    "' is deprecated in torch and not offered here: use "
                                    "reduction='mean', 'sum' or 'none'",
                                here());
                }};
}

/// The two modules of Python that a loss goes into.
struct Table {
  nb::module_ &nn, &functional;

  /// The class `module` and the function `name`, of the inputs and options named, in torch's order.
  template <typename Impl, typename... OptionTs>
  void add(const char *module, const char *name, const Names &inputs, const OptionTs &...options) {
    using L = decltype(lossOf(static_cast<Impl *>(nullptr)));
    auto count = []<typename... Args>(Tensor (*)(Args...)) {
      return std::make_index_sequence<sizeof...(Args) - 2>(); // without options and place
    };
    bind<Impl, typename L::OptionsType>(nn, functional, module, name, L::call, count(L::call),
                                        inputs, options..., deprecated("size_average"),
                                        deprecated("reduce"));
  }
};
} // namespace

void python::bindLosses(nb::module_ &nn, nb::module_ &functional) {
  const Names pair = {"input", "target"},
              sequences = {"log_probs", "targets", "input_lengths", "target_lengths"},
              two = {"input1", "input2", "target"}, triplet = {"anchor", "positive", "negative"},
              withVar = {"input", "target", "var"};
  const Option reduction{
      "reduction", [](const auto &) { return std::string("mean"); },
      [](auto &options, const std::string &value) { options.reduction(value, here()); }};
  Table table{nn, functional};

  table.add<luge::nn::MSELossImpl>("MSELoss", "mse_loss", pair, reduction, OPTION(weight));
  table.add<luge::nn::L1LossImpl>("L1Loss", "l1_loss", pair, reduction, OPTION(weight));
  table.add<luge::nn::HuberLossImpl>("HuberLoss", "huber_loss", pair, reduction, OPTION(delta),
                                     OPTION(weight));
  table.add<luge::nn::SmoothL1LossImpl>("SmoothL1Loss", "smooth_l1_loss", pair, reduction,
                                        OPTION(beta));
  table.add<luge::nn::PoissonNLLLossImpl>("PoissonNLLLoss", "poisson_nll_loss", pair,
                                          OPTION(log_input), OPTION(full), OPTION(eps), reduction);
  table.add<luge::nn::GaussianNLLLossImpl>("GaussianNLLLoss", "gaussian_nll_loss", withVar,
                                           OPTION(full), OPTION(eps), reduction);

  table.add<luge::nn::CrossEntropyLossImpl>("CrossEntropyLoss", "cross_entropy", pair,
                                            OPTION(weight), OPTION(ignore_index), reduction,
                                            OPTION(label_smoothing));
  table.add<luge::nn::NLLLossImpl>("NLLLoss", "nll_loss", pair, OPTION(weight),
                                   OPTION(ignore_index), reduction);
  table.add<luge::nn::CTCLossImpl>("CTCLoss", "ctc_loss", sequences, OPTION(blank), reduction,
                                   OPTION(zero_infinity));
  table.add<luge::nn::BCELossImpl>("BCELoss", "binary_cross_entropy", pair, OPTION(weight),
                                   reduction);
  table.add<luge::nn::BCEWithLogitsLossImpl>("BCEWithLogitsLoss",
                                             "binary_cross_entropy_with_logits", pair,
                                             OPTION(weight), reduction, OPTION(pos_weight));
  table.add<luge::nn::KLDivLossImpl>("KLDivLoss", "kl_div", pair, reduction, OPTION(log_target));
  table.add<luge::nn::SoftMarginLossImpl>("SoftMarginLoss", "soft_margin_loss", pair, reduction);
  table.add<luge::nn::MultiLabelSoftMarginLossImpl>(
      "MultiLabelSoftMarginLoss", "multilabel_soft_margin_loss", pair, OPTION(weight), reduction);

  table.add<luge::nn::HingeEmbeddingLossImpl>("HingeEmbeddingLoss", "hinge_embedding_loss", pair,
                                              OPTION(margin), reduction);
  table.add<luge::nn::MarginRankingLossImpl>("MarginRankingLoss", "margin_ranking_loss", two,
                                             OPTION(margin), reduction);
  table.add<luge::nn::CosineEmbeddingLossImpl>("CosineEmbeddingLoss", "cosine_embedding_loss", two,
                                               OPTION(margin), reduction);
  table.add<luge::nn::MultiMarginLossImpl>("MultiMarginLoss", "multi_margin_loss", pair, OPTION(p),
                                           OPTION(margin), OPTION(weight), reduction);
  table.add<luge::nn::MultiLabelMarginLossImpl>("MultiLabelMarginLoss", "multilabel_margin_loss",
                                                pair, reduction);
  table.add<luge::nn::TripletMarginLossImpl>("TripletMarginLoss", "triplet_margin_loss", triplet,
                                             OPTION(margin), OPTION(p), OPTION(eps), OPTION(swap),
                                             reduction);
}
