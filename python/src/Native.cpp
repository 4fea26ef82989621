/// The module luge._native.
#include "Binding.h"

using namespace luge::python;

NB_MODULE(_native, m) {
  m.doc() = "The C++ API of Luge; use it through the package luge.";
  // The trace lives as long as the process, and may hold tensors and functions at its end.
  nb::set_leak_warnings(false);
  m.attr("__version__") = LUGE_VERSION;
  bindErrors(m);
  bindTensor(m);
  bindFactories(m);
  bindOps(m);
  bindCompile(m);
  bindCheckpoint(m);
  nb::module_ nn = m.def_submodule("_nn", "Modules; use luge.nn.");
  nb::module_ functional =
      m.def_submodule("_functional", "Their functions; use luge.nn.functional.");
  nb::module_ optim = m.def_submodule("_optim", "Optimizers; use luge.optim.");
  bindModules(nn);
  bindFunctional(functional);
  nb::module_ utils = m.def_submodule("_utils", "On gradients; use luge.nn.utils.");
  bindUtils(utils);
  bindLosses(nn, functional);
  bindOptim(optim);
  nb::module_ schedulers =
      m.def_submodule("_lr_scheduler", "Learning rates; use luge.optim.lr_scheduler.");
  bindSchedulers(schedulers);
  nb::module_ swaUtils = m.def_submodule("_swa_utils", "Averages; use luge.optim.swa_utils.");
  bindSwaSchedulers(swaUtils);
  bindAverages(swaUtils);
  nb::module_ importer = m.def_submodule("_importer", "For luge.importer.");
  bindImporter(importer);
}
