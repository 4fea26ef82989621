/// Running traced programs.
#ifndef LUGE_COMPILER_FRONTEND_EXECUTION_H
#define LUGE_COMPILER_FRONTEND_EXECUTION_H

#include "compiler/Target/Memory.h"
#include "luge/Error.h"

#include "mlir/IR/BuiltinOps.h"

#include <memory>
#include <optional>

namespace luge {
class Executable;

namespace frontend {

/// Throws for a number of threads that no team can have.
void expectThreads(int threads, Location where);

/// Brings a program at stage `trace` to another stage, by name.
void lowerToStage(mlir::ModuleOp program, const std::string &stage, Location where);

/// A number that a program checks is outside of its range.
class CheckError : public ValueError {
public:
  CheckError(const std::string &message, Location where, int64_t position)
      : ValueError(message, where), position(position) {}
  int64_t position; ///< of the check among those of the function
};

/// A program, compiled and loaded, with the memory for its temporaries.
class CompiledProgram {
public:
  /// Compiles a program at stage `trace`, or finds the same program in memory.
  static std::shared_ptr<CompiledProgram> get(mlir::ModuleOp program, Location where);
  ~CompiledProgram();

  /// Calls a function with the addresses of its arguments, then of its outputs, in the order of its signature; an
  /// argument that is updated stands there once. `batch` is 0 where no extent is symbolic. One call of any program
  /// runs at a time. `threads`: if not as many as `get_num_threads` says. Throws a CheckError after the call, whose
  /// outputs are then not to be used.
  void run(const std::string &function, const std::vector<void *> &addresses, int64_t batch,
           Location where, std::optional<int> threads = std::nullopt);

private:
  CompiledProgram(std::unique_ptr<Executable> executable, Location where);

  std::unique_ptr<Executable> executable;
  Memory arena;
};

} // namespace frontend
} // namespace luge

#endif // LUGE_COMPILER_FRONTEND_EXECUTION_H
