// Spans are kept per thread, in order, up to the room there is.
#include "runtime/Core/Trace.h"

#include "runtime/Core/Program.h"
#include "runtime/Core/Team.h"
#include <cstdlib>
#include <gtest/gtest.h>
#include <memory>

namespace {

struct Free {
  void operator()(luge_trace *trace) const { std::free(trace); }
};

std::unique_ptr<luge_trace, Free> makeTrace(int threads, int64_t spans) {
  size_t bytes = luge_trace_size(threads, spans), rounded = (bytes + 63) / 64 * 64;
  std::unique_ptr<luge_trace, Free> trace(
      static_cast<luge_trace *>(std::aligned_alloc(LUGE_ALIGNMENT, rounded)));
  EXPECT_EQ(luge_trace_init(trace.get(), bytes, threads, spans), LUGE_OK);
  return trace;
}

TEST(TraceTest, KeepsSpansOfEachThread) {
  auto trace = makeTrace(2, 3);
  int64_t begin = luge_trace_now();
  luge_trace_record(trace.get(), "a", 1, begin);
  luge_trace_record(trace.get(), "b", 1, begin);
  luge_trace_record(trace.get(), "c", 0, begin);
  luge_trace_record(trace.get(), "beyond", 2, begin);
  const luge_span *spans;
  ASSERT_EQ(luge_trace_spans(trace.get(), 1, &spans), 2);
  EXPECT_STREQ(spans[0].name, "a");
  EXPECT_EQ(spans[0].begin, begin);
  EXPECT_LE(begin, spans[0].end);
  EXPECT_LE(spans[0].end, spans[1].end);
  EXPECT_STREQ(spans[1].name, "b");
  ASSERT_EQ(luge_trace_spans(trace.get(), 0, &spans), 1);
  EXPECT_STREQ(spans[0].name, "c");
}

TEST(TraceTest, CountsWhatItHasNoRoomFor) {
  auto trace = makeTrace(1, 2);
  for (int i = 0; i < 7; ++i)
    luge_trace_record(trace.get(), "a", 0, 0);
  const luge_span *spans;
  EXPECT_EQ(luge_trace_spans(trace.get(), 0, &spans), 2);
  EXPECT_EQ(luge_trace_dropped(trace.get(), 0), 5);
}

TEST(TraceTest, RefusesBadMemory) {
  alignas(64) char memory[4096];
  auto *trace = reinterpret_cast<luge_trace *>(memory);
  size_t bytes = luge_trace_size(1, 1);
  ASSERT_LE(bytes, sizeof memory);
  EXPECT_EQ(luge_trace_init(nullptr, bytes, 1, 1), LUGE_ERROR_NULL);
  EXPECT_EQ(luge_trace_init(trace, bytes - 1, 1, 1), LUGE_ERROR_SIZE);
  EXPECT_EQ(luge_trace_init(reinterpret_cast<luge_trace *>(memory + 8), bytes, 1, 1),
            LUGE_ERROR_ALIGNMENT);
  for (auto [threads, spans] :
       {std::pair<int, int64_t>(0, 1), {LUGE_MAX_THREADS + 1, 1}, {1, -1}, {1, INT64_MAX}}) {
    EXPECT_EQ(luge_trace_size(threads, spans), 0u);
    EXPECT_EQ(luge_trace_init(trace, sizeof memory, threads, spans), LUGE_ERROR_OPTION);
  }
}

} // namespace
