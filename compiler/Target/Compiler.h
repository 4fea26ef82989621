//===- Compiler.h - From a module to machine code ---------------*- C++ -*-===//
#ifndef LUGE_TARGET_COMPILER_H
#define LUGE_TARGET_COMPILER_H

#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/ObjectCache.h"
#include "compiler/Target/TargetOptions.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mlir/Support/LLVM.h"
#include "llvm/Support/Error.h"
#include <string>

namespace luge {

/// An archive holds several objects, compiled in parallel, to be loaded into this process.
enum class OutputKind { LlvmIr, Assembly, Object, Archive };

/// Runs the stages up to and including `last` on `module`, for the vectors of the target, watched by `watcher` if there
/// is one. Emits errors as diagnostics.
mlir::LogicalResult lowerModule(mlir::ModuleOp module, const TargetOptions &options, Stage last,
                                std::unique_ptr<mlir::PassInstrumentation> watcher = nullptr);

/// The name of the target's vectors in Codegen's table.
llvm::Expected<std::string> getVectors(const TargetOptions &options);

/// Runs all stages on `module`, which it changes and which may be of any stage up to `vector`, and returns
/// the code. The object defines the constant `<name>_program` alone and needs `luge_team_barrier` and libm.
/// Emits errors as diagnostics.
mlir::FailureOr<std::string> compileModule(mlir::ModuleOp module, const TargetOptions &options,
                                           OutputKind kind = OutputKind::Object);

/// What an object of `compileModule` depends on, as a file name: the text of `module`, the target, the version
/// of LLVM and the build of Luge. Locations do not count, unless the code tells them.
std::string makeCacheKey(mlir::ModuleOp module, const TargetOptions &options);

/// As `compileModule` for an archive, unless `cache` has it already: then `module` is left as it is. What is
/// compiled is stored; a cache that cannot be written is reported as a warning. A
/// build of Luge without a build ID caches nothing.
mlir::FailureOr<std::string>
compileThroughCache(mlir::ModuleOp module, const TargetOptions &options, const ObjectCache &cache);

} // namespace luge

#endif // LUGE_TARGET_COMPILER_H
