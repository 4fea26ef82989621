//===- KernelName.h - What a kernel computes, in the user's words ---------===//
//
// Passes before Codegen wrap locations in a NameLoc `op:NAME` where NAME is an op that the user wrote. Such a
// location goes along wherever ops are lowered, cloned and fused.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_CODEGEN_KERNELNAME_H
#define LUGE_CODEGEN_KERNELNAME_H

#include "mlir/IR/Operation.h"
#include <string>

namespace luge {

/// The ops and source lines that the code in `op` was made of, such as "linear+relu@model.cpp:12,13"; empty if no
/// location in it names an op.
std::string describeKernel(mlir::Operation &op);

/// The description as a symbol for linkers and debuggers: "linear_relu_model.cpp_12_13".
std::string makeKernelSymbol(llvm::StringRef description);

} // namespace luge

#endif // LUGE_CODEGEN_KERNELNAME_H
