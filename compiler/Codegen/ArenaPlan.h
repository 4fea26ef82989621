//===- ArenaPlan.h - Offsets for buffers that share one arena ---*- C++ -*-===//
#ifndef LUGE_CODEGEN_ARENAPLAN_H
#define LUGE_CODEGEN_ARENAPLAN_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace luge {

/// A buffer that is live from the first to the last step of a linear schedule, both included.
struct LiveBuffer {
  int64_t bytes;
  int64_t first;
  int64_t last;
  /// Where the plan puts it.
  int64_t offset = 0;
};

struct ArenaPlan {
  /// What the buffers need together.
  int64_t bytes = 0;
  /// The most that is live at one step, without any padding: no plan needs less.
  int64_t lowerBound = 0;
};

/// A buffer begins at a multiple of this, a cache line and the widest vector; a smaller one at a multiple of the power of
/// two that holds it.
constexpr int64_t kArenaAlignment = 64;

/// Sets the offset of each buffer so that buffers live at the same step share no byte. Each goes into the tightest gap
/// that holds it: the largest or the longest lived first, but before them those that would stick out. Where no process can
/// address them all (`kAddressableBytes`), nothing is placed, and both numbers are the largest int64_t.
ArenaPlan planArena(llvm::MutableArrayRef<LiveBuffer> buffers);

} // namespace luge

#endif // LUGE_CODEGEN_ARENAPLAN_H
