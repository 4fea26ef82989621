//===- InterfaceCode.h - The C functions of a program, in LLVM IR *- C++ -*-===//
#ifndef LUGE_TARGET_INTERFACECODE_H
#define LUGE_TARGET_INTERFACECODE_H

#include "compiler/Target/Interface.h"
#include "llvm/IR/Module.h"

namespace luge {

/// Adds the functions of `interface` to `module`: each passes its arguments on to one of the runtime core's.
void emitInterface(llvm::Module &module, const Interface &interface);

} // namespace luge

#endif // LUGE_TARGET_INTERFACECODE_H
