// What happens when compiling fails: whose fault it is, and how to see it again.
#ifndef LUGE_TOOLS_LUGE_REPRODUCER_H
#define LUGE_TOOLS_LUGE_REPRODUCER_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace luge::driver {

/// Runs `compile`, which does to `module` what `luge compile` does with `options`. Where it fails or crashes, throws:
/// the program is wrong when Luge's own dialects reject it; anything later is a bug of ours, for which the program is
/// written to a file.
void compileOrExplain(mlir::ModuleOp module, llvm::StringRef options,
                      llvm::function_ref<mlir::LogicalResult()> compile);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_REPRODUCER_H
