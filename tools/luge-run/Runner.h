// Calls of compiled functions on named tensors.
#ifndef LUGE_TOOLS_LUGERUN_RUNNER_H
#define LUGE_TOOLS_LUGERUN_RUNNER_H

#include "mlir/IR/BuiltinOps.h"
#include "runtime/Core/Program.h"
#include "runtime/Data/Npz.h"

namespace luge::run {

struct CallOptions {
  int64_t repeat = 1;
  int threads = 1;
  uint64_t seed = 0;
  /// Print the time of each function.
  bool time = false;
};

/// Gives arguments and results that have no role one: input "<function>.arg<i>", output
/// "<function>.result<i>".
void nameUnnamed(mlir::ModuleOp module);

/// Calls `function` with the arrays named "<function>.<name>" or "<name>" in `inputs`. Absent parameters
/// and states have their initial values, absent hypers their defaults. Adds all that the function may have
/// written to `outputs`, by "<function>.<name>". Throws data::Error.
void call(const luge_program &program, const luge_function &function, const data::Arrays &inputs,
          data::Arrays &outputs, const CallOptions &options);

} // namespace luge::run

#endif // LUGE_TOOLS_LUGERUN_RUNNER_H
