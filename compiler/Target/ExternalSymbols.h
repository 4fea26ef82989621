//===- ExternalSymbols.h - What compiled code may call ----------*- C++ -*-===//
#ifndef LUGE_TARGET_EXTERNALSYMBOLS_H
#define LUGE_TARGET_EXTERNALSYMBOLS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace luge {

struct ExternalSymbol {
  llvm::StringLiteral name;
  void *address;
};

/// The runtime core's barrier, libm, and the memory functions that LLVM calls for loops that copy or fill:
/// what an artifact gets from `cc main.c name.a -lm`.
llvm::ArrayRef<ExternalSymbol> getExternalSymbols();

} // namespace luge

#endif // LUGE_TARGET_EXTERNALSYMBOLS_H
