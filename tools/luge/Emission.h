// The forms in which a program can be written.
#ifndef LUGE_TOOLS_LUGE_EMISSION_H
#define LUGE_TOOLS_LUGE_EMISSION_H

#include "compiler/Target/TargetOptions.h"
#include "mlir/IR/BuiltinOps.h"
#include <string>

namespace luge::driver {

struct OutputForm {
  llvm::StringRef name, extension;
  /// The content of the file. May change `module`, a program at stage `trace`. Emits errors as diagnostics.
  mlir::FailureOr<std::string> (*emit)(mlir::ModuleOp module, const TargetOptions &options);
};

/// For --emit: nn, step, linalg, vector, llvm, asm, obj, lib, header.
llvm::ArrayRef<OutputForm> getOutputKinds();
/// For --stop-after: the stages.
llvm::ArrayRef<OutputForm> getStageForms();

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_EMISSION_H
