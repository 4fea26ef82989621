#include "runtime/Data/DataLoader.h"

#include "runtime/Core/Philox.h"
#include "runtime/Data/Error.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

namespace luge::data {

void shuffle(std::vector<int64_t> &order, uint64_t seed, int64_t epoch) {
  std::iota(order.begin(), order.end(), 0);
  uint32_t block[4];
  for (size_t i = 0; i + 1 < order.size(); ++i) {
    if (i % 4 == 0)
      luge_philox_block(seed, uint32_t(i / 4), uint32_t(epoch), LUGE_PHILOX_DATA, block);
    // The high half of a product maps a word to [0, left) without division.
    uint64_t left = order.size() - i;
    std::swap(order[i], order[i + size_t(uint64_t(block[i % 4]) * left >> 32)]);
  }
}

static std::vector<int64_t> withRows(std::vector<int64_t> extents, int64_t rows) {
  extents.front() = rows;
  return extents;
}

/// What a batch of `array` consists of.
static Type handedOut(const Array &array) {
  return array.type == Type::u8 ? Type::f32 : array.type;
}

DataLoader::DataLoader(Dataset samples, const DataLoaderOptions &options)
    : dataset(std::move(samples)), options(options) {
  if (options.batch_size < 1)
    throw Error("expected a batch size of at least 1, got " + std::to_string(options.batch_size));
  if (dataset.inputs.extents.empty() || dataset.targets.extents.empty() || dataset.size() == 0)
    throw Error("expected a data set with at least one sample");
  if (dataset.targets.rows() != dataset.size())
    throw Error("expected as many targets as samples, got " +
                std::to_string(dataset.targets.rows()) + " and " + std::to_string(dataset.size()));
  int64_t rows = std::min(options.batch_size, dataset.size());
  inputs = Array(handedOut(dataset.inputs), withRows(dataset.inputs.extents, rows));
  targets = Array(handedOut(dataset.targets), withRows(dataset.targets.extents, rows));
  order.resize(size_t(dataset.size()));
  std::iota(order.begin(), order.end(), 0);
}

int64_t DataLoader::size() const {
  int64_t rounding = options.drop_last ? 0 : options.batch_size - 1;
  return (dataset.size() + rounding) / options.batch_size;
}

void DataLoader::seek(int64_t epoch, int64_t batch) {
  currentEpoch = nextEpoch = epoch;
  firstBatch = batch;
}

DataLoader::Iterator DataLoader::begin() {
  currentEpoch = nextEpoch++;
  if (options.shuffle)
    data::shuffle(order, options.seed, currentEpoch);
  return {this, std::exchange(firstBatch, 0)};
}

bool DataLoader::Iterator::operator==(std::default_sentinel_t) const {
  return batch >= loader->size();
}

/// Copies the rows of `source` that `order` names into `batch`.
static View gather(const Array &source, const int64_t *order, int64_t rows, Array &batch) {
  int64_t width = source.elements() / source.rows();
  if (source.type == Type::u8) {
    auto *from = source.data<uint8_t>();
    auto *to = batch.data<float>();
    for (int64_t row = 0; row < rows; ++row)
      std::transform(from + order[row] * width, from + (order[row] + 1) * width, to + row * width,
                     [](uint8_t byte) { return float(byte) / 255.0f; });
  } else {
    size_t bytes = size_t(width) * sizeOf(source.type);
    for (int64_t row = 0; row < rows; ++row)
      std::memcpy(batch.bytes.data() + size_t(row) * bytes,
                  source.bytes.data() + size_t(order[row]) * bytes, bytes);
  }
  return {batch.type, withRows(batch.extents, rows), batch.bytes.data()};
}

Batch DataLoader::load(int64_t batch) {
  int64_t first = batch * options.batch_size;
  int64_t rows = std::min(options.batch_size, dataset.size() - first);
  const int64_t *rowsInOrder = order.data() + first;
  return {gather(dataset.inputs, rowsInOrder, rows, inputs),
          gather(dataset.targets, rowsInOrder, rows, targets)};
}

} // namespace luge::data
