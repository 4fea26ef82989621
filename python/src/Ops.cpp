/// Functions of tensors, and the methods of the same name.
#include "Dims.h"
#include "compiler/Frontend/Host.h"
#include "luge/GradMode.h"

using namespace luge;
using namespace luge::python;

//===----------------------------------------------------------------------===//
// What is a function and a method
//===----------------------------------------------------------------------===//

static void bindElementwise(nb::module_ &m, nb::class_<TensorImpl> &tensor) {
#define LUGE_BIND_UNARY(FN) both(m, tensor, #FN, at(&Tensor::FN));
  LUGE_FOR_EACH_UNARY(LUGE_BIND_UNARY)
#undef LUGE_BIND_UNARY

#define LUGE_BIND_BINARY(FN)                                                                       \
  both(                                                                                            \
      m, tensor, #FN, [](const Operand &a, const Operand &b) { return luge::FN(a, b); },           \
      "other"_a);
  LUGE_BIND_BINARY(mul)
  LUGE_BIND_BINARY(floor_divide)
  LUGE_BIND_BINARY(fmod)
  LUGE_BIND_BINARY(remainder)
  LUGE_BIND_BINARY(atan2)
  LUGE_BIND_BINARY(hypot)
  LUGE_BIND_BINARY(logaddexp)
  LUGE_BIND_BINARY(xlogy)
  LUGE_BIND_BINARY(logical_and)
  LUGE_BIND_BINARY(logical_or)
  LUGE_BIND_BINARY(logical_xor)
  LUGE_BIND_BINARY(fmax)
  LUGE_BIND_BINARY(fmin)
  LUGE_BIND_BINARY(bitwise_and)
  LUGE_BIND_BINARY(bitwise_or)
  LUGE_BIND_BINARY(bitwise_xor)
  LUGE_BIND_BINARY(maximum)
  LUGE_BIND_BINARY(minimum)
  LUGE_BIND_BINARY(eq)
  LUGE_BIND_BINARY(ne)
  LUGE_BIND_BINARY(lt)
  LUGE_BIND_BINARY(le)
  LUGE_BIND_BINARY(gt)
  LUGE_BIND_BINARY(ge)
#undef LUGE_BIND_BINARY
  both(
      m, tensor, "pow", [](const Operand &a, const Operand &b) { return luge::pow(a, b); },
      "exponent"_a);
  both(
      m, tensor, "add",
      [](const Operand &a, const Operand &b, Scalar alpha) { return luge::add(a, b, alpha); },
      "other"_a, nb::kw_only(), "alpha"_a = 1);
  both(
      m, tensor, "sub",
      [](const Operand &a, const Operand &b, Scalar alpha) { return luge::sub(a, b, alpha); },
      "other"_a, nb::kw_only(), "alpha"_a = 1);
  both(
      m, tensor, "div",
      [](const Operand &a, const Operand &b, const std::optional<std::string> &rounding_mode) {
        return rounding_mode ? luge::div(a, b, *rounding_mode) : luge::div(a, b);
      },
      "other"_a, nb::kw_only(), "rounding_mode"_a = nb::none());
  both(
      m, tensor, "lerp",
      [](const Operand &a, const Operand &end, const Operand &weight) {
        return luge::lerp(a, end, weight);
      },
      "end"_a, "weight"_a);
  m.def(
      "rsub",
      [](const Operand &a, const Operand &b, Scalar alpha) { return luge::rsub(a, b, alpha); },
      "input"_a, "other"_a, nb::kw_only(), "alpha"_a = 1);
#define LUGE_BIND_ADDED(FN)                                                                        \
  both(                                                                                            \
      m, tensor, #FN,                                                                              \
      [](const Operand &a, const Operand &b, const Operand &c, Scalar value) {                     \
        return luge::FN(a, b, c, value);                                                           \
      },                                                                                           \
      "tensor1"_a, "tensor2"_a, nb::kw_only(), "value"_a = 1);
  LUGE_BIND_ADDED(addcmul)
  LUGE_BIND_ADDED(addcdiv)
#undef LUGE_BIND_ADDED
  both(
      m, tensor, "heaviside",
      [](const Operand &a, const Operand &b) { return luge::heaviside(a, b); }, "values"_a);
  both(
      m, tensor, "float_power",
      [](const Operand &a, const Operand &b) { return luge::float_power(a, b); }, "exponent"_a);
  both(m, tensor, "bitwise_not", [](const Operand &a) { return luge::bitwise_not(a); });
  both(
      m, tensor, "round",
      [](const Tensor &t, int64_t decimals) { return luge::round(t, decimals, here()); },
      nb::kw_only(), "decimals"_a);
  both(m, tensor, "logit", at(&luge::logit), "eps"_a = nb::none());
  both(m, tensor, "clamp_min", at(&luge::clamp_min), "min"_a);
  both(m, tensor, "clamp_max", at(&luge::clamp_max), "max"_a);
  both(m, tensor, "masked_fill", at(&luge::masked_fill), "mask"_a, "value"_a);
  both(m, tensor, "nan_to_num", at(&luge::nan_to_num), "nan"_a = 0.0, "posinf"_a = nb::none(),
       "neginf"_a = nb::none());
  both(m, tensor, "clamp", at(&Tensor::clamp), "min"_a = nb::none(), "max"_a = nb::none());
  both(
      m, tensor, "clamp",
      [](const Tensor &t, const Tensor &min, const Tensor &max) {
        return luge::clamp(t, min, max, here());
      },
      nb::arg("min").none() = nb::none(), nb::arg("max").none() = nb::none());
  m.def("where", &luge::where, "condition"_a, "input"_a, "other"_a);

#define LUGE_BIND_OPERATOR(NAME, OP)                                                               \
  tensor.def(                                                                                      \
      "__" #NAME "__", [](const Operand &a, const Operand &b) { return a OP b; },                  \
      nb::is_operator());
#define LUGE_BIND_ARITHMETIC(NAME, OP)                                                             \
  LUGE_BIND_OPERATOR(NAME, OP)                                                                     \
  tensor.def(                                                                                      \
      "__r" #NAME "__", [](const Operand &a, const Operand &b) { return b OP a; },                 \
      nb::is_operator());
  LUGE_BIND_ARITHMETIC(add, +)
  LUGE_BIND_ARITHMETIC(sub, -)
  LUGE_BIND_ARITHMETIC(mul, *)
  LUGE_BIND_ARITHMETIC(truediv, /)
  LUGE_BIND_ARITHMETIC(and, &)
  LUGE_BIND_ARITHMETIC(or, |)
  LUGE_BIND_ARITHMETIC(xor, ^)
  LUGE_BIND_OPERATOR(eq, ==)
  LUGE_BIND_OPERATOR(ne, !=)
  LUGE_BIND_OPERATOR(lt, <)
  LUGE_BIND_OPERATOR(le, <=)
  LUGE_BIND_OPERATOR(gt, >)
  LUGE_BIND_OPERATOR(ge, >=)
#undef LUGE_BIND_ARITHMETIC
#undef LUGE_BIND_OPERATOR
  tensor
      .def(
          "__mod__", [](const Operand &a, const Operand &b) { return luge::remainder(a, b); },
          nb::is_operator())
      .def(
          "__floordiv__",
          [](const Operand &a, const Operand &b) { return luge::floor_divide(a, b); },
          nb::is_operator())
      .def(
          "__pow__", [](const Operand &a, const Operand &b) { return luge::pow(a, b); },
          nb::is_operator())
      .def(
          "__rpow__", [](const Operand &a, const Operand &b) { return luge::pow(b, a); },
          nb::is_operator())
      .def("__neg__", at(&Tensor::neg))
      .def("__abs__", at(&Tensor::abs))
      .def("__invert__", at(&Tensor::logical_not))
      .def("to", at(&Tensor::to), "dtype"_a)
      .def("float", [](const Tensor &t) { return t.to(kFloat32, here()); })
      .def("double", [](const Tensor &t) { return t.to(kFloat64, here()); })
      .def("long", [](const Tensor &t) { return t.to(kInt64, here()); })
      .def("bool", [](const Tensor &t) { return t.to(kBool, here()); });
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

static bool allclose(const Tensor &a, const Tensor &b, double rtol, double atol) {
  Location where = here();
  Operand left(a, where), right(b, where);
  Tensor close = Operand((left - right).abs(where), where) <=
                 Operand(atol, where) + Operand(Operand(rtol, where) * b.abs(where), where);
  return close.logical_not(where).to(kInt64, where).sum({}, false, where).item(where).toInt() == 0;
}

static bool equal(const Tensor &a, const Tensor &b) {
  Location where = here();
  if (a.sizes() != b.sizes())
    return false;
  Tensor differs = Operand(a, where) != Operand(b, where);
  return differs.to(kInt64, where).sum({}, false, where).item(where).toInt() == 0;
}

static void bindCompositions(nb::module_ &m, nb::class_<TensorImpl> &tensor) {
  both(m, tensor, "allclose", allclose, "other"_a, "rtol"_a = 1e-5, "atol"_a = 1e-8);
  both(m, tensor, "equal", equal, "other"_a);
}

void python::bindOps(nb::module_ &m) {
  auto tensor = nb::borrow<nb::class_<TensorImpl>>(nb::type<TensorImpl>());
  bindElementwise(m, tensor);
  bindContractions(m, tensor);
  bindReductions(m, tensor);
  bindShapes(m, tensor);
  bindCompositions(m, tensor);
}
