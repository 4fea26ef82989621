/// What all files of the binding share: the casters of Luge's types, and the user's place in Python.
#ifndef LUGE_PYTHON_BINDING_H
#define LUGE_PYTHON_BINDING_H

#include "compiler/Frontend/TensorImpl.h"
#include "luge/luge.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace nb::literals;

namespace luge::python {

/// The innermost line of Python that is not Luge's own.
Location here();
/// Where `here()` is instead, while it has a value: a place in a program that was traced by another tool.
std::optional<Location> &place();

/// A number of Python: bool, int or float, or what converts to one of them (NumPy's). None if it is no number.
std::optional<Scalar> toScalar(nb::handle value);
/// Python's number of a scalar.
nb::object fromScalar(Scalar value);

/// Extents, as torch takes them: `f(2, 3)` or `f((2, 3))`.
Sizes toSizes(const nb::args &args);

// A function of the C++ API as one of Python, whose last parameter, the place, is the caller's.
namespace detail {
template <typename R, typename Function, typename Arguments, size_t... Is>
auto withPlace(Function function, std::index_sequence<Is...>) {
  return [function](std::tuple_element_t<Is, Arguments>... arguments) -> R {
    return std::invoke(function, std::forward<std::tuple_element_t<Is, Arguments>>(arguments)...,
                       here());
  };
}
} // namespace detail
template <typename R, typename... Args> auto at(R (*function)(Args...)) {
  return detail::withPlace<R, decltype(function), std::tuple<Args...>>(
      function, std::make_index_sequence<sizeof...(Args) - 1>());
}
template <typename R, typename Self, typename... Args> auto at(R (Self::*method)(Args...) const) {
  return detail::withPlace<R, decltype(method), std::tuple<const Self &, Args...>>(
      method, std::make_index_sequence<sizeof...(Args)>());
}
template <typename R, typename Self, typename... Args> auto at(R (Self::*method)(Args...)) {
  return detail::withPlace<R, decltype(method), std::tuple<Self &, Args...>>(
      method, std::make_index_sequence<sizeof...(Args)>());
}

void bindErrors(nb::module_ &m);
void bindTensor(nb::module_ &m);
void bindFactories(nb::module_ &m);
void bindOps(nb::module_ &m);
void bindCompile(nb::module_ &m);
void bindCheckpoint(nb::module_ &m);
void bindModules(nb::module_ &nn);
void bindLayers(nb::module_ &nn);
void bindFunctional(nb::module_ &functional);
void bindUtils(nb::module_ &utils);
void bindLosses(nb::module_ &nn, nb::module_ &functional);
void bindOptim(nb::module_ &optim);
void bindSwaSchedulers(nb::module_ &swaUtils);
void bindAverages(nb::module_ &swaUtils);
void bindSchedulers(nb::module_ &schedulers);
void bindImporter(nb::module_ &importer);

} // namespace luge::python

namespace nanobind::detail {

/// A handle is Python's object of what it refers to, so that `is`, `hash` and weak references work; None if undefined.
template <> struct type_caster<luge::Tensor> {
  NB_TYPE_CASTER(luge::Tensor, const_name("Tensor"))

  bool from_python(handle source, uint32_t flags, cleanup_list *cleanup) noexcept {
    if (source.is_none()) {
      value = luge::Tensor();
      return true;
    }
    make_caster<std::shared_ptr<luge::TensorImpl>> caster;
    if (!caster.from_python(source, flags, cleanup))
      return false;
    value = luge::Tensor(std::move(caster.value));
    return true;
  }
  static handle from_cpp(const luge::Tensor &tensor, rv_policy policy,
                         cleanup_list *cleanup) noexcept {
    if (!tensor.defined())
      return none().release();
    return make_caster<std::shared_ptr<luge::TensorImpl>>::from_cpp(tensor.impl, policy, cleanup);
  }
};

template <> struct type_caster<luge::Scalar> {
  using Value = luge::Scalar;
  static constexpr auto Name = const_name("float");
  template <typename T> using Cast = movable_cast_t<T>;
  template <typename T> static constexpr bool can_cast() { return true; }

  bool from_python(handle source, uint32_t, cleanup_list *) {
    std::optional<luge::Scalar> number = luge::python::toScalar(source);
    if (number)
      value = *number;
    return number.has_value();
  }
  static handle from_cpp(luge::Scalar number, rv_policy, cleanup_list *) {
    return luge::python::fromScalar(number).release();
  }
  explicit operator luge::Scalar *() { return &value; }
  explicit operator luge::Scalar &() { return value; }
  explicit operator luge::Scalar &&() { return static_cast<luge::Scalar &&>(value); }
  luge::Scalar value = 0;
};

template <> struct type_caster<luge::Operand> {
  using Value = luge::Operand;
  static constexpr auto Name = const_name("Tensor | float");
  template <typename T> using Cast = movable_cast_t<T>;
  template <typename T> static constexpr bool can_cast() { return true; }

  bool from_python(handle source, uint32_t flags, cleanup_list *cleanup) {
    make_caster<luge::Tensor> tensor;
    if (!source.is_none() && tensor.from_python(source, flags, cleanup)) {
      value.emplace(tensor.value, luge::python::here());
      return true;
    }
    if (std::optional<luge::Scalar> number = luge::python::toScalar(source))
      value.emplace(*number, luge::python::here());
    return value.has_value();
  }
  explicit operator luge::Operand *() { return &*value; }
  explicit operator luge::Operand &() { return *value; }
  explicit operator luge::Operand &&() { return std::move(*value); }
  std::optional<luge::Operand> value;
};

} // namespace nanobind::detail

#endif // LUGE_PYTHON_BINDING_H
