// usage: resume CHECKPOINT RESULT DATA: loads a checkpoint, makes a step of DATA, saves.
#include "train_step.h"

#include <stdio.h>
#include <stdlib.h>

static int check(luge_status status, const luge_detail *detail) {
  char line[256];
  luge_describe(status, detail, line, sizeof line);
  if (status != LUGE_OK)
    fprintf(stderr, "resume: %s\n", line);
  return status != LUGE_OK;
}

int main(int argc, char **argv) {
  static float x[11 * 5], loss;
  static int64_t y[11];
  FILE *data = argc == 4 ? fopen(argv[3], "rb") : NULL;
  if (!data || fread(x, sizeof x, 1, data) != 1 || fread(y, sizeof y, 1, data) != 1)
    return 2;
  fclose(data);
  luge_detail detail = LUGE_NO_DETAIL;
  size_t bytes = train_step_size(1);
  train_step *step = aligned_alloc(LUGE_ALIGNMENT, bytes);
  train_step_hypers hypers = train_step_default_hypers();
  hypers.lr = 0.05;
  if (check(train_step_init(step, bytes, 0, 1), &detail))
    return 1;
  int failed = check(train_step_load(step, argv[1], &detail), &detail) ||
               check(train_step_step(step, 11, x, y, &loss, &hypers, &detail), &detail) ||
               check(train_step_save(step, argv[2], &detail), &detail);
  train_step_destroy(step);
  free(step);
  return failed;
}
