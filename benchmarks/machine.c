// What the machine can do at most: prints GFLOP/s of independent fused multiply-adds in f32, and GB/s of
// a[i] = b[i] + s * c[i] on arrays far beyond the caches. usage: machine THREADS
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifdef __AVX512F__
typedef float lanes __attribute__((vector_size(64)));
#else
typedef float lanes __attribute__((vector_size(32)));
#endif
enum { CHAINS = 12, WIDTH = sizeof(lanes) / sizeof(float) };
enum { ROUNDS = 10, FMA_STEPS = 20 * 1000 * 1000, TRIAD_LENGTH = 32 * 1024 * 1024 };

static pthread_barrier_t barrier;
static int threadCount;
static volatile float sink;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void multiplyAdd(void) {
  lanes sum[CHAINS], a, b;
  for (int i = 0; i < WIDTH; ++i) {
    a[i] = 0.5f;
    b[i] = 1.0f + sink;
    for (int chain = 0; chain < CHAINS; ++chain) // all different: none is left out
      sum[chain][i] = chain + sink;
  }
  for (long step = 0; step < FMA_STEPS; ++step)
    for (int i = 0; i < CHAINS; ++i)
      sum[i] = sum[i] * a + b;
  for (int i = 0; i < CHAINS; ++i)
    sink = sum[i][0] * 0;
}

static float *arrays[3];

static void triad(long thread) {
  long share = TRIAD_LENGTH / threadCount, begin = thread * share;
  float *restrict a = arrays[0], *b = arrays[1], *c = arrays[2];
  for (long i = begin; i < begin + share; ++i)
    a[i] = b[i] + 3.0f * c[i];
}

// Runs both in step with the other threads; thread 0 keeps the best times.
static double best[2] = {1e9, 1e9};
static void *measure(void *arg) {
  long thread = (long)arg;
  triad(thread); // touches this thread's pages first
  for (int round = 0; round < ROUNDS; ++round) {
    for (int kind = 0; kind < 2; ++kind) {
      pthread_barrier_wait(&barrier);
      double start = now();
      if (kind == 0)
        multiplyAdd();
      else
        triad(thread);
      pthread_barrier_wait(&barrier);
      double seconds = now() - start;
      if (thread == 0 && seconds < best[kind])
        best[kind] = seconds;
    }
  }
  return NULL;
}

int main(int argc, char **argv) {
  threadCount = argc > 1 ? atoi(argv[1]) : 1;
  if (threadCount < 1 || threadCount > 64)
    return 2;
  for (int i = 0; i < 3; ++i)
    arrays[i] = aligned_alloc(64, TRIAD_LENGTH * sizeof(float));
  pthread_barrier_init(&barrier, NULL, threadCount);
  pthread_t threads[64];
  for (long t = 1; t < threadCount; ++t)
    pthread_create(&threads[t], NULL, measure, (void *)t);
  measure((void *)0);
  for (long t = 1; t < threadCount; ++t)
    pthread_join(threads[t], NULL);
  double flops = 2.0 * WIDTH * CHAINS * FMA_STEPS * threadCount;
  double bytes = 3.0 * sizeof(float) * TRIAD_LENGTH;
  printf("{\"gflops\": %.1f, \"gbs\": %.1f}\n", flops / best[0] * 1e-9, bytes / best[1] * 1e-9);
  return 0;
}
