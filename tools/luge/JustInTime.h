// A program that is compiled to run at once.
#ifndef LUGE_TOOLS_LUGE_JUSTINTIME_H
#define LUGE_TOOLS_LUGE_JUSTINTIME_H

#include "compiler/Target/Executable.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "tools/luge/CompileTimes.h"

namespace luge::driver {

class JustInTime {
public:
  /// Compiles for this machine, or finds the same program in the cache on disk; always compiles if `times` are
  /// wanted. Throws Failure.
  JustInTime(mlir::OwningOpRef<mlir::ModuleOp> module, CompileTimes &times);

  const luge_program &program() const { return executable->getProgram(); }
  double seconds() const { return elapsed; }

private:
  std::unique_ptr<Executable> executable;
  double elapsed;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_JUSTINTIME_H
