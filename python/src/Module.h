/// What the bindings of modules share.
#ifndef LUGE_PYTHON_MODULE_H
#define LUGE_PYTHON_MODULE_H

#include "Binding.h"

namespace luge::python {

/// Throws unless `device` is None or the CPU.
void expectCpu(nb::handle device);

/// A parameter that a layer holds in a field, which can be replaced: `decoder.weight = encoder.weight`.
template <typename Impl>
void parameterField(nb::class_<Impl, nn::Module> &layer, const char *name, Tensor Impl::*field) {
  layer.def_prop_rw(
      name, [field](const Impl &self) { return self.*field; },
      [name, field](Impl &self, const Tensor &parameter) {
        self.replace_parameter(name, parameter, here());
        self.*field = parameter;
      });
}

} // namespace luge::python

#endif // LUGE_PYTHON_MODULE_H
