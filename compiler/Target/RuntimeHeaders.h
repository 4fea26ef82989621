//===- RuntimeHeaders.h - The runtime core's headers as text ----*- C++ -*-===//
#ifndef LUGE_TARGET_RUNTIMEHEADERS_H
#define LUGE_TARGET_RUNTIMEHEADERS_H

#include "llvm/ADT/StringRef.h"

namespace luge {

/// runtime/Core/Status.h and runtime/Core/Program.h as they were when Luge was built.
extern const llvm::StringLiteral kStatusHeader;
extern const llvm::StringLiteral kProgramHeader;

} // namespace luge

#endif // LUGE_TARGET_RUNTIMEHEADERS_H
