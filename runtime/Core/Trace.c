//===- Trace.c - When each thread ran which kernel ----------------------===//
#define _POSIX_C_SOURCE 200809L
#include "runtime/Core/Trace.h"

#include "runtime/Core/Program.h"
#include "runtime/Core/Team.h"

#include <time.h>

/// One thread's spans; on cache lines of its own.
typedef struct lane {
  _Alignas(LUGE_ALIGNMENT) int64_t count;
  int64_t dropped;
  luge_span *spans;
} lane;

struct luge_trace {
  int64_t threads, capacity;
  lane lanes[];
};

size_t luge_trace_size(int threads, int64_t spans) {
  if (threads < 1 || threads > LUGE_MAX_THREADS || spans < 0 ||
      spans > INT64_MAX / LUGE_MAX_THREADS / 64)
    return 0;
  return sizeof(luge_trace) + (size_t)threads * (sizeof(lane) + (size_t)spans * sizeof(luge_span));
}

luge_status luge_trace_init(luge_trace *trace, size_t bytes, int threads, int64_t spans) {
  if (!trace)
    return LUGE_ERROR_NULL;
  size_t needed = luge_trace_size(threads, spans);
  if (needed == 0)
    return LUGE_ERROR_OPTION;
  if (bytes < needed)
    return LUGE_ERROR_SIZE;
  if ((uintptr_t)trace % LUGE_ALIGNMENT != 0)
    return LUGE_ERROR_ALIGNMENT;
  trace->threads = threads;
  trace->capacity = spans;
  luge_span *first = (luge_span *)(trace->lanes + threads);
  for (int thread = 0; thread < threads; ++thread)
    trace->lanes[thread] = (lane){.spans = first + thread * spans};
  return LUGE_OK;
}

int64_t luge_trace_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void luge_trace_record(luge_trace *trace, const char *name, int64_t thread, int64_t begin) {
  if (thread >= trace->threads)
    return;
  lane *own = &trace->lanes[thread];
  if (own->count < trace->capacity)
    own->spans[own->count++] = (luge_span){name, begin, luge_trace_now()};
  else
    ++own->dropped;
}

int64_t luge_trace_spans(const luge_trace *trace, int thread, const luge_span **spans) {
  *spans = trace->lanes[thread].spans;
  return trace->lanes[thread].count;
}

int64_t luge_trace_dropped(const luge_trace *trace, int thread) {
  return trace->lanes[thread].dropped;
}
