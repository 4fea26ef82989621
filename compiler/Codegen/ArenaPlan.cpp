//===- ArenaPlan.cpp - Offsets for buffers that share one arena -----------===//
#include "compiler/Codegen/ArenaPlan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <limits>
#include <map>

using namespace llvm;

namespace luge {

static bool liveTogether(const LiveBuffer &a, const LiveBuffer &b) {
  return a.first <= b.last && b.first <= a.last;
}

/// The offset of the tightest gap of at least `bytes` between `neighbours`, which are sorted by offset, or
/// the first byte after them.
static int64_t findTightestGap(ArrayRef<const LiveBuffer *> neighbours, int64_t bytes) {
  int64_t best = -1, bestGap = std::numeric_limits<int64_t>::max();
  int64_t end = 0;
  for (const LiveBuffer *neighbour : neighbours) {
    int64_t gap = neighbour->offset - end;
    if (gap >= bytes && gap < bestGap) {
      best = end;
      bestGap = gap;
    }
    end = std::max(end, neighbour->offset + neighbour->bytes);
  }
  return best >= 0 ? best : end;
}

static int64_t findPeak(ArrayRef<LiveBuffer> buffers) {
  std::map<int64_t, int64_t> changes;
  for (const LiveBuffer &buffer : buffers) {
    changes[buffer.first] += buffer.bytes;
    changes[buffer.last + 1] -= buffer.bytes;
  }
  int64_t live = 0, peak = 0;
  for (auto [step, change] : changes)
    peak = std::max(peak, live += change);
  return peak;
}

ArenaPlan planArena(MutableArrayRef<LiveBuffer> buffers) {
  for (LiveBuffer &buffer : buffers)
    buffer.bytes = alignTo(buffer.bytes, kArenaAlignment);

  SmallVector<LiveBuffer *> bySize =
      to_vector(map_range(buffers, [](LiveBuffer &buffer) { return &buffer; }));
  sort(bySize, [](LiveBuffer *a, LiveBuffer *b) {
    return a->bytes != b->bytes ? a->bytes > b->bytes : a < b;
  });

  ArenaPlan plan;
  SmallVector<const LiveBuffer *> placed;
  for (LiveBuffer *buffer : bySize) {
    auto neighbours = to_vector(make_filter_range(
        placed, [&](const LiveBuffer *other) { return liveTogether(*buffer, *other); }));
    buffer->offset = findTightestGap(neighbours, buffer->bytes);
    plan.bytes = std::max(plan.bytes, buffer->offset + buffer->bytes);
    placed.insert(
        upper_bound(placed, buffer, [](auto *a, auto *b) { return a->offset < b->offset; }),
        buffer);
  }
  plan.lowerBound = findPeak(buffers);
  return plan;
}

} // namespace luge
