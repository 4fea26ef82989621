/// luge.nn.functional: layers as functions; losses are in Losses.cpp.
#include "Binding.h"

using namespace luge;
using namespace luge::python;
namespace F = luge::nn::functional;

void python::bindFunctional(nb::module_ &functional) {
  functional.def("linear", at(&F::linear), "input"_a, "weight"_a,
                 nb::arg("bias").none() = nb::none());
  functional.def("relu", at(&F::relu), "input"_a);
  functional.def("sigmoid", at(&F::sigmoid), "input"_a);
  functional.def("tanh", at(&F::tanh), "input"_a);
  functional.def("gelu", at(&F::gelu), "input"_a, nb::kw_only(), "approximate"_a = "none");
  functional.def("softmax", at(&F::softmax), "input"_a, "dim"_a);
  functional.def("log_softmax", at(&F::log_softmax), "input"_a, "dim"_a);
  functional.def("dropout", at(&F::dropout), "input"_a, "p"_a = 0.5, "training"_a = true);
  functional.def("one_hot", at(&F::one_hot), "tensor"_a, "num_classes"_a);
  functional.def("pairwise_distance", at(&F::pairwise_distance), "x1"_a, "x2"_a, "p"_a = 2.0,
                 "eps"_a = 1e-6, "keepdim"_a = false);
}
