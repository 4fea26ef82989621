// Trains several instances of one program, each from a thread of its own and with a team of its own, then the same
// instances one after the other: the bits must be equal, and taking turns on the processors must cost little.
// usage: concurrent TEAM
#define _POSIX_C_SOURCE 199309L // for clock_gettime
#include "net.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TRAINERS = 4, STEPS = 60, FEATURES = 64, CLASSES = 10, BATCH = DIGITS_MLP_MAX_BATCH };

typedef struct trainer {
  int number, team;
  float losses[STEPS];
  luge_status status;
} trainer;

static void *train(void *argument) {
  trainer *self = argument;
  size_t bytes = digits_mlp_size(self->team);
  digits_mlp *net = aligned_alloc(LUGE_ALIGNMENT, bytes);
  float *x = malloc(sizeof(float) * BATCH * FEATURES);
  int64_t *y = malloc(sizeof(int64_t) * BATCH);
  for (int i = 0; i < BATCH * FEATURES; ++i)
    x[i] = (float)((i * 7 + self->number) % 13) / 13;
  for (int i = 0; i < BATCH; ++i)
    y[i] = (i + self->number) % CLASSES;
  self->status = digits_mlp_init(net, bytes, (uint64_t)self->number, self->team);
  for (int step = 0; step < STEPS && self->status == LUGE_OK; ++step)
    self->status = digits_mlp_step(net, BATCH, x, y, &self->losses[step], NULL, NULL);
  digits_mlp_destroy(net);
  free(net);
  free(x);
  free(y);
  return NULL;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  trainer together[TRAINERS], alone[TRAINERS];
  pthread_t threads[TRAINERS];
  double start = now();
  for (int i = 0; i < TRAINERS; ++i) {
    together[i] = (trainer){.number = i, .team = argc > 1 ? atoi(argv[1]) : 1};
    alone[i] = together[i];
    pthread_create(&threads[i], NULL, train, &together[i]);
  }
  for (int i = 0; i < TRAINERS; ++i)
    pthread_join(threads[i], NULL);
  double middle = now();
  for (int i = 0; i < TRAINERS; ++i)
    train(&alone[i]);
  double end = now();
  for (int i = 0; i < TRAINERS; ++i) {
    if (together[i].status != LUGE_OK || alone[i].status != LUGE_OK)
      return fprintf(stderr, "a step failed: %s\n", luge_status_string(together[i].status)), 1;
    if (memcmp(together[i].losses, alone[i].losses, sizeof alone[i].losses) != 0)
      return fprintf(stderr, "trainer %d has other losses when it is alone\n", i), 1;
  }
  if (alone[0].losses[STEPS - 1] >= alone[0].losses[0] || alone[0].losses[0] == alone[1].losses[0])
    return fprintf(stderr, "nothing was learned\n"), 1;
  printf("together %.1f ms, one after the other %.1f ms\n", (middle - start) * 1e3,
         (end - middle) * 1e3);
  // Far above what is measured, and far below what waiting for time slices would cost.
  return middle - start > 10 * (end - middle) + 1;
}
