/// luge.optim.lr_scheduler: each scheduler is a line.
#include "Binding.h"

#include <nanobind/stl/map.h>

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

static void bindPlateau(nb::module_ &m) {
  nb::class_<ReduceLROnPlateau, Schedule>(m, "ReduceLROnPlateau", nb::dynamic_attr())
      .def(
          "__init__",
          [](ReduceLROnPlateau *self, Optimizer &optimizer, const std::string &mode, double factor,
             int64_t patience, double threshold, const std::string &threshold_mode,
             int64_t cooldown, double min_lr, double eps) {
            ReduceLROnPlateauOptions options{mode,           factor,   patience, threshold,
                                             threshold_mode, cooldown, min_lr,   eps};
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

void python::bindSchedulers(nb::module_ &m) {
  nb::class_<Schedule>(m, "Schedule")
      .def("get_last_lr", &Schedule::get_last_lr)
      .def_prop_ro("last_epoch", &Schedule::last_epoch)
      .def("state_dict", &Schedule::state_dict)
      .def("load_state_dict", at(&Schedule::load_state_dict), "state_dict"_a);
  nb::class_<LRScheduler, Schedule>(m, "LRScheduler").def("step", [](LRScheduler &self) {
    self.step(here());
  });

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
  bindPlateau(m);
}
