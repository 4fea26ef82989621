//===- ArenaPlan.cpp - Offsets for buffers that share one arena -----------===//
#include "compiler/Codegen/ArenaPlan.h"

#include "compiler/Codegen/ByteCount.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <limits>
#include <map>
#include <utility>

using namespace llvm;

namespace luge {

static bool liveTogether(const LiveBuffer &a, const LiveBuffer &b) {
  return a.first <= b.last && b.first <= a.last;
}

static int64_t getAlignment(int64_t bytes) {
  return std::min<int64_t>(kArenaAlignment, PowerOf2Ceil(std::max<int64_t>(1, bytes)));
}

/// The offset of the tightest gap for `buffer` between `neighbours`, which are sorted by offset, or a place after them.
static int64_t findTightestGap(ArrayRef<const LiveBuffer *> neighbours, const LiveBuffer &buffer) {
  int64_t best = -1, bestGap = std::numeric_limits<int64_t>::max();
  int64_t end = 0, alignment = getAlignment(buffer.bytes);
  for (const LiveBuffer *neighbour : neighbours) {
    int64_t begin = alignTo(end, alignment), gap = neighbour->offset - end;
    if (begin + buffer.bytes <= neighbour->offset && gap < bestGap) {
      best = begin;
      bestGap = gap;
    }
    end = std::max(end, neighbour->offset + neighbour->bytes);
  }
  return best >= 0 ? best : alignTo(end, alignment);
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

/// Places the buffers in this order, and returns what they need together.
static int64_t place(ArrayRef<LiveBuffer *> order) {
  int64_t bytes = 0;
  SmallVector<const LiveBuffer *> placed;
  for (LiveBuffer *buffer : order) {
    auto neighbours = to_vector(make_filter_range(
        placed, [&](const LiveBuffer *other) { return liveTogether(*buffer, *other); }));
    buffer->offset = findTightestGap(neighbours, *buffer);
    bytes = std::max(bytes, buffer->offset + buffer->bytes);
    placed.insert(
        upper_bound(placed, buffer, [](auto *a, auto *b) { return a->offset < b->offset; }),
        buffer);
  }
  return bytes;
}

namespace {

/// Tries orders of placing, and keeps the best.
class OrderSearch {
public:
  OrderSearch(MutableArrayRef<LiveBuffer> buffers, int64_t goal) : goal(goal) {
    for (LiveBuffer &buffer : buffers)
      bestOrder.push_back(&buffer);
  }

  /// Places by ascending `key`; then, again and again, first of all the buffer that ended last.
  void tryOrder(function_ref<std::pair<int64_t, int64_t>(const LiveBuffer &)> key) {
    constexpr int kAttempts = 100;
    SmallVector<LiveBuffer *> order = bestOrder;
    sort(order, [&](LiveBuffer *a, LiveBuffer *b) {
      return std::pair(key(*a), a) < std::pair(key(*b), b);
    });
    for (int attempt = 0; attempt < kAttempts && bestBytes > goal; ++attempt) {
      int64_t bytes = place(order);
      if (bytes < bestBytes) {
        bestBytes = bytes;
        bestOrder = order;
      }
      auto last = std::max_element(order.begin(), order.end(), [](LiveBuffer *a, LiveBuffer *b) {
        return a->offset + a->bytes < b->offset + b->bytes;
      });
      std::rotate(order.begin(), last, last + 1);
    }
  }

  /// Places in the best order.
  int64_t finish() { return place(bestOrder); }

private:
  int64_t goal, bestBytes = std::numeric_limits<int64_t>::max();
  SmallVector<LiveBuffer *> bestOrder;
};

} // namespace

ArenaPlan planArena(MutableArrayRef<LiveBuffer> buffers) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  if (any_of(buffers, [](const LiveBuffer &buffer) { return buffer.bytes > kAddressableBytes; }))
    return {kMost, kMost};

  // An arena is whole lines long, so that what follows it begins one.
  int64_t lowerBound = findPeak(buffers), goal = alignTo(lowerBound, kArenaAlignment);
  OrderSearch search(buffers, goal);
  search.tryOrder([](const LiveBuffer &buffer) { return std::pair(-buffer.bytes, 0); });
  search.tryOrder([](const LiveBuffer &buffer) {
    return std::pair(buffer.first - buffer.last, -buffer.bytes);
  });
  return {int64_t(alignTo(search.finish(), kArenaAlignment)), lowerBound};
}

} // namespace luge
