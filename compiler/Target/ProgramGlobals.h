//===- ProgramGlobals.h - luge_program as constant data ---------*- C++ -*-===//
#ifndef LUGE_TARGET_PROGRAMGLOBALS_H
#define LUGE_TARGET_PROGRAMGLOBALS_H

#include "compiler/Target/ProgramDescription.h"
#include "llvm/IR/Module.h"

namespace luge {

/// Adds `const luge_program <name>_program` to `module`, which has the entry of each function; the entries
/// become local to the object. It is the only symbol the module defines for others.
void emitProgramGlobals(llvm::Module &module, const ProgramDescription &program);

} // namespace luge

#endif // LUGE_TARGET_PROGRAMGLOBALS_H
