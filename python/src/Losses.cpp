/// Losses: each a module and a function, from one line of the table at the end.
#include "Module.h"
#include "Option.h"

#include <array>
#include <nanobind/stl/variant.h>
#include <variant>

using namespace luge;
using namespace luge::python;
using luge::nn::Module;

template <typename Options, auto function> struct Loss {
  using OptionsType = Options;
  static constexpr auto call = function;
};
template <typename Options, auto function>
Loss<Options, function> lossOf(const nn::LossImpl<Options, function> *);

using Names = std::array<const char *, 3>;

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

//===----------------------------------------------------------------------===//
// Losses that are not in the table
//===----------------------------------------------------------------------===//

using Distance = nn::TripletMarginWithDistanceLossOptions::Distance;

/// `distance_function`: a function of Python; it is called when the loss is.
static nn::TripletMarginWithDistanceLossOptions
tripletOptions(const std::optional<Distance> &distance, double margin, bool swap,
               const std::string &reduction) {
  nn::TripletMarginWithDistanceLossOptions options;
  if (distance)
    options.distance_function(*distance);
  return options.margin(margin).swap(swap).reduction(reduction, here());
}

static void bindTripletWithDistance(nb::module_ &nn, nb::module_ &functional) {
  using Impl = luge::nn::TripletMarginWithDistanceLossImpl;
  functional.def(
      "triplet_margin_with_distance_loss",
      [](const Tensor &anchor, const Tensor &positive, const Tensor &negative,
         const std::optional<Distance> &distance, double margin, bool swap,
         const std::string &reduction) {
        return luge::nn::functional::triplet_margin_with_distance_loss(
            anchor, positive, negative, tripletOptions(distance, margin, swap, reduction), here());
      },
      "anchor"_a, "positive"_a, "negative"_a, nb::kw_only(), "distance_function"_a = nb::none(),
      "margin"_a = 1.0, "swap"_a = false, "reduction"_a = "mean");
  nb::class_<Impl, Module>(nn, "TripletMarginWithDistanceLoss")
      .def(
          "__init__",
          [](Impl *self, const std::optional<Distance> &distance, double margin, bool swap,
             const std::string &reduction) {
            new (self) Impl(tripletOptions(distance, margin, swap, reduction), here());
          },
          nb::kw_only(), "distance_function"_a = nb::none(), "margin"_a = 1.0, "swap"_a = false,
          "reduction"_a = "mean")
      .def(
          "forward",
          [](Impl &self, const Tensor &anchor, const Tensor &positive, const Tensor &negative) {
            return self.forward(anchor, positive, negative, here());
          },
          "anchor"_a, "positive"_a, "negative"_a);
}

static void bindLinearCrossEntropy(nb::module_ &nn, nb::module_ &functional) {
  using Impl = luge::nn::LinearCrossEntropyLossImpl;
  functional.def(
      "linear_cross_entropy",
      [](const Tensor &input, const Tensor &linear_weight, const Tensor &target,
         const Tensor &linear_bias, const Tensor &weight, const std::string &reduction,
         std::optional<int64_t> ignore_index, double label_smoothing) {
        luge::nn::functional::LinearCrossEntropyFuncOptions options;
        options.linear_bias(linear_bias).weight(weight).ignore_index(ignore_index);
        options.label_smoothing(label_smoothing).reduction(reduction, here());
        return luge::nn::functional::linear_cross_entropy(input, linear_weight, target, options,
                                                          here());
      },
      "input"_a, "linear_weight"_a, "target"_a, nb::kw_only(), "linear_bias"_a.none() = nb::none(),
      "weight"_a.none() = nb::none(), "reduction"_a = "mean", "ignore_index"_a.none() = nb::none(),
      "label_smoothing"_a = 0.0);
  nb::class_<Impl, Module>(nn, "LinearCrossEntropyLoss")
      .def(
          "__init__",
          [](Impl *self, int64_t in_features, int64_t num_classes, Sizes out_features, bool bias,
             nb::object device, DType dtype, const std::string &reduction, const Tensor &weight,
             std::optional<int64_t> ignore_index, double label_smoothing) {
            expectCpu(device);
            luge::nn::LinearCrossEntropyLossOptions options(in_features, num_classes);
            options.out_features(std::move(out_features)).bias(bias).dtype(dtype).weight(weight);
            options.ignore_index(ignore_index).label_smoothing(label_smoothing);
            new (self) Impl(options.reduction(reduction, here()), here());
          },
          "in_features"_a, "num_classes"_a, nb::kw_only(), "out_features"_a = Sizes(),
          "bias"_a = false, "device"_a = nb::none(), "dtype"_a = kFloat32, "reduction"_a = "mean",
          "weight"_a.none() = nb::none(), "ignore_index"_a.none() = nb::none(),
          "label_smoothing"_a = 0.0)
      .def("forward", at(&Impl::forward), "input"_a, "target"_a);
}

/// Lengths of sequences, as a tensor or as numbers.
using Lengths = std::variant<Tensor, std::vector<int64_t>>;

static Tensor toTensor(const Lengths &lengths) {
  if (const auto *tensor = std::get_if<Tensor>(&lengths))
    return *tensor;
  return tensor(TensorData(std::get<std::vector<int64_t>>(lengths)), kInt64, here());
}

static Tensor ctcLoss(const Tensor &log_probs, const Tensor &targets, const Lengths &input_lengths,
                      const Lengths &target_lengths, const luge::nn::CTCLossOptions &options) {
  return luge::nn::functional::ctc_loss(log_probs, targets, toTensor(input_lengths),
                                        toTensor(target_lengths), options, here());
}

static void bindCtc(nb::module_ &nn, nb::module_ &functional) {
  using Impl = luge::nn::CTCLossImpl;
  auto options = [](int64_t blank, const std::string &reduction, bool zero_infinity) {
    luge::nn::CTCLossOptions result;
    return result.blank(blank).zero_infinity(zero_infinity).reduction(reduction, here());
  };
  functional.def(
      "ctc_loss",
      [options](const Tensor &log_probs, const Tensor &targets, const Lengths &input_lengths,
                const Lengths &target_lengths, int64_t blank, const std::string &reduction,
                bool zero_infinity) {
        return ctcLoss(log_probs, targets, input_lengths, target_lengths,
                       options(blank, reduction, zero_infinity));
      },
      "log_probs"_a, "targets"_a, "input_lengths"_a, "target_lengths"_a, "blank"_a = 0,
      "reduction"_a = "mean", "zero_infinity"_a = false);
  nb::class_<Impl, Module>(nn, "CTCLoss")
      .def(
          "__init__",
          [options](Impl *self, int64_t blank, const std::string &reduction, bool zero_infinity) {
            new (self) Impl(options(blank, reduction, zero_infinity), here());
          },
          "blank"_a = 0, "reduction"_a = "mean", "zero_infinity"_a = false)
      .def(
          "forward",
          [](const Impl &self, const Tensor &log_probs, const Tensor &targets,
             const Lengths &input_lengths, const Lengths &target_lengths) {
            return ctcLoss(log_probs, targets, input_lengths, target_lengths, self.options);
          },
          "log_probs"_a, "targets"_a, "input_lengths"_a, "target_lengths"_a);
}

static void bindAdaptiveLogSoftmax(nb::module_ &nn) {
  using Impl = luge::nn::AdaptiveLogSoftmaxWithLossImpl;
  nb::class_<Impl, Module>(nn, "AdaptiveLogSoftmaxWithLoss")
      .def(
          "__init__",
          [](Impl *self, int64_t in_features, int64_t n_classes, std::vector<int64_t> cutoffs,
             double div_value, bool head_bias, nb::object device, DType dtype) {
            expectCpu(device);
            luge::nn::AdaptiveLogSoftmaxWithLossOptions options(in_features, n_classes,
                                                                std::move(cutoffs));
            new (self) Impl(options.div_value(div_value).head_bias(head_bias).dtype(dtype), here());
          },
          "in_features"_a, "n_classes"_a, "cutoffs"_a, "div_value"_a = 4.0, "head_bias"_a = false,
          "device"_a = nb::none(), "dtype"_a = kFloat32)
      .def(
          "forward",
          [](Impl &self, const Tensor &input, const Tensor &target) {
            luge::nn::ASMOutput result = self.forward(input, target, here());
            return nb::module_::import_("luge._return_types")
                .attr("ASMoutput")(result.output, result.loss);
          },
          "input"_a, "target"_a)
      .def("log_prob", at(&Impl::log_prob), "input"_a)
      .def("predict", at(&Impl::predict), "input"_a);
}

void python::bindLosses(nb::module_ &nn, nb::module_ &functional) {
  bindTripletWithDistance(nn, functional);
  bindLinearCrossEntropy(nn, functional);
  bindAdaptiveLogSoftmax(nn);
  bindCtc(nn, functional);
  const Names pair = {"input", "target"}, two = {"input1", "input2", "target"},
              triplet = {"anchor", "positive", "negative"}, withVar = {"input", "target", "var"};
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
