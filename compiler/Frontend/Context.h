/// The MLIR context of the process, and how its diagnostics become exceptions.
#ifndef LUGE_COMPILER_FRONTEND_CONTEXT_H
#define LUGE_COMPILER_FRONTEND_CONTEXT_H

#include "luge/Error.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

#include <string>
#include <vector>

namespace luge::frontend {

/// With the dialects a trace is made of. One for the process: tensors of any step may meet in another.
mlir::MLIRContext &context();

mlir::Location toMlir(Location where);

/// Collects the messages of errors while it lives.
class DiagnosticCapture {
public:
  DiagnosticCapture();
  /// Throws them as one Error at `where`, with the place of each that has another, and a remark at the end.
  [[noreturn]] void raise(Location where, const std::string &remark = "") const;

private:
  std::vector<std::pair<mlir::Location, std::string>> messages;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_CONTEXT_H
