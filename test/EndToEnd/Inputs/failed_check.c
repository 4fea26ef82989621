// usage: failed-check THREADS: two instances make the same two steps, and between them one fails two more.
#include "step.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 6 };

static train_step *make(int threads) {
  size_t bytes = train_step_size(threads);
  train_step *step = aligned_alloc(LUGE_ALIGNMENT, bytes);
  if (!step || train_step_init(step, bytes, /*seed=*/7, threads) != LUGE_OK)
    exit(1);
  return step;
}

static luge_status run(train_step *step, float input, float target, float *loss) {
  float x[ROWS * 4], y[ROWS * 3];
  for (int i = 0; i < ROWS * 4; ++i)
    x[i] = (float)i / ROWS;
  for (int i = 0; i < ROWS * 3; ++i)
    y[i] = (float)(i % 2);
  x[5] = input;
  y[5] = target;
  luge_detail detail;
  luge_status status = train_step_step(step, ROWS, x, y, loss, NULL, &detail);
  if (status != LUGE_OK) {
    char line[256];
    luge_describe(status, &detail, line, sizeof line);
    printf("%s\n", line);
  }
  return status;
}

int main(int argc, char **argv) {
  int threads = argc == 2 ? atoi(argv[1]) : 1;
  train_step *failing = make(threads), *other = make(threads);
  float loss, first[2], second[2];
  int wrong = run(failing, 1, 0, &first[0]) != LUGE_OK || run(other, 1, 0, &second[0]) != LUGE_OK;
  wrong |= run(failing, 1, 1.1f, &loss) != LUGE_ERROR_CHECK;
  wrong |= run(failing, NAN, 0, &loss) != LUGE_ERROR_CHECK;
  wrong |= run(failing, 1, 0, &first[1]) != LUGE_OK || run(other, 1, 0, &second[1]) != LUGE_OK;
  if (!wrong && first[0] == second[0] && first[1] == second[1] && first[0] != first[1])
    printf("the same loss\n");
  train_step_destroy(failing);
  train_step_destroy(other);
  free(failing);
  free(other);
  return wrong;
}
