/// What all losses share: the options' `reduction`, and the module over a function.
#ifndef LUGE_LOSSMODULE_H
#define LUGE_LOSSMODULE_H

#include "luge/Module.h"
#include "luge/Options.h"

#include <string>
#include <utility>

#define LUGE_LOSS_OPTION LUGE_OPTION

namespace luge::nn {

/// `reduction`: kMean (the default), kSum or kNone, or "mean", "sum", "none".
template <typename Self> class LossOptions {
public:
  Self &reduction(luge::Reduction value) {
    how = value;
    return static_cast<Self &>(*this);
  }
  Self &reduction(const std::string &value, Location where = Location::current()) {
    if (value != "none" && value != "mean" && value != "sum")
      throw ValueError("expected the reduction 'none', 'mean' or 'sum', got '" + value + "'",
                       where);
    return reduction(value == "none" ? luge::kNone : value == "mean" ? luge::kMean : luge::kSum);
  }
  luge::Reduction reduction() const { return how; }

private:
  luge::Reduction how = luge::kMean;
};

/// A loss module over a function of tensors and options. The tensors among the options are its buffers.
template <typename Options, auto function> class LossImpl : public Module {
public:
  explicit LossImpl(Options options = {}, Location where = Location::current())
      : options(std::move(options)) {
    registerTensor(
        "weight", [](const auto &o) -> decltype(o.weight()) { return o.weight(); }, where);
    registerTensor(
        "pos_weight", [](const auto &o) -> decltype(o.pos_weight()) { return o.pos_weight(); },
        where);
  }

  Tensor forward(const Tensor &input, const Tensor &target, Location where = Location::current())
    requires std::invocable<decltype(function), Tensor, Tensor, Options, Location>
  {
    return function(input, target, options, where);
  }
  Tensor forward(const Tensor &first, const Tensor &second, const Tensor &third,
                 Location where = Location::current())
    requires std::invocable<decltype(function), Tensor, Tensor, Tensor, Options, Location>
  {
    return function(first, second, third, options, where);
  }
  Tensor forward(const Tensor &first, const Tensor &second, const Tensor &third,
                 const Tensor &fourth, Location where = Location::current())
    requires std::invocable<decltype(function), Tensor, Tensor, Tensor, Tensor, Options, Location>
  {
    return function(first, second, third, fourth, options, where);
  }

  Options options;

private:
  template <typename Get> void registerTensor(const char *name, Get get, Location where) {
    if constexpr (std::invocable<Get, const Options &>)
      if (get(options).defined())
        register_buffer(name, get(options), where);
  }
};

/// Defines the module `Name` over the function `function` of namespace functional.
#define LUGE_LOSS(Name, function)                                                                  \
  class Name##Impl : public LossImpl<Name##Options, &functional::function> {                       \
    using LossImpl::LossImpl;                                                                      \
  };                                                                                               \
  LUGE_MODULE(Name)

} // namespace luge::nn

#endif // LUGE_LOSSMODULE_H
