//===- Trace.h - When each thread ran which kernel --------------*- C -*-===//
//
// Code that is compiled to be traced records a span for each kernel it runs. Each thread has room of its own, so
// that nothing is allocated or shared while it runs; spans for which there is none left are counted.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_TRACE_H
#define LUGE_RUNTIME_CORE_TRACE_H

#include "runtime/Core/Status.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct luge_trace luge_trace;

/// What one thread did between two times of luge_trace_now.
typedef struct luge_span {
  const char *name; ///< lives as long as the code that recorded it
  int64_t begin, end;
} luge_span;

/// Bytes that a trace of so many spans per thread needs; 0 if `threads` is not in
/// [1, LUGE_MAX_THREADS] or `spans` is negative.
size_t luge_trace_size(int threads, int64_t spans);

/// An empty trace in caller-supplied memory.
/// Errors: NULL, OPTION (threads, spans), SIZE, ALIGNMENT (to LUGE_ALIGNMENT).
luge_status luge_trace_init(luge_trace *trace, size_t bytes, int threads, int64_t spans);

/// Nanoseconds since some time in the past; never runs backward.
int64_t luge_trace_now(void);

/// Adds a span of `thread` from `begin` to now. A thread that the trace has no room for is ignored.
void luge_trace_record(luge_trace *trace, const char *name, int64_t thread, int64_t begin);

/// The number of spans that `thread` recorded, ordered by their ends; sets `spans` to the first. To be called while
/// none is recorded.
int64_t luge_trace_spans(const luge_trace *trace, int thread, const luge_span **spans);

/// How many more there would be, were there room.
int64_t luge_trace_dropped(const luge_trace *trace, int thread);

#ifdef __cplusplus
}
#endif

#endif // LUGE_RUNTIME_CORE_TRACE_H
