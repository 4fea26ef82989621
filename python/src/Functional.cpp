/// luge.nn.functional: layers as functions; losses are in Losses.cpp.
#include "Module.h"

using namespace luge;
using namespace luge::python;
namespace F = luge::nn::functional;

namespace {
struct Table {
  nb::module_ &functional;

  template <typename Function, typename... Extra>
  void add(const char *name, Function function, const Extra &...extra) {
    functional.def(name, at(function), "input"_a, extra...);
  }

  /// With `inplace`, as torch's: the result is also written into the input.
  template <typename... Args, typename... Extra>
  void addInPlace(const char *name, Tensor (*function)(const Tensor &, Args...),
                  const Extra &...extra) {
    auto call = at(function);
    defInPlace(name, call, &decltype(call)::operator(), extra...);
  }

private:
  template <typename Call, typename... Args, typename... Extra>
  void defInPlace(const char *name, Call call, Tensor (Call::*)(const Tensor &, Args...) const,
                  const Extra &...extra) {
    functional.def(
        name,
        [call](Tensor input, Args... args, bool inplace) {
          Tensor result = call(input, std::forward<Args>(args)...);
          return inplace ? input.copy_(result, here()) : result;
        },
        "input"_a, extra..., "inplace"_a = false);
  }
};
} // namespace

void python::bindFunctional(nb::module_ &functional) {
  Table table{functional};
  table.add("linear", &F::linear, "weight"_a, nb::arg("bias").none() = nb::none());
  table.add("one_hot", &F::one_hot, "num_classes"_a);
  functional.def("pairwise_distance", at(&F::pairwise_distance), "x1"_a, "x2"_a, "p"_a = 2.0,
                 "eps"_a = 1e-6, "keepdim"_a = false);
  functional.def("bilinear", at(&F::bilinear), "input1"_a, "input2"_a, "weight"_a,
                 nb::arg("bias").none() = nb::none());
  table.add("pad", &F::pad, "pad"_a, "mode"_a = "constant", "value"_a = 0.0);
  table.addInPlace("dropout", &F::dropout, "p"_a = 0.5, "training"_a = true);
  table.addInPlace("dropout1d", &F::dropout1d, "p"_a = 0.5, "training"_a = true);
  table.addInPlace("dropout2d", &F::dropout2d, "p"_a = 0.5, "training"_a = true);
  table.addInPlace("dropout3d", &F::dropout3d, "p"_a = 0.5, "training"_a = true);
  table.addInPlace("alpha_dropout", &F::alpha_dropout, "p"_a = 0.5, "training"_a = false);
  table.addInPlace("feature_alpha_dropout", &F::feature_alpha_dropout, "p"_a = 0.5,
                   "training"_a = false);

  table.addInPlace("relu", &F::relu);
  table.addInPlace("relu6", &F::relu6);
  table.addInPlace("threshold", &F::threshold, "threshold"_a, "value"_a);
  table.addInPlace("hardtanh", &F::hardtanh, "min_val"_a = -1.0, "max_val"_a = 1.0);
  table.addInPlace("hardsigmoid", &F::hardsigmoid);
  table.addInPlace("hardswish", &F::hardswish);
  table.addInPlace("leaky_relu", &F::leaky_relu, "negative_slope"_a = 0.01);
  table.addInPlace("rrelu", &F::rrelu, "lower"_a = 1. / 8, "upper"_a = 1. / 3,
                   "training"_a = false);
  table.addInPlace("elu", &F::elu, "alpha"_a = 1.0);
  table.addInPlace("selu", &F::selu);
  table.addInPlace("celu", &F::celu, "alpha"_a = 1.0);
  table.addInPlace("silu", &F::silu);
  table.addInPlace("mish", &F::mish);
  table.add("prelu", &F::prelu, "weight"_a);
  table.add("softshrink", &F::softshrink, "lambd"_a = 0.5);
  table.add("hardshrink", &F::hardshrink, "lambd"_a = 0.5);
  table.add("sigmoid", &F::sigmoid);
  table.add("logsigmoid", &F::logsigmoid);
  table.add("softplus", &F::softplus, "beta"_a = 1.0, "threshold"_a = 20.0);
  table.add("gelu", &F::gelu, "approximate"_a = "none");
  table.add("tanh", &F::tanh);
  table.add("tanhshrink", &F::tanhshrink);
  table.add("softsign", &F::softsign);
  table.add("glu", &F::glu, "dim"_a = -1);
  table.add("softmax", &F::softmax, "dim"_a);
  table.add("softmin", &F::softmin, "dim"_a);
  table.add("log_softmax", &F::log_softmax, "dim"_a);
}

//===----------------------------------------------------------------------===//
// luge.nn.utils
//===----------------------------------------------------------------------===//

static std::vector<Tensor> tensorsOf(nb::handle parameters) {
  if (nb::isinstance<TensorImpl>(parameters))
    return {nb::cast<Tensor>(parameters)};
  std::vector<Tensor> tensors;
  for (nb::handle parameter : parameters)
    tensors.push_back(nb::cast<Tensor>(parameter));
  return tensors;
}

void python::bindUtils(nb::module_ &utils) {
  utils.def(
      "clip_grad_norm_",
      [](nb::handle parameters, const Operand &max_norm, double norm_type,
         bool error_if_nonfinite) {
        return nn::utils::clip_grad_norm_(tensorsOf(parameters), max_norm, norm_type,
                                          error_if_nonfinite);
      },
      "parameters"_a, "max_norm"_a, "norm_type"_a = 2.0, "error_if_nonfinite"_a = false);
  utils.def(
      "get_total_norm",
      [](nb::handle tensors, double norm_type, bool error_if_nonfinite) {
        return nn::utils::get_total_norm(tensorsOf(tensors), norm_type, error_if_nonfinite, here());
      },
      "tensors"_a, "norm_type"_a = 2.0, "error_if_nonfinite"_a = false);
  utils.def(
      "clip_grads_with_norm_",
      [](nb::handle parameters, const Operand &max_norm, const Tensor &total_norm) {
        nn::utils::clip_grads_with_norm_(tensorsOf(parameters), max_norm, total_norm);
      },
      "parameters"_a, "max_norm"_a, "total_norm"_a);
  utils.def(
      "clip_grad_value_",
      [](nb::handle parameters, const Operand &clip_value) {
        nn::utils::clip_grad_value_(tensorsOf(parameters), clip_value);
      },
      "parameters"_a, "clip_value"_a);
}
