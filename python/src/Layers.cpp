/// luge.nn: layers and activations, each one line of a table.
#include "Module.h"
#include "Option.h"

using namespace luge;
using namespace luge::python;
using luge::nn::Module;

namespace {
/// A layer that may, as torch's, write its result into its input.
template <typename Impl> struct InPlace : Impl {
  template <typename... Args>
  InPlace(bool inplace, Args &&...args) : Impl(std::forward<Args>(args)...), inplace(inplace) {}
  bool inplace;
};

struct Table {
  nb::module_ &nn;

  /// A layer that is made of options.
  template <typename Impl, typename... OptionTs>
  void add(const char *name, const OptionTs &...options) {
    if constexpr (sizeof...(OptionTs) == 0) {
      nb::class_<Impl, Module>(nn, name)
          .def(nb::init<>())
          .def("forward", at(&Impl::forward), "input"_a);
    } else {
      using Options = decltype(std::declval<Impl>().options);
      auto all = std::tuple(options...);
      nb::class_<Impl, Module>(nn, name)
          .def(
              "__init__",
              [all](Impl *self, const typename OptionTs::template Value<Options> &...values) {
                new (self) Impl(withOptions<Options>(all, values...));
              },
              argument<Options>(options)...)
          .def("forward", at(&Impl::forward), "input"_a)
          .def("extra_repr",
               [options...](const Impl &self) { return repr(self.options, options...); });
    }
  }

  /// The same, with `inplace`.
  template <typename Impl, typename... OptionTs>
  void addInPlace(const char *name, const OptionTs &...options) {
    auto layer = nb::class_<InPlace<Impl>, Module>(nn, name).def(
        "forward",
        [](InPlace<Impl> &self, Tensor input) {
          Tensor result = self.forward(input, here());
          return self.inplace ? input.copy_(result, here()) : result;
        },
        "input"_a);
    if constexpr (sizeof...(OptionTs) == 0) {
      layer
          .def(
              "__init__",
              [](InPlace<Impl> *self, bool inplace) { new (self) InPlace<Impl>(inplace); },
              "inplace"_a = false)
          .def("extra_repr", [](const InPlace<Impl> &self) {
            return std::string(self.inplace ? "inplace=True" : "");
          });
    } else {
      using Options = decltype(std::declval<Impl>().options);
      auto all = std::tuple(options...);
      layer
          .def(
              "__init__",
              [all](InPlace<Impl> *self,
                    const typename OptionTs::template Value<Options> &...values, bool inplace) {
                new (self) InPlace<Impl>(inplace, withOptions<Options>(all, values...));
              },
              argument<Options>(options)..., "inplace"_a = false)
          .def("extra_repr", [options...](const InPlace<Impl> &self) {
            return repr(self.options, options...) + (self.inplace ? ", inplace=True" : "");
          });
    }
  }

  /// "negative_slope=0.01, ..."
  template <typename Options, typename... OptionTs>
  static std::string repr(const Options &values, const OptionTs &...options) {
    std::string text;
    auto add = [&](const auto &option) {
      nb::object value = nb::cast(option.get(values));
      text += (text.empty() ? "" : ", ") + std::string(option.name) + "=" +
              nb::cast<std::string>(nb::repr(value));
    };
    (add(options), ...);
    return text;
  }
};
} // namespace

static void bindLinear(nb::module_ &m) {
  auto linear =
      nb::class_<nn::LinearImpl, Module>(m, "Linear")
          .def(
              "__init__",
              [](nn::LinearImpl *self, int64_t in_features, int64_t out_features, bool bias,
                 nb::object device, DType dtype) {
                expectCpu(device);
                auto options = nn::LinearOptions(in_features, out_features).bias(bias).dtype(dtype);
                new (self) nn::LinearImpl(options, here());
              },
              "in_features"_a, "out_features"_a, "bias"_a = true, "device"_a = nb::none(),
              "dtype"_a = kFloat32)
          .def("forward", at(&nn::LinearImpl::forward), "input"_a)
          .def_prop_ro("in_features", [](const nn::LinearImpl &l) { return l.weight.size(1); })
          .def_prop_ro("out_features", [](const nn::LinearImpl &l) { return l.weight.size(0); })
          .def("extra_repr", [](const nn::LinearImpl &l) {
            return "in_features=" + std::to_string(l.weight.size(1)) +
                   ", out_features=" + std::to_string(l.weight.size(0)) +
                   ", bias=" + (l.bias.defined() ? "True" : "False");
          });
  parameterField(linear, "weight", &nn::LinearImpl::weight);
  parameterField(linear, "bias", &nn::LinearImpl::bias);
}

static void bindFlatten(nb::module_ &m) {
  nb::class_<nn::FlattenImpl, Module>(m, "Flatten")
      .def(
          "__init__",
          [](nn::FlattenImpl *self, int64_t start_dim, int64_t end_dim) {
            new (self) nn::FlattenImpl(nn::FlattenOptions().start_dim(start_dim).end_dim(end_dim));
          },
          "start_dim"_a = 1, "end_dim"_a = -1)
      .def("forward", at(&nn::FlattenImpl::forward), "input"_a);
}

static void bindBilinear(nb::module_ &m) {
  auto bilinear = nb::class_<nn::BilinearImpl, Module>(m, "Bilinear")
                      .def(
                          "__init__",
                          [](nn::BilinearImpl *self, int64_t in1_features, int64_t in2_features,
                             int64_t out_features, bool bias, nb::object device, DType dtype) {
                            expectCpu(device);
                            nn::BilinearOptions options(in1_features, in2_features, out_features);
                            new (self) nn::BilinearImpl(options.bias(bias).dtype(dtype), here());
                          },
                          "in1_features"_a, "in2_features"_a, "out_features"_a, "bias"_a = true,
                          "device"_a = nb::none(), "dtype"_a = kFloat32)
                      .def("forward", at(&nn::BilinearImpl::forward), "input1"_a, "input2"_a);
  parameterField(bilinear, "weight", &nn::BilinearImpl::weight);
  parameterField(bilinear, "bias", &nn::BilinearImpl::bias);
}

namespace {
template <typename Impl> struct Dropout : InPlace<Impl> {
  Dropout(double p, bool inplace) : InPlace<Impl>(inplace, p, here()), probability(p) {}
  double probability;
};
} // namespace

template <typename Impl> static void bindDropout(nb::module_ &m, const char *name) {
  nb::class_<Dropout<Impl>, Module>(m, name)
      .def(nb::init<double, bool>(), "p"_a = 0.5, "inplace"_a = false)
      .def(
          "forward",
          [](Dropout<Impl> &self, Tensor input) {
            Tensor result = self.forward(input, here());
            return self.inplace ? input.copy_(result, here()) : result;
          },
          "input"_a)
      .def("extra_repr", [](const Dropout<Impl> &self) {
        return "p=" + nb::cast<std::string>(nb::repr(nb::float_(self.probability))) +
               ", inplace=" + (self.inplace ? "True" : "False");
      });
}

static void bindPRelu(nb::module_ &m) {
  auto prelu = nb::class_<nn::PReLUImpl, Module>(m, "PReLU")
                   .def(
                       "__init__",
                       [](nn::PReLUImpl *self, int64_t num_parameters, double init,
                          nb::object device, DType dtype) {
                         expectCpu(device);
                         nn::PReLUOptions options;
                         options.num_parameters(num_parameters).init(init).dtype(dtype);
                         new (self) nn::PReLUImpl(options, here());
                       },
                       "num_parameters"_a = 1, "init"_a = 0.25, "device"_a = nb::none(),
                       "dtype"_a = kFloat32)
                   .def("forward", at(&nn::PReLUImpl::forward), "input"_a);
  parameterField(prelu, "weight", &nn::PReLUImpl::weight);
}

void python::bindLayers(nb::module_ &m) {
  bindLinear(m);
  bindFlatten(m);
  bindBilinear(m);
  bindPRelu(m);
  nb::class_<nn::UnflattenImpl, Module>(m, "Unflatten")
      .def(nb::init<int64_t, Sizes>(), "dim"_a, "unflattened_size"_a)
      .def("forward", at(&nn::UnflattenImpl::forward), "input"_a);
  bindDropout<nn::DropoutImpl>(m, "Dropout");
  bindDropout<nn::Dropout1dImpl>(m, "Dropout1d");
  bindDropout<nn::Dropout2dImpl>(m, "Dropout2d");
  bindDropout<nn::Dropout3dImpl>(m, "Dropout3d");
  bindDropout<nn::AlphaDropoutImpl>(m, "AlphaDropout");
  bindDropout<nn::FeatureAlphaDropoutImpl>(m, "FeatureAlphaDropout");
  nb::class_<nn::IdentityImpl, Module>(m, "Identity")
      .def("__init__", [](nn::IdentityImpl *self, const nb::args &,
                          const nb::kwargs &) { new (self) nn::IdentityImpl(); })
      .def("forward", at(&nn::IdentityImpl::forward), "input"_a);

  Table table{m};
  table.addInPlace<nn::ReLUImpl>("ReLU");
  table.addInPlace<nn::ReLU6Impl>("ReLU6");
  table.addInPlace<nn::ThresholdImpl>("Threshold", OPTION(threshold), OPTION(value));
  table.addInPlace<nn::HardtanhImpl>("Hardtanh", OPTION(min_val), OPTION(max_val));
  table.addInPlace<nn::HardsigmoidImpl>("Hardsigmoid");
  table.addInPlace<nn::HardswishImpl>("Hardswish");
  table.addInPlace<nn::LeakyReLUImpl>("LeakyReLU", OPTION(negative_slope));
  table.addInPlace<nn::RReLUImpl>("RReLU", OPTION(lower), OPTION(upper));
  table.addInPlace<nn::ELUImpl>("ELU", OPTION(alpha));
  table.addInPlace<nn::SELUImpl>("SELU");
  table.addInPlace<nn::CELUImpl>("CELU", OPTION(alpha));
  table.addInPlace<nn::SiLUImpl>("SiLU");
  table.addInPlace<nn::MishImpl>("Mish");
  table.add<nn::SoftshrinkImpl>("Softshrink", OPTION(lambd));
  table.add<nn::HardshrinkImpl>("Hardshrink", OPTION(lambd));
  table.add<nn::SigmoidImpl>("Sigmoid");
  table.add<nn::LogSigmoidImpl>("LogSigmoid");
  table.add<nn::SoftplusImpl>("Softplus", OPTION(beta), OPTION(threshold));
  table.add<nn::GELUImpl>("GELU", OPTION(approximate));
  table.add<nn::TanhImpl>("Tanh");
  table.add<nn::TanhshrinkImpl>("Tanhshrink");
  table.add<nn::SoftsignImpl>("Softsign");
  table.add<nn::GLUImpl>("GLU", OPTION(dim));
  table.add<nn::SoftmaxImpl>("Softmax", OPTION(dim));
  table.add<nn::SoftminImpl>("Softmin", OPTION(dim));
  table.add<nn::LogSoftmaxImpl>("LogSoftmax", OPTION(dim));
  table.add<nn::Softmax2dImpl>("Softmax2d");
}
