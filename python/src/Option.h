/// Options of losses and optimizers as keyword arguments: a table line names them, types and defaults are the C++
/// API's.
#ifndef LUGE_PYTHON_OPTION_H
#define LUGE_PYTHON_OPTION_H

#include "Binding.h"

namespace luge::python {

template <typename Get, typename Set> struct Option {
  const char *name;
  Get get;
  Set set;

  template <typename Options>
  using Value = std::decay_t<decltype(std::declval<Get>()(std::declval<const Options &>()))>;
};
template <typename Get, typename Set> Option(const char *, Get, Set) -> Option<Get, Set>;

/// The option `Name` of any class that has it, set by `Name(value)` and read by `Name()`.
#define OPTION(Name)                                                                               \
  ::luge::python::Option {                                                                         \
    #Name, [](const auto &options) { return options.Name(); },                                     \
        [](auto &options, const auto &value) { options.Name(value); }                              \
  }

/// The argument of an option, with its default.
template <typename Options, typename OptionT> auto argument(const OptionT &option) {
  return nb::arg(option.name).none() = nb::cast(option.get(Options()));
}

} // namespace luge::python

#endif // LUGE_PYTHON_OPTION_H
