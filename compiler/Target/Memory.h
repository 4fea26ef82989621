//===- Memory.h - Memory that programs run in -------------------*- C++ -*-===//
#ifndef LUGE_TARGET_MEMORY_H
#define LUGE_TARGET_MEMORY_H

#include "runtime/Core/Program.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace luge {

struct FreeMemory {
  void operator()(void *memory) const;
  void *block = nullptr; // that holds it
};
using Memory = std::unique_ptr<void, FreeMemory>;

/// Bytes of memory that this machine has.
int64_t getMachineMemory();

/// At least `bytes`, aligned to LUGE_ALIGNMENT, of any content; large blocks in large pages, and no two that follow each
/// other at the same distance from one. Fails where that is more than the machine has, and says how much that is.
llvm::Expected<Memory> allocateMemory(int64_t bytes);

/// The same, for an instance or the arena of `program`, of `bytes` together; says how many rows would fit.
llvm::Expected<Memory> allocateMemory(const luge_program &program, int64_t bytes);

/// The bytes of the largest arena that a function of `program` uses.
int64_t getArenaBytes(const luge_program &program);

} // namespace luge

#endif // LUGE_TARGET_MEMORY_H
