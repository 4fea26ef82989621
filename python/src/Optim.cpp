/// luge.optim: each optimizer is one line of the table at the end.
#include "ParamGroup.h"

using namespace luge;
using namespace luge::python;
using namespace luge::optim;

// torch's choices among its own implementations: Luge has one, which does what all of them do.
static constexpr Option kForeach{"foreach", [](const auto &) { return std::optional<bool>(); },
                                 [](auto &, std::optional<bool>) {}};
static constexpr Option kFused{"fused", kForeach.get, kForeach.set};
static constexpr Option kCapturable{"capturable", [](const auto &) { return false; },
                                    [](auto &, bool) {}};
static constexpr Option kDifferentiable{
    "differentiable", kCapturable.get, [](auto &, bool value) {
      if (value)
        throw ValueError("an update cannot be differentiated: expected 'differentiable' to be "
                         "False, got True",
                         here());
    }};

/// torch's Adam allows only some of its implementations with options that are tensors.
static void expectImplementation(const std::map<std::string, nb::handle> &given) {
  if (!given.at("foreach").is(Py_True) || given.at("capturable").is(Py_True))
    return;
  nb::handle betas = given.at("betas");
  bool hasTensors = nb::isinstance<nb::tuple>(betas) && nb::len(betas) && isTensor(betas[0]);
  if (isTensor(given.at("lr")) || hasTensors)
    throw ValueError(std::string("with foreach=True expected '") + (hasTensors ? "betas" : "lr") +
                         "' without tensors, or capturable=True",
                     here());
}

template <typename OptimizerT, typename Options, typename... OptionTs>
static nb::class_<OptimizerT, Optimizer> optimizer(nb::module_ &m, const char *name,
                                                   const OptionTs &...options) {
  groupOptions(typeid(OptimizerT)) = {groupOption<Options>(options)...};
  auto all = std::tuple(options...);
  return nb::class_<OptimizerT, Optimizer>(m, name).def(
      "__init__",
      [all](OptimizerT *self, nb::handle params,
            const OptionValue<typename OptionTs::template Value<Options>> &...values) {
        auto given = std::apply(
            [&](const auto &...option) {
              if constexpr (std::derived_from<Options, AdamOptions>)
                expectImplementation({{option.name, values.given}...});
              return withOptions<Options>(all, valueOf<typename OptionTs::template Value<Options>>(
                                                   option.name, values.given)...);
            },
            all);
        new (self)
            OptimizerT(groupsOf(params, given, groupOptions(typeid(OptimizerT))), given, here());
      },
      "params"_a.none(), argument<Options>(options)...);
}

/// `step()`, or `step(closure)` with a function that computes the loss and its gradients.
static nb::object step(Optimizer &self, const nb::object &closure) {
  nb::object loss = closure.is_none() ? closure : closure();
  self.step(here());
  return loss;
}

/// LBFGS evaluates its closure itself, and keeps its state apart from parameters.
static void bindLbfgs(nb::module_ &m) {
  const Option maxIter{"max_iter", [](const auto &o) { return static_cast<int64_t>(o.max_iter()); },
                       [](auto &o, int64_t value) { o.max_iter(static_cast<double>(value)); }};
  const Option historySize{
      "history_size", [](const auto &o) { return static_cast<int64_t>(o.history_size()); },
      [](auto &o, int64_t value) { o.history_size(static_cast<double>(value)); }};
  const Option maxEval{"max_eval",
                       [](const auto &options) {
                         auto found = options.numbers.find("max_eval");
                         return found == options.numbers.end() ? std::nullopt
                                                               : std::optional(found->second);
                       },
                       [](auto &options, std::optional<double> value) {
                         if (value)
                           options.max_eval(*value);
                       }};
  const Option lineSearch{"line_search_fn",
                          [](const auto &options) {
                            const std::string &name = options.line_search_fn();
                            return name == "none" ? std::nullopt : std::optional(name);
                          },
                          [](auto &options, const std::optional<std::string> &value) {
                            options.line_search_fn(value.value_or("none"));
                          }};
  optimizer<LBFGS, LBFGSOptions>(m, "LBFGS", OPTION(lr), maxIter, maxEval, OPTION(tolerance_grad),
                                 OPTION(tolerance_change), historySize, lineSearch)
      .def(
          "step",
          [](LBFGS &self, const nb::object &closure) {
            if (closure.is_none())
              throw Error("LBFGS needs a closure, which computes the loss and its gradients",
                          here());
            return nb::cast(self.step([&] { return nb::cast<Tensor>(closure()); }, here()));
          },
          "closure"_a = nb::none(),
          "Evaluates `closure`, which computes the loss and its gradients; returns the first loss.")
      .def(
          "state_dict",
          [](nb::handle self) {
            auto result = nb::cast<nb::dict>(nb::type<Optimizer>().attr("state_dict")(self));
            nb::dict states, state;
            for (const auto &[key, tensor] : nb::cast<LBFGS &>(self).state_dict())
              state[key.c_str()] = tensor;
            states[nb::int_(0)] = state;
            result["state"] = states;
            return result;
          },
          nb::sig("def state_dict(self) -> dict[str, typing.Any]"))
      .def(
          "load_state_dict",
          [](nb::handle self, const nb::dict &saved) {
            nb::dict groups;
            groups["param_groups"] = saved["param_groups"];
            groups["state"] = nb::dict();
            nb::type<Optimizer>().attr("load_state_dict")(self, groups);
            std::map<std::string, Tensor> state;
            for (auto [key, value] : nb::cast<nb::dict>(nb::object(saved["state"])[nb::int_(0)]))
              state[nb::cast<std::string>(key)] = nb::cast<Tensor>(value);
            nb::cast<LBFGS &>(self).load_state_dict(state, here());
          },
          "state_dict"_a,
          nb::sig("def load_state_dict(self, state_dict: dict[str, typing.Any]) -> None"));
}

void python::bindOptim(nb::module_ &optim) {
  nb::class_<Optimizer> base(optim, "Optimizer", nb::dynamic_attr(), nb::is_weak_referenceable());
  base.def("step", step, "closure"_a = nb::none(), "Updates the parameters by their gradients.")
      .def("step_unless", at(&Optimizer::step_unless), "skip"_a,
           "As step, unless the 0-d bool is true when the step runs.")
      .def("step_if_finite", at(&Optimizer::step_if_finite),
           "As step, unless a gradient is not finite; returns whether it was skipped.")
      .def(
          "zero_grad", [](Optimizer &self, bool) { self.zero_grad(here()); },
          "set_to_none"_a = true, "Drops the gradients.")
      .def(
          "_state",
          [](const Optimizer &self, const Tensor &parameter, const std::string &key) {
            return self.state(parameter, key);
          },
          "parameter"_a, "key"_a, "The state of a parameter by torch's key, or None.")
      .def(
          "_set_number",
          [](Optimizer &self, size_t group, const std::string &name, double value) {
            self.param_groups().at(group).set(name, value, here());
          },
          "group"_a, "name"_a, "value"_a);
  bindGroups(optim, base);

  const Option adjustLrFn{"adjust_lr_fn",
                          [](const auto &options) { return std::optional(options.adjust_lr_fn()); },
                          [](auto &options, const std::optional<std::string> &value) {
                            options.adjust_lr_fn(value.value_or("original"));
                          }};

#define LUGE_BIND_OPTIMIZER(Name, ...) optimizer<Name, Name##Options>(optim, #Name, __VA_ARGS__)
  LUGE_BIND_OPTIMIZER(SGD, OPTION(lr), OPTION(momentum), OPTION(dampening), OPTION(weight_decay),
                      OPTION(nesterov), OPTION(maximize), kForeach, kDifferentiable, kFused);
  LUGE_BIND_OPTIMIZER(Adam, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(amsgrad), OPTION(maximize), OPTION(decoupled_weight_decay), kForeach,
                      kCapturable, kDifferentiable, kFused);
  LUGE_BIND_OPTIMIZER(AdamW, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(amsgrad), OPTION(maximize), kForeach, kCapturable, kDifferentiable,
                      kFused);
  LUGE_BIND_OPTIMIZER(Adamax, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(maximize), kForeach, kCapturable, kDifferentiable);
  LUGE_BIND_OPTIMIZER(NAdam, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(momentum_decay), OPTION(decoupled_weight_decay), OPTION(maximize),
                      kForeach, kCapturable, kDifferentiable);
  LUGE_BIND_OPTIMIZER(RAdam, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(decoupled_weight_decay), OPTION(maximize), kForeach, kCapturable,
                      kDifferentiable);
  LUGE_BIND_OPTIMIZER(Adadelta, OPTION(lr), OPTION(rho), OPTION(eps), OPTION(weight_decay),
                      OPTION(maximize), kForeach, kCapturable, kDifferentiable);
  LUGE_BIND_OPTIMIZER(Adagrad, OPTION(lr), OPTION(lr_decay), OPTION(weight_decay),
                      OPTION(initial_accumulator_value), OPTION(eps), OPTION(maximize), kForeach,
                      kDifferentiable, kFused);
  LUGE_BIND_OPTIMIZER(RMSprop, OPTION(lr), OPTION(alpha), OPTION(eps), OPTION(weight_decay),
                      OPTION(momentum), OPTION(centered), OPTION(maximize), kForeach, kCapturable,
                      kDifferentiable);
  LUGE_BIND_OPTIMIZER(ASGD, OPTION(lr), OPTION(lambd), OPTION(alpha), OPTION(t0),
                      OPTION(weight_decay), OPTION(maximize), kForeach, kCapturable,
                      kDifferentiable);
  LUGE_BIND_OPTIMIZER(Rprop, OPTION(lr), OPTION(etas), OPTION(step_sizes), OPTION(maximize),
                      kForeach, kCapturable, kDifferentiable);
  LUGE_BIND_OPTIMIZER(Lion, OPTION(lr), OPTION(betas), OPTION(weight_decay), OPTION(maximize));
  LUGE_BIND_OPTIMIZER(LAMB, OPTION(lr), OPTION(betas), OPTION(eps), OPTION(weight_decay),
                      OPTION(maximize));
  LUGE_BIND_OPTIMIZER(Adafactor, OPTION(lr), OPTION(beta2_decay), OPTION(eps), OPTION(d),
                      OPTION(weight_decay), OPTION(maximize), kForeach);
  LUGE_BIND_OPTIMIZER(Muon, OPTION(lr), OPTION(weight_decay), OPTION(momentum), OPTION(nesterov),
                      OPTION(ns_coefficients), OPTION(eps), OPTION(ns_steps), adjustLrFn);
#undef LUGE_BIND_OPTIMIZER
  bindLbfgs(optim);
}
