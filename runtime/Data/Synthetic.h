//===- Synthetic.h - A classification that is easy to learn -----*- C++ -*-===//
#ifndef LUGE_RUNTIME_DATA_SYNTHETIC_H
#define LUGE_RUNTIME_DATA_SYNTHETIC_H

#include "runtime/Data/Dataset.h"

namespace luge::data {

struct SyntheticOptions {
  int64_t samples = 1024;
  /// Extents of one sample.
  std::vector<int64_t> extents = {4};
  int64_t classes = 3;
  uint64_t seed = 0;
};

/// One cluster per class: its centre is drawn from [-1, 1), samples lie within
/// `noise` of it in every feature, and classes take turns. Train and test share
/// the centres, not the samples. The same options give the same numbers anywhere.
/// Throws Error if samples, an extent or classes are below 1.
struct Synthetic : Dataset {
  static constexpr float noise = 0.5f;
  explicit Synthetic(Split split, const SyntheticOptions &options = {});
};

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_SYNTHETIC_H
