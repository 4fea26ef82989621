/// Options of layers, losses and optimizers as arguments: a line of a table names them, types and defaults are the C++
/// API's.
#ifndef LUGE_PYTHON_OPTION_H
#define LUGE_PYTHON_OPTION_H

#include "Binding.h"

#include <concepts>

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

/// The argument of an option, with its default where the options have one.
template <typename Options, typename OptionT> auto argument(const OptionT &option) {
  if constexpr (std::default_initializable<Options>)
    return nb::arg(option.name).none() = nb::cast(option.get(Options()));
  else
    return nb::arg(option.name);
}

/// `Options` with the values of the options named.
template <typename Options, typename... OptionTs, typename... Values>
Options withOptions(const std::tuple<OptionTs...> &options, const Values &...values) {
  if constexpr (std::default_initializable<Options>) {
    Options result;
    std::apply([&](const auto &...option) { (option.set(result, values), ...); }, options);
    return result;
  } else {
    return Options(values...);
  }
}

} // namespace luge::python

#endif // LUGE_PYTHON_OPTION_H
