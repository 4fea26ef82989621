/// Options of modules and functions.
#ifndef LUGE_OPTIONS_H
#define LUGE_OPTIONS_H

#include <utility>

/// An option, as libtorch's TORCH_ARG: `delta(0.5)` sets it and `delta()` is its value.
#define LUGE_OPTION(Self, Type, option, initial)                                                   \
public:                                                                                            \
  Self &option(Type value) {                                                                       \
    option##Value = std::move(value);                                                              \
    return *this;                                                                                  \
  }                                                                                                \
  const Type &option() const { return option##Value; }                                             \
                                                                                                   \
private:                                                                                           \
  Type option##Value = initial

#endif // LUGE_OPTIONS_H
