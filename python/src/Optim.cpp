/// luge.optim: each optimizer is one line of the table at the end.
#include "Option.h"

#include <nanobind/stl/unique_ptr.h>

using namespace luge;
using namespace luge::python;
using namespace luge::optim;

/// A list of parameters, or of groups: dicts with "params" and options of their own.
template <typename Options, typename... OptionTs>
static std::vector<OptimizerParamGroup> groupsOf(nb::handle params, const Options &defaults,
                                                 const OptionTs &...options) {
  std::vector<OptimizerParamGroup> groups;
  std::vector<Tensor> plain;
  for (nb::handle item : params) {
    if (!nb::isinstance<nb::dict>(item)) {
      plain.push_back(nb::cast<Tensor>(item));
      continue;
    }
    Options own = defaults;
    std::vector<Tensor> tensors;
    for (auto [key, value] : nb::borrow<nb::dict>(item)) {
      auto name = nb::cast<std::string>(key);
      bool isKnown = name == "params";
      if (isKnown)
        for (nb::handle tensor : value)
          tensors.push_back(nb::cast<Tensor>(tensor));
      auto set = [&](const auto &option) {
        if (name != option.name)
          return;
        isKnown = true;
        using Value = typename std::decay_t<decltype(option)>::template Value<Options>;
        option.set(own, nb::cast<Value>(value));
      };
      (set(options), ...);
      if (!isKnown)
        throw Error("the optimizer has no option '" + name + "'", here());
    }
    groups.emplace_back(std::move(tensors), std::move(own));
  }
  if (!plain.empty() || groups.empty())
    groups.emplace_back(std::move(plain));
  return groups;
}

template <typename OptimizerT, typename Options, typename... OptionTs>
static void optimizer(nb::module_ &m, const char *name, const OptionTs &...options) {
  nb::class_<OptimizerT, Optimizer>(m, name).def(
      "__init__",
      [options...](OptimizerT *self, nb::handle params,
                   const typename OptionTs::template Value<Options> &...values) {
        Options given;
        (options.set(given, values), ...);
        new (self) OptimizerT(groupsOf(params, given, options...), given, here());
      },
      "params"_a, argument<Options>(options)...);
}

void python::bindOptim(nb::module_ &optim) {
  nb::class_<Optimizer>(optim, "Optimizer", nb::dynamic_attr(), nb::is_weak_referenceable())
      .def("step", at(&Optimizer::step), "Updates the parameters by their gradients.")
      .def(
          "zero_grad", [](Optimizer &self, bool) { self.zero_grad(here()); },
          "set_to_none"_a = true, "Drops the gradients.")
      .def("_state", &Optimizer::state, "parameter"_a, "key"_a,
           "The state of a parameter by torch's key, or None.")
      .def(
          "_set_number",
          [](Optimizer &self, size_t group, const std::string &name, double value) {
            self.param_groups().at(group).set(name, value, here());
          },
          "group"_a, "name"_a, "value"_a);

#define LUGE_BIND_OPTIMIZER(Name, ...) optimizer<Name, Name##Options>(optim, #Name, __VA_ARGS__)
  LUGE_BIND_OPTIMIZER(SGD, OPTION(lr), OPTION(momentum), OPTION(dampening), OPTION(weight_decay),
                      OPTION(nesterov), OPTION(maximize));
  LUGE_BIND_OPTIMIZER(Adam, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(amsgrad), OPTION(maximize), OPTION(decoupled_weight_decay));
  LUGE_BIND_OPTIMIZER(AdamW, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(amsgrad), OPTION(maximize));
  LUGE_BIND_OPTIMIZER(Adamax, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(maximize));
  LUGE_BIND_OPTIMIZER(NAdam, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(momentum_decay), OPTION(decoupled_weight_decay), OPTION(maximize));
  LUGE_BIND_OPTIMIZER(RAdam, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(decoupled_weight_decay), OPTION(maximize));
  LUGE_BIND_OPTIMIZER(Adadelta, OPTION(lr), OPTION(rho), OPTION(eps), OPTION(weight_decay),
                      OPTION(maximize));
  LUGE_BIND_OPTIMIZER(Adagrad, OPTION(lr), OPTION(lr_decay), OPTION(weight_decay),
                      OPTION(initial_accumulator_value), OPTION(eps), OPTION(maximize));
  LUGE_BIND_OPTIMIZER(RMSprop, OPTION(lr), OPTION(alpha), OPTION(eps), OPTION(weight_decay),
                      OPTION(momentum), OPTION(centered), OPTION(maximize));
  LUGE_BIND_OPTIMIZER(ASGD, OPTION(lr), OPTION(lambd), OPTION(alpha), OPTION(t0),
                      OPTION(weight_decay), OPTION(maximize));
  LUGE_BIND_OPTIMIZER(Rprop, OPTION(lr), OPTION(etas), OPTION(step_sizes), OPTION(maximize));
  LUGE_BIND_OPTIMIZER(Lion, OPTION(lr), OPTION(betas), OPTION(weight_decay), OPTION(maximize));
#undef LUGE_BIND_OPTIMIZER
}
