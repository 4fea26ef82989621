/// Functions of tensors, and the methods of the same name.
#include "Dims.h"
#include "compiler/Frontend/Host.h"
#include "luge/GradMode.h"

using namespace luge;
using namespace luge::python;

//===----------------------------------------------------------------------===//
// What is a function and a method
//===----------------------------------------------------------------------===//

/// Defines `name` in both; its first argument is the tensor.
template <typename Function, typename... Extra>
static void both(nb::module_ &m, nb::class_<TensorImpl> &tensor, const char *name,
                 const Function &function, const Extra &...extra) {
  m.def(name, function, "input"_a, extra...);
  tensor.def(name, function, extra...);
}

static void bindElementwise(nb::module_ &m, nb::class_<TensorImpl> &tensor) {
#define LUGE_BIND_UNARY(FN) both(m, tensor, #FN, at(&Tensor::FN));
  LUGE_FOR_EACH_UNARY(LUGE_BIND_UNARY)
  LUGE_BIND_UNARY(logical_not)
#undef LUGE_BIND_UNARY

#define LUGE_BIND_BINARY(FN)                                                                       \
  both(                                                                                            \
      m, tensor, #FN, [](const Operand &a, const Operand &b) { return luge::FN(a, b); },           \
      "other"_a);
  LUGE_BIND_BINARY(add)
  LUGE_BIND_BINARY(sub)
  LUGE_BIND_BINARY(mul)
  LUGE_BIND_BINARY(div)
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
  both(m, tensor, "clamp", at(&Tensor::clamp), "min"_a = nb::none(), "max"_a = nb::none());
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

static void bindContractions(nb::module_ &m, nb::class_<TensorImpl> &tensor) {
  both(m, tensor, "matmul", at(&Tensor::matmul), "other"_a);
  both(m, tensor, "mm", at(&Tensor::mm), "mat2"_a);
  both(m, tensor, "bmm", at(&Tensor::bmm), "mat2"_a);
  tensor.def("__matmul__", at(&Tensor::matmul), nb::is_operator());
}

static void bindReductions(nb::module_ &m, nb::class_<TensorImpl> &tensor) {
#define LUGE_BIND_REDUCTION(FN)                                                                    \
  both(                                                                                            \
      m, tensor, #FN,                                                                              \
      [](const Tensor &t, Dims dim, bool keepdim) {                                                \
        return t.FN(std::move(dim.list), keepdim, here());                                         \
      },                                                                                           \
      nb::arg("dim").none() = nb::none(), "keepdim"_a = false);
  LUGE_BIND_REDUCTION(sum)
  LUGE_BIND_REDUCTION(mean)
  LUGE_BIND_REDUCTION(amax)
  LUGE_BIND_REDUCTION(amin)
  LUGE_BIND_REDUCTION(logsumexp)
#undef LUGE_BIND_REDUCTION
  both(m, tensor, "argmax", at(&Tensor::argmax), "dim"_a = nb::none(), "keepdim"_a = false);
  both(m, tensor, "softmax", at(&Tensor::softmax), "dim"_a);
  both(m, tensor, "log_softmax", at(&Tensor::log_softmax), "dim"_a);
}

/// A function whose result shares memory with its first argument in torch, and not here.
template <typename Function, typename First, typename... Rest>
static auto viewOf(Function function, Tensor (Function::*)(First, Rest...) const) {
  return [function](First tensor, Rest... rest) {
    Tensor result = function(tensor, std::forward<Rest>(rest)...);
    frontend::setViewOf(result, tensor);
    return result;
  };
}
template <typename Function> static auto view(Function function) {
  return viewOf(function, &Function::operator());
}

static void bindShapes(nb::module_ &m, nb::class_<TensorImpl> &tensor) {
#define LUGE_BIND_SIZED(NAME, METHOD)                                                              \
  tensor.def(NAME, view([](const Tensor &t, const nb::args &sizes) {                               \
               return t.METHOD(toSizes(sizes), here());                                            \
             }));
  LUGE_BIND_SIZED("reshape", reshape)
  LUGE_BIND_SIZED("view", reshape)
  LUGE_BIND_SIZED("permute", permute)
  LUGE_BIND_SIZED("expand", expand)
#undef LUGE_BIND_SIZED
  m.def("reshape", view(at(&Tensor::reshape)), "input"_a, "shape"_a);
  m.def("permute", view(at(&Tensor::permute)), "input"_a, "dims"_a);
  both(m, tensor, "flatten", view(at(&Tensor::flatten)), "start_dim"_a = 0, "end_dim"_a = -1);
  both(m, tensor, "transpose", view(at(&Tensor::transpose)), "dim0"_a, "dim1"_a);
  both(m, tensor, "t", view(at(&Tensor::t)));
  both(m, tensor, "unsqueeze", view(at(&Tensor::unsqueeze)), "dim"_a);
  both(m, tensor, "squeeze", view(at(&Tensor::squeeze)), "dim"_a = nb::none());
  both(m, tensor, "narrow", view(at(&Tensor::narrow)), "dim"_a, "start"_a, "length"_a);
  both(m, tensor, "select", view(at(&Tensor::select)), "dim"_a, "index"_a);
  tensor.def_prop_ro("T", view(at(&Tensor::t)));
  m.def("cat", at(&luge::cat), "tensors"_a, "dim"_a = 0);
  m.def("stack", at(&luge::stack), "tensors"_a, "dim"_a = 0);
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

/// torch's pair of values and positions.
static nb::object withIndices(const char *name, const Tensor &values, const Tensor &indices) {
  return nb::module_::import_("luge._return_types").attr(name)(values, indices);
}

static Tensor argmin(const Tensor &t, std::optional<int64_t> dim, bool keepdim) {
  return t.neg(here()).argmax(dim, keepdim, here());
}

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
  both(m, tensor, "max", [](const Tensor &t) { return t.amax({}, false, here()); });
  both(m, tensor, "min", [](const Tensor &t) { return t.amin({}, false, here()); });
  both(
      m, tensor, "max",
      [](const Tensor &t, int64_t dim, bool keepdim) {
        return withIndices("max", t.amax({dim}, keepdim, here()), t.argmax(dim, keepdim, here()));
      },
      "dim"_a, "keepdim"_a = false);
  both(
      m, tensor, "min",
      [](const Tensor &t, int64_t dim, bool keepdim) {
        return withIndices("min", t.amin({dim}, keepdim, here()), argmin(t, dim, keepdim));
      },
      "dim"_a, "keepdim"_a = false);
  both(m, tensor, "argmin", argmin, "dim"_a = nb::none(), "keepdim"_a = false);
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
