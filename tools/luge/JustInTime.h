// A program that is compiled to run at once.
#ifndef LUGE_TOOLS_LUGE_JUSTINTIME_H
#define LUGE_TOOLS_LUGE_JUSTINTIME_H

#include "compiler/Target/Executable.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace luge::driver {

class JustInTime {
public:
  /// Compiles for this machine, or finds the same program in the cache on disk. Throws Failure.
  explicit JustInTime(mlir::OwningOpRef<mlir::ModuleOp> module);

  const luge_program &program() const { return executable->getProgram(); }
  double seconds() const { return elapsed; }

private:
  std::unique_ptr<Executable> executable;
  double elapsed;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_JUSTINTIME_H
