//===- DataLoader.h - Batches of a data set ---------------------*- C++ -*-===//
#ifndef LUGE_RUNTIME_DATA_DATALOADER_H
#define LUGE_RUNTIME_DATA_DATALOADER_H

#include "runtime/Data/Dataset.h"

#include <iterator>

namespace luge::data {

/// torch's names and defaults.
struct DataLoaderOptions {
  int64_t batch_size = 1;
  bool shuffle = false;
  bool drop_last = false;
  uint64_t seed = 0;
};

/// Some rows of a data set, valid until the next batch is asked for:
/// `for (auto [x, y] : loader)`.
struct Batch {
  View inputs;
  View targets;
};

/// Hands out a data set's rows in batches; the last may be smaller. Each loop over
/// the loader is one epoch. The order of an epoch follows from the seed and its
/// number alone, so that a run resumes where another has stopped.
class DataLoader {
public:
  /// Throws Error if batch_size is below 1, the data set has no rows, or inputs and
  /// targets differ in their number.
  explicit DataLoader(Dataset dataset, const DataLoaderOptions &options = {});

  /// Batches per epoch.
  int64_t size() const;
  /// The epoch that runs, or will next.
  int64_t epoch() const { return currentEpoch; }
  /// The next loop begins at this epoch and batch.
  void seek(int64_t epoch, int64_t batch = 0);

  class Iterator {
  public:
    using value_type = Batch;
    using difference_type = std::ptrdiff_t;
    Batch operator*() const { return loader->load(batch); }
    Iterator &operator++() {
      ++batch;
      return *this;
    }
    void operator++(int) { ++batch; }
    /// At the end of the epoch.
    bool operator==(std::default_sentinel_t) const;

  private:
    friend class DataLoader;
    Iterator(DataLoader *loader, int64_t batch) : loader(loader), batch(batch) {}
    DataLoader *loader;
    int64_t batch;
  };

  Iterator begin();
  std::default_sentinel_t end() const { return {}; }

private:
  Batch load(int64_t batch);

  Dataset dataset;
  DataLoaderOptions options;
  std::vector<int64_t> order;
  Array inputs, targets; // one batch
  int64_t currentEpoch = 0, nextEpoch = 0, firstBatch = 0;
};

/// Writes the numbers 0 ... order.size() - 1 in the order of `epoch`: Fisher-Yates
/// over Philox words (key: seed, stream: epoch, domain: LUGE_PHILOX_DATA).
void shuffle(std::vector<int64_t> &order, uint64_t seed, int64_t epoch);

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_DATALOADER_H
