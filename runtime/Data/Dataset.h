//===- Dataset.h - Samples and what they are to be --------------*- C++ -*-===//
#ifndef LUGE_RUNTIME_DATA_DATASET_H
#define LUGE_RUNTIME_DATA_DATASET_H

#include "runtime/Data/Array.h"

namespace luge::data {

/// Which part of a data set.
enum class Split { train, test };

/// Samples in memory. Row i of `inputs` belongs to row i of `targets`.
struct Dataset {
  /// f32, f64, or u8: handed out by a DataLoader as x / 255 in f32, so that images
  /// take a quarter of the memory.
  Array inputs;
  /// i64 class indices, or numbers of the inputs' type.
  Array targets;
  /// Class indices lie in [0, classes); 0: targets are not classes.
  int64_t classes = 0;

  int64_t size() const { return inputs.rows(); }
};

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_DATASET_H
