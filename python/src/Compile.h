/// A function of Python as a compiled program.
#ifndef LUGE_PYTHON_COMPILE_H
#define LUGE_PYTHON_COMPILE_H

#include "Binding.h"

namespace luge::python {

class Compiled {
public:
  Compiled(nb::object function, const CompileOptions &options)
      : function(std::move(function)),
        step([this](const std::vector<Tensor> &inputs) { return trace(inputs); }, options) {}

  /// What the function returns, for tensors or arrays of other libraries.
  nb::object call(const nb::args &args);
  /// The tensors of it alone.
  std::vector<Tensor> run(const nb::tuple &args);

  nb::object function;
  /// The outline of what the function returned when it was traced.
  nb::object result;
  CompiledStep step;

private:
  std::vector<Tensor> trace(const std::vector<Tensor> &inputs);
};

} // namespace luge::python

#endif // LUGE_PYTHON_COMPILE_H
