// Trains the model `mlp` in plain C: no framework, no C++, and no memory allocated once training begins.
//
//   luge compile mlp --optimizer=adam --emit=lib,header -o mlp
//   cc -std=c11 -O2 main.c mlp.a -lm -lpthread -o embed
//   ./embed synthetic                                 made-up data
//   ./embed FOLDER [EPOCHS [THREADS [CHECKPOINT]]]    Fashion-MNIST's four files, uncompressed
#include "mlp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PIXELS = 28 * 28, CLASSES = 10, BATCH = MLP_MAX_BATCH };

static void fail(const char *what, const char *why) {
  fprintf(stderr, "embed: %s: %s\n", what, why);
  exit(1);
}

// Functions of the library return a status; the detail says what was wrong with what.
static void check(luge_status status, const luge_detail *detail) {
  char line[256];
  luge_describe(status, detail, line, sizeof line);
  if (status != LUGE_OK)
    fail("mlp", line);
}

static void *allocate(size_t bytes) {
  void *memory = aligned_alloc(LUGE_ALIGNMENT, (bytes / LUGE_ALIGNMENT + 1) * LUGE_ALIGNMENT);
  if (!memory)
    fail("memory", "not enough of it");
  return memory;
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

typedef struct dataset {
  int64_t rows;
  float *images;   // [rows][PIXELS], in [0, 1]
  int64_t *labels; // [rows], in [0, CLASSES)
} dataset;

static dataset new_dataset(int64_t rows) {
  size_t images = (size_t)rows * PIXELS * sizeof(float), labels = (size_t)rows * sizeof(int64_t);
  return (dataset){rows, allocate(images), allocate(labels)};
}

// Each class lights pixels of its own, under noise.
static dataset make_dataset(int64_t rows, uint32_t noise) {
  dataset data = new_dataset(rows);
  for (int64_t i = 0; i < rows * PIXELS; ++i) {
    noise = noise * 1664525u + 1013904223u;
    data.images[i] =
        (float)(noise >> 16) / 131072.0f + (i % CLASSES == i / PIXELS % CLASSES) * 0.1f;
  }
  for (int64_t row = 0; row < rows; ++row)
    data.labels[row] = row % CLASSES;
  return data;
}

// The bytes of FOLDER/PREFIX-NAME, an idx file of `count` big-endian words and then rows of `width` bytes each.
static unsigned char *read_idx(const char *folder, const char *prefix, const char *name, int count,
                               int64_t width, int64_t *rows) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s-%s", folder, prefix, name);
  FILE *file = fopen(path, "rb");
  if (!file)
    fail(path, "cannot be opened");
  int64_t words[4] = {0};
  for (int word = 0; word < count; ++word)
    for (int byte = 0; byte < 4; ++byte)
      words[word] = words[word] << 8 | fgetc(file); // the end of the file is negative
  *rows = words[1];
  if (words[0] != 0x800 + count - 1 || *rows <= 0 || (count == 4 && words[2] * words[3] != width))
    fail(path, "is not such an idx file");
  unsigned char *bytes = allocate((size_t)(*rows * width));
  if (fread(bytes, (size_t)width, (size_t)*rows, file) != (size_t)*rows)
    fail(path, "ends early");
  fclose(file);
  return bytes;
}

static dataset read_dataset(const char *folder, const char *prefix) {
  int64_t rows, labelled;
  unsigned char *pixels = read_idx(folder, prefix, "images-idx3-ubyte", 4, PIXELS, &rows);
  unsigned char *labels = read_idx(folder, prefix, "labels-idx1-ubyte", 2, 1, &labelled);
  if (labelled != rows)
    fail(folder, "has not as many labels as images");
  dataset data = new_dataset(rows);
  for (int64_t i = 0; i < rows * PIXELS; ++i)
    data.images[i] = (float)pixels[i] / 255.0f;
  for (int64_t row = 0; row < rows; ++row)
    data.labels[row] = labels[row];
  free(pixels);
  free(labels);
  return data;
}

//===----------------------------------------------------------------------===//
// Training
//===----------------------------------------------------------------------===//

static int64_t batch_at(const dataset *data, int64_t row) {
  return data->rows - row < BATCH ? data->rows - row : BATCH;
}

// The mean loss of one pass over the data.
static double train(mlp *model, const dataset *data, const mlp_hypers *hypers) {
  luge_detail detail = LUGE_NO_DETAIL;
  double sum = 0;
  for (int64_t row = 0; row < data->rows; row += BATCH) {
    int64_t batch = batch_at(data, row);
    float loss;
    check(mlp_step(model, batch, data->images + row * PIXELS, data->labels + row, &loss, hypers,
                   &detail),
          &detail);
    sum += (double)loss * (double)batch;
  }
  return sum / (double)data->rows;
}

// The share of images whose largest logit is at their label.
static double evaluate(mlp *model, const dataset *data) {
  static float logits[BATCH * CLASSES];
  luge_detail detail = LUGE_NO_DETAIL;
  int64_t correct = 0;
  for (int64_t row = 0; row < data->rows; row += BATCH) {
    int64_t batch = batch_at(data, row);
    check(mlp_predict(model, batch, data->images + row * PIXELS, logits, &detail), &detail);
    for (int64_t i = 0; i < batch; ++i) {
      const float *scores = logits + i * CLASSES;
      int best = 0;
      for (int class = 1; class < CLASSES; ++class)
        best = scores[class] > scores[best] ? class : best;
      correct += best == data->labels[row + i];
    }
  }
  return (double)correct / (double)data->rows;
}

static double now(void) {
  struct timespec time;
  timespec_get(&time, TIME_UTC);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 2)
    fail("usage", "embed synthetic|FOLDER [EPOCHS [THREADS [CHECKPOINT]]]");
  const char *folder = argv[1], *checkpoint = argc > 4 ? argv[4] : NULL;
  int epochs = argc > 2 ? atoi(argv[2]) : 5, threads = argc > 3 ? atoi(argv[3]) : 1;
  int synthetic = strcmp(folder, "synthetic") == 0;
  dataset training = synthetic ? make_dataset(4000, 1) : read_dataset(folder, "train");
  dataset test = synthetic ? make_dataset(1000, 2) : read_dataset(folder, "t10k");

  size_t bytes = mlp_size(threads);
  mlp *model = allocate(bytes);
  check(mlp_init(model, bytes, /*seed=*/0, threads), NULL);
  mlp_hypers hypers = mlp_default_hypers();
  for (int epoch = 1; epoch <= epochs; ++epoch) {
    double start = now(), loss = train(model, &training, &hypers), seconds = now() - start;
    printf("epoch %d: loss %.4f, test accuracy %.2f%%; %.1f s\n", epoch, loss,
           100 * evaluate(model, &test), seconds);
  }

  luge_detail detail = LUGE_NO_DETAIL;
  if (checkpoint)
    check(mlp_save(model, checkpoint, &detail), &detail);
  mlp_destroy(model);
  free(model);
  free(training.images);
  free(training.labels);
  free(test.images);
  free(test.labels);
  return 0;
}
