//===- ObjectCode.h - From LLVM IR to machine code --------------*- C++ -*-===//
#ifndef LUGE_TARGET_OBJECTCODE_H
#define LUGE_TARGET_OBJECTCODE_H

#include "compiler/Target/TargetOptions.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"
#include <string>

namespace luge {

/// Runs those of LLVM's passes on `module` that code of Codegen's needs; none at level 0. Loops are not vectorized:
/// vector code is Codegen's, and an element must get the same instructions wherever a chunk begins.
void optimize(llvm::Module &module, llvm::TargetMachine &machine, const TargetOptions &options);

/// Machine code for `module`: an object file, or assembly text.
llvm::Expected<std::string> emitMachineCode(llvm::Module &module, llvm::TargetMachine &machine,
                                            const TargetOptions &options,
                                            llvm::CodeGenFileType type);

} // namespace luge

#endif // LUGE_TARGET_OBJECTCODE_H
