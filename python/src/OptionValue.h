/// Values of optimizers' options: where torch takes a tensor for a number, one of any library.
#ifndef LUGE_PYTHON_OPTIONVALUE_H
#define LUGE_PYTHON_OPTIONVALUE_H

#include "Option.h"

namespace luge::python {

/// An argument for an option of type `T`, which `valueOf` converts where the option's name is known.
template <typename T> struct OptionValue {
  nb::object given;
};

/// Whether the value has elements: a tensor of Luge or torch, or an array.
bool isTensor(nb::handle value);

/// The value with numbers in place of tensors, as they are now. Errors: a tensor of another number of elements than one, or
/// a tensor beside a number.
nb::object withoutTensors(const char *name, nb::handle value);

/// Throws the error of an option that is not of the type that `expected` describes.
[[noreturn]] void failOption(const char *name, const char *expected, nb::handle value);

template <typename T> T valueOf(const char *name, nb::handle value) {
  T result{};
  if (!nb::try_cast(withoutTensors(name, value), result))
    failOption(name, nb::detail::make_caster<T>::Name.text, value);
  return result;
}

} // namespace luge::python

namespace nanobind::detail {

template <typename T> struct type_caster<luge::python::OptionValue<T>> {
  static constexpr auto nameOfType() {
    if constexpr (std::is_same_v<T, double>)
      return const_name("float | Tensor");
    else
      return make_caster<T>::Name;
  }
  NB_TYPE_CASTER(luge::python::OptionValue<T>, nameOfType())

  bool from_python(handle source, uint32_t, cleanup_list *) noexcept {
    value.given = borrow(source);
    return true;
  }
};

} // namespace nanobind::detail

#endif // LUGE_PYTHON_OPTIONVALUE_H
