/// The averages of luge.optim.swa_utils.
#include "Binding.h"

using namespace luge;
using namespace luge::python;
namespace swa = luge::optim::swa_utils;

void python::bindAverages(nb::module_ &m) {
  m.def("get_ema_avg_fn", at(&swa::get_ema_avg_fn), "decay"_a = 0.999);
  m.def("get_ema_multi_avg_fn", at(&swa::get_ema_multi_avg_fn), "decay"_a = 0.999);
  m.def("get_swa_avg_fn", &swa::get_swa_avg_fn);
  m.def("get_swa_multi_avg_fn", &swa::get_swa_multi_avg_fn);
  nb::class_<swa::AveragedModel, nn::Module>(m, "AveragedModel",
                                             "Averages of a model's parameters, in another model.")
      .def(
          "__init__",
          [](swa::AveragedModel *self, const nn::Module &model,
             std::shared_ptr<nn::Module> averages, std::optional<swa::AvgFn> average,
             std::optional<swa::MultiAvgFn> averageAll, bool useBuffers) {
            new (self) swa::AveragedModel(model, std::move(averages),
                                          {.avg_fn = average.value_or(nullptr),
                                           .multi_avg_fn = averageAll.value_or(nullptr),
                                           .use_buffers = useBuffers},
                                          here());
          },
          "model"_a, "averages"_a, "avg_fn"_a = nb::none(), "multi_avg_fn"_a = nb::none(),
          "use_buffers"_a = false)
      .def("forward",
           [](const swa::AveragedModel &self, const nb::args &args, const nb::kwargs &kwargs) {
             return nb::cast(self.module)(*args, **kwargs);
           })
      .def(
          "update_parameters",
          [](swa::AveragedModel &self, const nn::Module &model) {
            self.update_parameters(model, here());
          },
          "model"_a, "Takes the parameters into the averages; the first time, copies them.");
}
