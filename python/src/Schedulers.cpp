/// luge.optim.lr_scheduler: each scheduler is a line.
#include "Binding.h"

#include <nanobind/stl/map.h>
#include <nanobind/stl/variant.h>

using namespace luge;
using namespace luge::python;
using namespace luge::optim;

namespace {
struct Table {
  nb::module_ &m;

  /// The class `S`, made of an optimizer, arguments of types `Args`, and the last epoch.
  template <typename S, typename... Args, typename... Names>
  nb::class_<S, LRScheduler> add(const char *name, const Names &...names) {
    nb::class_<S, LRScheduler> scheduler(m, name, nb::dynamic_attr());
    addInit<S, Args...>(scheduler, names...);
    return scheduler;
  }

  template <typename S, typename... Args, typename... Names>
  void addInit(nb::class_<S, LRScheduler> &scheduler, const Names &...names) {
    scheduler.def(
        "__init__",
        [](S *self, Optimizer &optimizer, Args... args, int64_t last_epoch) {
          new (self) S(optimizer, std::move(args)..., last_epoch, here());
        },
        "optimizer"_a, names..., "last_epoch"_a = -1, nb::keep_alive<1, 2>());
  }
};
} // namespace

/// What torch takes as a number for all groups or a list with one for each.
using Numbers = std::variant<double, std::vector<double>>;

static PerGroup perGroup(const Numbers &numbers) {
  if (const double *one = std::get_if<double>(&numbers))
    return *one;
  return std::get<std::vector<double>>(numbers);
}

static void bindPlateau(nb::module_ &m) {
  nb::class_<ReduceLROnPlateau, Schedule>(m, "ReduceLROnPlateau", nb::dynamic_attr())
      .def(
          "__init__",
          [](ReduceLROnPlateau *self, Optimizer &optimizer, const std::string &mode, double factor,
             int64_t patience, double threshold, const std::string &threshold_mode,
             int64_t cooldown, const Numbers &min_lr, double eps) {
            ReduceLROnPlateauOptions options{mode,           factor,   patience,         threshold,
                                             threshold_mode, cooldown, perGroup(min_lr), eps};
            new (self) ReduceLROnPlateau(optimizer, options, here());
          },
          "optimizer"_a, "mode"_a = "min", "factor"_a = 0.1, "patience"_a = 10,
          "threshold"_a = 1e-4, "threshold_mode"_a = "rel", "cooldown"_a = 0, "min_lr"_a = 0.0,
          "eps"_a = 1e-8, nb::keep_alive<1, 2>())
      .def(
          "step",
          [](ReduceLROnPlateau &self, nb::handle metrics) {
            self.step(nb::cast<double>(nb::float_(metrics)), here());
          },
          "metrics"_a);
}

/// Schedulers that go up and down, and drive the momentum against the rate.
static void bindCycles(nb::module_ &m) {
  nb::class_<CyclicLR, LRScheduler>(m, "CyclicLR", nb::dynamic_attr())
      .def(
          "__init__",
          [](CyclicLR *self, Optimizer &optimizer, const Numbers &base, const Numbers &max,
             double up, std::optional<double> down, std::string mode, double gamma,
             std::optional<std::function<double(double)>> scale, std::string scaleMode,
             bool cycleMomentum, const Numbers &baseMomentum, const Numbers &maxMomentum,
             int64_t last) {
            new (self) CyclicLR(optimizer,
                                {.base_lr = perGroup(base),
                                 .max_lr = perGroup(max),
                                 .step_size_up = up,
                                 .step_size_down = down,
                                 .mode = std::move(mode),
                                 .gamma = gamma,
                                 .scale_fn = scale.value_or(nullptr),
                                 .scale_mode = std::move(scaleMode),
                                 .cycle_momentum = cycleMomentum,
                                 .base_momentum = perGroup(baseMomentum),
                                 .max_momentum = perGroup(maxMomentum)},
                                last, here());
          },
          nb::keep_alive<1, 2>(), "optimizer"_a, "base_lr"_a, "max_lr"_a, "step_size_up"_a = 2000.0,
          "step_size_down"_a = nb::none(), "mode"_a = "triangular", "gamma"_a = 1.0,
          "scale_fn"_a = nb::none(), "scale_mode"_a = "cycle", "cycle_momentum"_a = true,
          "base_momentum"_a = 0.8, "max_momentum"_a = 0.9, "last_epoch"_a = -1);
  nb::class_<OneCycleLR, LRScheduler>(m, "OneCycleLR", nb::dynamic_attr())
      .def(
          "__init__",
          [](OneCycleLR *self, Optimizer &optimizer, const Numbers &max,
             std::optional<int64_t> total, std::optional<int64_t> epochs,
             std::optional<int64_t> stepsPerEpoch, double part, std::string strategy,
             bool cycleMomentum, const Numbers &baseMomentum, const Numbers &maxMomentum,
             double divide, double finalDivide, bool threePhase, int64_t last) {
            new (self) OneCycleLR(optimizer,
                                  {.max_lr = perGroup(max),
                                   .total_steps = total,
                                   .epochs = epochs,
                                   .steps_per_epoch = stepsPerEpoch,
                                   .pct_start = part,
                                   .anneal_strategy = std::move(strategy),
                                   .cycle_momentum = cycleMomentum,
                                   .base_momentum = perGroup(baseMomentum),
                                   .max_momentum = perGroup(maxMomentum),
                                   .div_factor = divide,
                                   .final_div_factor = finalDivide,
                                   .three_phase = threePhase},
                                  last, here());
          },
          nb::keep_alive<1, 2>(), "optimizer"_a, "max_lr"_a, "total_steps"_a = nb::none(),
          "epochs"_a = nb::none(), "steps_per_epoch"_a = nb::none(), "pct_start"_a = 0.3,
          "anneal_strategy"_a = "cos", "cycle_momentum"_a = true, "base_momentum"_a = 0.85,
          "max_momentum"_a = 0.95, "div_factor"_a = 25.0, "final_div_factor"_a = 1e4,
          "three_phase"_a = false, "last_epoch"_a = -1);
}

/// The schedulers in a list of Python, which live as long as what is made of them.
static std::vector<LRScheduler *> partsOf(nb::handle whole, const nb::sequence &list) {
  std::vector<LRScheduler *> parts;
  for (nb::handle item : list) {
    parts.push_back(nb::cast<LRScheduler *>(item));
    nb::keep_alive_obj(whole, item);
  }
  return parts;
}

static void bindCombined(nb::module_ &m) {
  nb::class_<SequentialLR, LRScheduler>(m, "SequentialLR")
      .def(
          "__init__",
          [](nb::pointer_and_handle<SequentialLR> self, Optimizer &optimizer,
             const nb::sequence &schedulers, std::vector<int64_t> milestones, int64_t last) {
            new (self.p) SequentialLR(optimizer, partsOf(self.h, schedulers), std::move(milestones),
                                      last, here());
          },
          nb::keep_alive<1, 2>(), "optimizer"_a, "schedulers"_a, "milestones"_a,
          "last_epoch"_a = -1);
  nb::class_<ChainedScheduler, LRScheduler>(m, "ChainedScheduler")
      .def(
          "__init__",
          [](nb::pointer_and_handle<ChainedScheduler> self, const nb::sequence &schedulers) {
            new (self.p) ChainedScheduler(partsOf(self.h, schedulers), here());
          },
          "schedulers"_a);
}

void python::bindSchedulers(nb::module_ &m) {
  nb::class_<Schedule>(m, "Schedule")
      .def("get_last_lr", &Schedule::get_last_lr)
      .def_prop_ro("last_epoch", &Schedule::last_epoch)
      .def("state_dict", &Schedule::state_dict)
      .def("load_state_dict", at(&Schedule::load_state_dict), "state_dict"_a);
  nb::class_<LRScheduler, Schedule>(m, "LRScheduler")
      .def(
          "step",
          [](LRScheduler &self, std::optional<double> epoch) {
            epoch ? self.step(*epoch, here()) : self.step(here());
          },
          "epoch"_a = nb::none());

  Table table{m};
  auto lambda = table.add<LambdaLR, LrLambda>("LambdaLR", "lr_lambda"_a);
  table.addInit<LambdaLR, std::vector<LrLambda>>(lambda, "lr_lambda"_a);
  auto product = table.add<MultiplicativeLR, LrLambda>("MultiplicativeLR", "lr_lambda"_a);
  table.addInit<MultiplicativeLR, std::vector<LrLambda>>(product, "lr_lambda"_a);
  table.add<StepLR, int64_t, double>("StepLR", "step_size"_a, "gamma"_a = 0.1);
  table.add<MultiStepLR, std::vector<int64_t>, double>("MultiStepLR", "milestones"_a,
                                                       "gamma"_a = 0.1);
  table.add<ConstantLR, double, int64_t>("ConstantLR", "factor"_a = 1.0 / 3, "total_iters"_a = 5);
  table.add<LinearLR, double, double, int64_t>("LinearLR", "start_factor"_a = 1.0 / 3,
                                               "end_factor"_a = 1.0, "total_iters"_a = 5);
  table.add<ExponentialLR, double>("ExponentialLR", "gamma"_a);
  table.add<PolynomialLR, int64_t, double>("PolynomialLR", "total_iters"_a = 5, "power"_a = 1.0);
  table.add<CosineAnnealingLR, int64_t, double>("CosineAnnealingLR", "T_max"_a, "eta_min"_a = 0.0);
  table.add<CosineAnnealingWarmRestarts, int64_t, int64_t, double>(
      "CosineAnnealingWarmRestarts", "T_0"_a, "T_mult"_a = 1, "eta_min"_a = 0.0);
  bindCycles(m);
  bindCombined(m);
  bindPlateau(m);
}

void python::bindSwaSchedulers(nb::module_ &m) {
  nb::class_<swa_utils::SWALR, LRScheduler>(m, "SWALR", nb::dynamic_attr())
      .def(
          "__init__",
          [](swa_utils::SWALR *self, Optimizer &optimizer, const Numbers &rate, int64_t epochs,
             std::string strategy, int64_t last) {
            new (self) swa_utils::SWALR(optimizer, perGroup(rate), epochs, std::move(strategy),
                                        last, here());
          },
          nb::keep_alive<1, 2>(), "optimizer"_a, "swa_lr"_a, "anneal_epochs"_a = 10,
          "anneal_strategy"_a = "cos", "last_epoch"_a = -1);
}
