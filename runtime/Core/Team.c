// A generation counter wakes the workers, another releases barriers. Both are
// futex words: a waiter spins on the word, announces itself in `sleepers`, and
// sleeps while the word keeps its old value, which the kernel checks again.
#define _GNU_SOURCE
#include "runtime/Core/Team.h"

#include "runtime/Core/Denormals.h"
#include "runtime/Core/Program.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// How long a thread spins before it sleeps. A wake-up costs 5 to 50 microseconds;
// spinning about as long bounds the loss at twice the best choice.
static const int64_t spinNanoseconds = 50000;

// A counter that threads wait on, on cache lines of its own.
typedef struct gate {
  _Alignas(LUGE_ALIGNMENT) _Atomic uint32_t generation;
  _Atomic uint32_t sleepers;
} gate;

typedef struct worker {
  pthread_t handle;
  luge_team *team;
  int thread;
} worker;

struct luge_team {
  int threads;
  uint32_t spins; // pauses before sleeping
  bool stop;
  luge_task task; // written before `start` opens, read after
  void *context;
  gate start;
  gate barrier;
  _Alignas(LUGE_ALIGNMENT) _Atomic uint32_t arrived;
  worker workers[]; // threads - 1
};

static void pauseProcessor(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  __asm__ volatile("yield");
#endif
}

static void awaitGate(gate *gate, uint32_t old, uint32_t spins) {
  for (uint32_t spin = 0; spin < spins; ++spin) {
    if (atomic_load_explicit(&gate->generation, memory_order_acquire) != old)
      return;
    pauseProcessor();
  }
  atomic_fetch_add(&gate->sleepers, 1);
  while (atomic_load(&gate->generation) == old)
    syscall(SYS_futex, &gate->generation, FUTEX_WAIT_PRIVATE, old, NULL, NULL, 0);
  atomic_fetch_sub(&gate->sleepers, 1);
}

static void openGate(gate *gate) {
  // Sequentially consistent with awaitGate: either we see the sleeper, or it sees the new value.
  atomic_fetch_add(&gate->generation, 1);
  if (atomic_load(&gate->sleepers) != 0)
    syscall(SYS_futex, &gate->generation, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

void luge_team_barrier(luge_team *team) {
  if (!team)
    return;
  uint32_t generation = atomic_load_explicit(&team->barrier.generation, memory_order_relaxed);
  uint32_t before = atomic_fetch_add_explicit(&team->arrived, 1, memory_order_acq_rel);
  if (before + 1 == (uint32_t)team->threads) {
    atomic_store_explicit(&team->arrived, 0, memory_order_relaxed);
    openGate(&team->barrier);
  } else {
    awaitGate(&team->barrier, generation, team->spins);
  }
}

static void *runWorker(void *argument) {
  worker *self = argument;
  luge_team *team = self->team;
  luge_flush_denormals();
  for (uint32_t generation = 0;; ++generation) {
    awaitGate(&team->start, generation, team->spins);
    if (team->stop)
      return NULL;
    team->task(team->context, team, self->thread, team->threads);
    luge_team_barrier(team);
  }
}

static uint32_t measureSpins(int threads) {
  cpu_set_t processors;
  if (sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) < threads)
    return 0;
  enum { samples = 512 };
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (int i = 0; i < samples; ++i)
    pauseProcessor();
  clock_gettime(CLOCK_MONOTONIC, &end);
  int64_t elapsed =
      (end.tv_sec - begin.tv_sec) * INT64_C(1000000000) + (end.tv_nsec - begin.tv_nsec);
  // A preempted measurement must not make spinning too short to be of use.
  int64_t spins = samples * spinNanoseconds / (elapsed > 0 ? elapsed : 1);
  return spins < 200 ? 200 : spins > 20000 ? 20000 : (uint32_t)spins;
}

size_t luge_team_size(int threads) {
  if (threads < 1 || threads > LUGE_MAX_THREADS)
    return 0;
  size_t bytes = sizeof(luge_team) + (size_t)(threads - 1) * sizeof(worker);
  return (bytes + LUGE_ALIGNMENT - 1) / LUGE_ALIGNMENT * LUGE_ALIGNMENT;
}

// Ends and joins the first `count` workers.
static void joinWorkers(luge_team *team, int count) {
  team->stop = true;
  openGate(&team->start);
  for (int i = 0; i < count; ++i)
    pthread_join(team->workers[i].handle, NULL);
}

luge_status luge_team_init(luge_team *team, size_t bytes, int threads) {
  if (!team)
    return LUGE_ERROR_NULL;
  if (luge_team_size(threads) == 0)
    return LUGE_ERROR_OPTION;
  if (bytes < luge_team_size(threads))
    return LUGE_ERROR_SIZE;
  if ((uintptr_t)team % LUGE_ALIGNMENT != 0)
    return LUGE_ERROR_ALIGNMENT;
  memset(team, 0, luge_team_size(threads));
  team->threads = threads;
  team->spins = measureSpins(threads);

  // Workers inherit the mask: signals are for the program's own threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int started = 0;
  for (; started < threads - 1; ++started) {
    worker *next = &team->workers[started];
    next->team = team;
    next->thread = started + 1;
    if (pthread_create(&next->handle, NULL, runWorker, next) != 0)
      break;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (started == threads - 1)
    return LUGE_OK;
  joinWorkers(team, started);
  return LUGE_ERROR_THREAD;
}

void luge_team_destroy(luge_team *team) {
  if (team)
    joinWorkers(team, team->threads - 1);
}

luge_status luge_team_create(int threads, luge_team **team) {
  if (!team)
    return LUGE_ERROR_NULL;
  *team = NULL;
  size_t bytes = luge_team_size(threads);
  if (bytes == 0)
    return LUGE_ERROR_OPTION;
  luge_team *created = aligned_alloc(LUGE_ALIGNMENT, bytes);
  if (!created)
    return LUGE_ERROR_SIZE;
  luge_status status = luge_team_init(created, bytes, threads);
  if (status != LUGE_OK)
    free(created);
  else
    *team = created;
  return status;
}

void luge_team_free(luge_team *team) {
  luge_team_destroy(team);
  free(team);
}

int luge_team_threads(const luge_team *team) { return team ? team->threads : 1; }

void luge_team_run(luge_team *team, luge_task task, void *context) {
  luge_float_mode before = luge_flush_denormals();
  if (!team || team->threads == 1) {
    task(context, team, 0, 1);
  } else {
    team->task = task;
    team->context = context;
    openGate(&team->start);
    task(context, team, 0, team->threads);
    luge_team_barrier(team);
  }
  luge_restore_float_mode(before);
}
