/// A program of traced functions, for `luge::compile`, the tools and bindings.
#ifndef LUGE_COMPILER_FRONTEND_TRACEDPROGRAM_H
#define LUGE_COMPILER_FRONTEND_TRACEDPROGRAM_H

#include "compiler/Frontend/Execution.h"
#include "compiler/Frontend/StepTrace.h"

#include <functional>
#include <map>
#include <string>

namespace luge {

/// One module at stage `trace`, with functions such as `step`, `eval` and `predict` over common tensors.
class TracedProgram {
public:
  /// `maxBatch` 0: no extent is symbolic.
  TracedProgram(const std::string &name, int64_t maxBatch);

  using Function = std::function<std::vector<Tensor>(const std::vector<Tensor> &)>;
  /// Traces `function` on placeholders and adds it under `name`. One name per output, or fewer: then the others are
  /// called `output0` and so on.
  void trace(const std::string &name, const std::vector<frontend::InputSpec> &inputs,
             const Function &function, const std::vector<std::string> &outputNames,
             Location where = Location::current());

  mlir::ModuleOp module() const { return op.get(); }
  const frontend::TracedFunction &function(const std::string &name) const {
    return functions.at(name);
  }
  int64_t maxBatch() const { return batch; }
  /// The text of the program after a stage.
  std::string ir(const std::string &stage, Location where) const;

  /// Compiles at the first call, and runs a function on tensors: inputs as given, all others those of the trace.
  std::vector<Tensor> run(const std::string &name, const std::vector<Tensor> &inputs, int64_t batch,
                          Location where, std::optional<int> threads = std::nullopt);

private:
  void *addressOf(const frontend::Binding &binding, const std::vector<Tensor> &inputs,
                  size_t &nextInput, Location where);

  mlir::OwningOpRef<mlir::ModuleOp> op;
  int64_t batch;
  frontend::ProgramNames names;
  std::map<std::string, frontend::TracedFunction> functions;
  std::shared_ptr<frontend::CompiledProgram> compiled;
};

} // namespace luge

#endif // LUGE_COMPILER_FRONTEND_TRACEDPROGRAM_H
