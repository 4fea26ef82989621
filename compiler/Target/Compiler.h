//===- Compiler.h - From a module to machine code ---------------*- C++ -*-===//
#ifndef LUGE_TARGET_COMPILER_H
#define LUGE_TARGET_COMPILER_H

#include "compiler/Target/TargetOptions.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"
#include <string>

namespace luge {

enum class OutputKind { LlvmIr, Assembly, Object };

/// Runs all stages on `module`, which it changes and which may be of any stage up to `vector`, and returns
/// the code. The object defines the constant `<name>_program` alone and needs `luge_team_barrier` and libm.
/// Emits errors as diagnostics.
mlir::FailureOr<std::string> compileModule(mlir::ModuleOp module, const TargetOptions &options,
                                           OutputKind kind = OutputKind::Object);

} // namespace luge

#endif // LUGE_TARGET_COMPILER_H
