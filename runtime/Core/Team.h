//===- Team.h - A team of threads that share one function -------*- C -*-===//
//
// Compiled functions are single program, multiple data: every thread of a team
// runs the same code with its own number, and they meet at barriers. A call
// costs one wake-up, however many loops it holds. Waiting threads spin for a
// tenth of a millisecond, then sleep; when the team has more threads than the
// process has processors, they let others run a few times instead of spinning.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_RUNTIME_CORE_TEAM_H
#define LUGE_RUNTIME_CORE_TEAM_H

#include "runtime/Core/Status.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The most threads a team can have.
#define LUGE_MAX_THREADS 256

typedef struct luge_team luge_team;

/// What each thread of a team runs: `thread` in [0, threads).
typedef void (*luge_task)(void *context, luge_team *team, int64_t thread, int64_t threads);

/// Bytes that a team of `threads` needs, itself aligned to LUGE_ALIGNMENT;
/// 0 if `threads` is not in [1, LUGE_MAX_THREADS].
size_t luge_team_size(int threads);

/// Starts threads - 1 workers, in caller-supplied memory that must outlive the
/// team. Nothing is allocated later. Workers block all signals.
/// Errors: NULL, OPTION (threads), SIZE, ALIGNMENT, THREAD; then nothing runs.
luge_status luge_team_init(luge_team *team, size_t bytes, int threads);

/// Ends and joins the workers. Does not free memory. NULL is allowed.
void luge_team_destroy(luge_team *team);

/// As init and destroy, in memory from the heap. Errors: as init; SIZE when out of memory.
luge_status luge_team_create(int threads, luge_team **team);
void luge_team_free(luge_team *team);

/// The number of threads, the caller's included; 1 for NULL.
int luge_team_threads(const luge_team *team);

/// Runs task(context, team, thread, threads) on every thread, the calling one as
/// thread 0, and returns when all are done. Meanwhile floats round to nearest and
/// denormals are flushed to zero; then the caller's mode is restored. With team
/// NULL the caller runs alone. One call at a time per team, and none from within a task.
void luge_team_run(luge_team *team, luge_task task, void *context);

/// Returns once all threads of the running task have come here; what they wrote
/// before is then visible to all. With team NULL, at once.
void luge_team_barrier(luge_team *team);

#ifdef __cplusplus
}
#endif

#endif // LUGE_RUNTIME_CORE_TEAM_H
