// A generation counter wakes the workers, another releases barriers. Both are
// futex words: a waiter spins on the word, announces itself in `sleepers`, and
// sleeps while the word keeps its old value, which the kernel checks again.
//
// Some schedulers pack threads that often sleep on one processor and leave others
// idle; then threads that wait for each other take turns, ten times slower. So a
// waiter that shares its processor with another thread of the team moves away.
#define _GNU_SOURCE
#include "runtime/Core/Team.h"

#include "runtime/Core/FloatMode.h"
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
// spinning about as long bounds the loss at twice the best choice, and bridges what
// a training loop does between two steps.
static const int64_t spinNanoseconds = 100000;

// The part of that after which a waiter looks for a processor of its own.
static const uint32_t spinsBeforeMoving = 16;

// How often a thread of a team with more threads than processors, which does not spin, lets others run before it
// sleeps. Those it waits for are then mostly done: ten loops of 5 us on two processors take eight threads 100 us
// instead of 330.
static const uint32_t yieldsBeforeSleeping = 16;

// A counter that threads wait on, on cache lines of its own.
typedef struct gate {
  _Alignas(LUGE_ALIGNMENT) _Atomic uint32_t generation;
  _Atomic uint32_t sleepers;
} gate;

typedef struct worker {
  pthread_t handle;
  luge_team *team;
  int thread;
  _Atomic int processor; // where the thread ran last
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
  worker workers[]; // by thread; the first stands for the caller
};

static void pauseProcessor(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  __asm__ volatile("yield");
#endif
}

static void noteProcessor(worker *self) {
  int here = sched_getcpu();
  // The common case leaves the cache line shared.
  if (atomic_load_explicit(&self->processor, memory_order_relaxed) != here)
    atomic_store_explicit(&self->processor, here, memory_order_relaxed);
}

// Moves this thread to a processor without one of the team, if it shares its own.
static void leaveSharedProcessor(luge_team *team, worker *self) {
  noteProcessor(self);
  int here = atomic_load_explicit(&self->processor, memory_order_relaxed);
  bool shared = false;
  cpu_set_t taken;
  CPU_ZERO(&taken);
  for (int i = 0; i < team->threads; ++i) {
    int there = atomic_load_explicit(&team->workers[i].processor, memory_order_relaxed);
    if (i == self->thread || there < 0 || there >= CPU_SETSIZE)
      continue;
    shared |= there == here;
    CPU_SET(there, &taken);
  }
  cpu_set_t allowed, others;
  if (!shared || sched_getaffinity(0, sizeof allowed, &allowed) != 0)
    return;
  CPU_AND(&taken, &taken, &allowed);
  CPU_XOR(&others, &allowed, &taken);
  // Narrowing the set moves the thread at once; widening it again leaves it there.
  if (CPU_COUNT(&others) > 0 && sched_setaffinity(0, sizeof others, &others) == 0)
    sched_setaffinity(0, sizeof allowed, &allowed);
  noteProcessor(self);
}

static worker *findSelf(luge_team *team) {
  for (int i = 1; i < team->threads; ++i)
    if (pthread_equal(team->workers[i].handle, pthread_self()))
      return &team->workers[i];
  return &team->workers[0];
}

// Waits until the gate's generation is not `old`. `self` may be NULL: found if needed.
static void awaitGate(luge_team *team, gate *gate, uint32_t old, worker *self) {
  for (uint32_t spin = 0; spin < team->spins; ++spin) {
    if (atomic_load_explicit(&gate->generation, memory_order_acquire) != old)
      return;
    if (spin == team->spins / spinsBeforeMoving)
      leaveSharedProcessor(team, self ? self : findSelf(team));
    pauseProcessor();
  }
  for (uint32_t yield = 0; team->spins == 0 && yield < yieldsBeforeSleeping; ++yield) {
    if (atomic_load_explicit(&gate->generation, memory_order_acquire) != old)
      return;
    sched_yield();
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
    awaitGate(team, &team->barrier, generation, NULL);
  }
}

static void *runWorker(void *argument) {
  worker *self = argument;
  luge_team *team = self->team;
  luge_set_float_mode();
  for (uint32_t generation = 0;; ++generation) {
    awaitGate(team, &team->start, generation, self);
    if (team->stop)
      return NULL;
    noteProcessor(self);
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
  size_t bytes = sizeof(luge_team) + (size_t)threads * sizeof(worker);
  return (bytes + LUGE_ALIGNMENT - 1) / LUGE_ALIGNMENT * LUGE_ALIGNMENT;
}

// Ends the workers and joins those below number `end`.
static void joinWorkers(luge_team *team, int end) {
  team->stop = true;
  openGate(&team->start);
  for (int i = 1; i < end; ++i)
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

  for (int thread = 0; thread < threads; ++thread) {
    worker *worker = &team->workers[thread];
    worker->team = team;
    worker->thread = thread;
    atomic_store_explicit(&worker->processor, -1, memory_order_relaxed);
  }

  // Workers inherit the mask: signals are for the program's own threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int started = 1;
  while (started < threads && pthread_create(&team->workers[started].handle, NULL, runWorker,
                                             &team->workers[started]) == 0)
    ++started;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (started == threads)
    return LUGE_OK;
  joinWorkers(team, started);
  return LUGE_ERROR_THREAD;
}

void luge_team_destroy(luge_team *team) {
  if (team)
    joinWorkers(team, team->threads);
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
  luge_float_mode before = luge_set_float_mode();
  if (!team || team->threads == 1) {
    task(context, team, 0, 1);
  } else {
    team->task = task;
    team->context = context;
    noteProcessor(&team->workers[0]);
    openGate(&team->start);
    task(context, team, 0, team->threads);
    luge_team_barrier(team);
  }
  luge_restore_float_mode(before);
}
