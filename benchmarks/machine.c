// What the machine can do at most, measured in turn with the systems; peer_step.py says how it is asked to run.
// usage: machine KIND THREADS
//
// KIND is "fma", independent fused multiply-adds in f32; "triad", a[i] = b[i] + s * c[i] on arrays of 256 MB; or
// "triad_in_cache", the same on arrays of 64 KB a thread. The first line of output has "work", the FLOPs or bytes of
// one step. As STREAM does, the triad counts 12 bytes an element. Its stores are ordinary ones, for which the hardware
// reads `a`, too, so that 16 bytes move: what updates in place has no such loss. And one core is limited by the misses
// it can have under way, which grow with the number of arrays. So an optimizer may well exceed this peak.
#define _GNU_SOURCE // for MADV_HUGEPAGE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#ifdef __AVX512F__
typedef float lanes __attribute__((vector_size(64)));
#else
typedef float lanes __attribute__((vector_size(32)));
#endif
enum { CHAINS = 12, WIDTH = sizeof(lanes) / sizeof(float), CHAIN_LENGTH = 1000 * 1000 };
enum { LENGTH = 64 << 20, CACHED_LENGTH = 16 << 10, CACHED_PASSES = 100, PADDING = 2 << 20 };

static int threadCount;
static long steps;
static pthread_barrier_t barrier;
static volatile float sink;
static float *arrays[3];

static void multiplyAdd(long thread) {
  (void)thread;
  lanes sum[CHAINS], a, b;
  for (int i = 0; i < WIDTH; ++i) {
    a[i] = 0.5f;
    b[i] = 1.0f + sink;
    for (int chain = 0; chain < CHAINS; ++chain) // all different: none is left out
      sum[chain][i] = chain + sink;
  }
  for (long step = 0; step < CHAIN_LENGTH; ++step)
    for (int i = 0; i < CHAINS; ++i)
      sum[i] = sum[i] * a + b;
  for (int i = 0; i < CHAINS; ++i)
    sink = sum[i][0] * 0;
}

static void addScaled(float *restrict a, const float *b, const float *c, long length) {
  for (long i = 0; i < length; ++i)
    a[i] = b[i] + 3.0f * c[i];
}

static void triad(long thread) {
  long share = LENGTH / threadCount, begin = thread * share;
  addScaled(arrays[0] + begin, arrays[1] + begin, arrays[2] + begin, share);
}

static void cachedTriad(long thread) {
  long begin = thread * CACHED_LENGTH;
  for (int pass = 0; pass < CACHED_PASSES; ++pass) {
    addScaled(arrays[0] + begin, arrays[1] + begin, arrays[2] + begin, CACHED_LENGTH);
    __asm__ volatile("" ::: "memory"); // every pass counts
  }
}

static const struct {
  const char *name;
  void (*run)(long thread);
  double work; // of one thread
} kinds[] = {
    {"fma", multiplyAdd, 2.0 * WIDTH * CHAINS * CHAIN_LENGTH},
    {"triad", triad, 12.0 * LENGTH}, // of all
    {"triad_in_cache", cachedTriad, 12.0 * CACHED_LENGTH * CACHED_PASSES},
};
static int kind = -1;

// Takes part in every command, with all other threads.
static void runSteps(long thread) {
  pthread_barrier_wait(&barrier);
  for (long i = 0; i < steps; ++i)
    kinds[kind].run(thread);
  pthread_barrier_wait(&barrier);
}

static void *serve(void *thread) {
  for (;;)
    runSteps((long)thread);
  return NULL;
}

// What was never written would be one page of zeros, in cache.
static void makeArrays(void) {
  for (int i = 0; i < 3; ++i) {
    size_t bytes = (LENGTH + PADDING) * sizeof(float);
    arrays[i] = aligned_alloc(2 << 20, bytes);
    madvise(arrays[i], bytes, MADV_HUGEPAGE);
    arrays[i] += i * 27 * WIDTH; // not all in the same sets of the caches
    for (long k = 0; k < LENGTH; ++k)
      arrays[i][k] = i;
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  for (int i = 0; argc == 3 && i < 3; ++i)
    if (strcmp(argv[1], kinds[i].name) == 0)
      kind = i;
  threadCount = argc == 3 ? atoi(argv[2]) : 0;
  if (kind < 0 || threadCount < 1)
    return 2;
  makeArrays();
  pthread_barrier_init(&barrier, NULL, threadCount);
  for (long t = 1; t < threadCount; ++t)
    pthread_create(&(pthread_t){0}, NULL, serve, (void *)t);

  printf("{\"work\": %.0f}\n", kinds[kind].work * (kinds[kind].run == triad ? 1 : threadCount));
  fflush(stdout);
  while (scanf("%ld", &steps) == 1) {
    double start = now();
    runSteps(0);
    printf("{\"seconds\": %.9f, \"value\": 0}\n", now() - start);
    fflush(stdout);
  }
  printf("{}\n");
  return 0;
}
