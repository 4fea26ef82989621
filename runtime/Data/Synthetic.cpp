#include "runtime/Data/Synthetic.h"

#include "runtime/Core/Philox.h"
#include "runtime/Data/Error.h"

namespace luge::data {

Synthetic::Synthetic(Split split, const SyntheticOptions &options) {
  if (options.samples < 1 || options.classes < 1)
    throw Error("synthetic data: expected at least one sample and one class, got " +
                std::to_string(options.samples) + " and " + std::to_string(options.classes));
  int64_t features = 1;
  for (int64_t extent : options.extents) {
    if (extent < 1)
      throw Error("synthetic data: expected extents of at least 1, got " +
                  toString(options.extents));
    features *= extent;
  }
  std::vector<int64_t> extents = options.extents;
  extents.insert(extents.begin(), options.samples);
  inputs = Array(Type::f32, std::move(extents));
  targets = Array(Type::i64, {options.samples});
  classes = options.classes;

  enum Stream : int64_t { centreStream, trainStream, testStream };
  std::vector<float> centres(size_t(classes * features));
  luge_initialize(centres.data(), LUGE_F32, classes * features, -1, 1, options.seed, centreStream);
  luge_initialize(inputs.bytes.data(), LUGE_F32, inputs.elements(), -noise, noise, options.seed,
                  split == Split::train ? trainStream : testStream);
  for (int64_t row = 0; row < options.samples; ++row) {
    int64_t label = row % classes;
    targets.data<int64_t>()[row] = label;
    for (int64_t i = 0; i < features; ++i)
      inputs.data<float>()[row * features + i] += centres[size_t(label * features + i)];
  }
}

} // namespace luge::data
