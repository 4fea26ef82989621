#include "runtime/Data/DataLoader.h"
#include "runtime/Data/Error.h"
#include "runtime/Data/Synthetic.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <numeric>

using namespace luge::data;

namespace {
/// Row i: inputs (i, i + 0.5), target i.
Dataset counting(int64_t rows) {
  Dataset dataset = {Array(Type::f32, {rows, 2}), Array(Type::i64, {rows}), rows};
  for (int64_t i = 0; i < rows; ++i) {
    dataset.inputs.data<float>()[2 * i] = float(i);
    dataset.inputs.data<float>()[2 * i + 1] = float(i) + 0.5f;
    dataset.targets.data<int64_t>()[i] = i;
  }
  return dataset;
}

/// The targets of each batch of one epoch.
std::vector<std::vector<int64_t>> epoch(DataLoader &loader) {
  std::vector<std::vector<int64_t>> batches;
  for (auto [x, y] : loader) {
    EXPECT_EQ(x.extents, (std::vector<int64_t>{y.rows(), 2}));
    for (int64_t i = 0; i < y.rows(); ++i)
      EXPECT_EQ(x.data<float>()[2 * i + 1], float(y.data<int64_t>()[i]) + 0.5f);
    batches.emplace_back(y.data<int64_t>(), y.data<int64_t>() + y.rows());
  }
  return batches;
}

using Batches = std::vector<std::vector<int64_t>>;
} // namespace

TEST(DataLoader, KeepsTheOrderAndTheSmallerLastBatch) {
  DataLoader loader(counting(5), {.batch_size = 2});
  EXPECT_EQ(loader.size(), 3);
  EXPECT_EQ(epoch(loader), (Batches{{0, 1}, {2, 3}, {4}}));
  EXPECT_EQ(epoch(loader), (Batches{{0, 1}, {2, 3}, {4}}));
}

TEST(DataLoader, DropsTheLastBatchWhenAsked) {
  DataLoader loader(counting(5), {.batch_size = 2, .drop_last = true});
  EXPECT_EQ(loader.size(), 2);
  EXPECT_EQ(epoch(loader), (Batches{{0, 1}, {2, 3}}));
}

TEST(DataLoader, BatchesLargerThanTheDataSet) {
  DataLoader loader(counting(3), {.batch_size = 100});
  EXPECT_EQ(epoch(loader), (Batches{{0, 1, 2}}));
}

TEST(DataLoader, ShufflesEachEpochDifferentlyAndEachRunEqually) {
  Dataset dataset = counting(50);
  DataLoader first(dataset, {.batch_size = 8, .shuffle = true, .seed = 1});
  DataLoader second(dataset, {.batch_size = 8, .shuffle = true, .seed = 1});
  DataLoader other(dataset, {.batch_size = 8, .shuffle = true, .seed = 2});
  Batches begin = epoch(first);
  EXPECT_EQ(begin, epoch(second));
  EXPECT_NE(begin, epoch(other));
  Batches next = epoch(first);
  EXPECT_NE(begin, next);
  EXPECT_EQ(first.epoch(), 1);
}

TEST(DataLoader, ResumesAtAnyEpochAndBatch) {
  Dataset dataset = counting(50);
  DataLoaderOptions options = {.batch_size = 8, .shuffle = true, .seed = 1};
  DataLoader whole(dataset, options), resumed(dataset, options);
  epoch(whole);
  Batches second = epoch(whole), third = epoch(whole);
  resumed.seek(1, 4);
  EXPECT_EQ(epoch(resumed), Batches(second.begin() + 4, second.end()));
  EXPECT_EQ(epoch(resumed), third);
}

TEST(DataLoader, HandsOutBytesAsFractions) {
  Dataset dataset = {Array(Type::u8, {2, 2}), Array(Type::i64, {2}), 0};
  std::vector<uint8_t> bytes = {0, 51, 128, 255};
  std::copy(bytes.begin(), bytes.end(), dataset.inputs.data<uint8_t>());
  DataLoader loader(dataset, {.batch_size = 2});
  auto [x, y] = *loader.begin();
  EXPECT_EQ(std::vector<float>(x.data<float>(), x.data<float>() + 4),
            (std::vector<float>{0, 0.2f, 128 / 255.0f, 1}));
}

TEST(DataLoader, RefusesWhatItCannotBatch) {
  Dataset dataset = counting(5);
  EXPECT_THROW(DataLoader(dataset, {.batch_size = 0}), Error);
  dataset.targets = Array(Type::i64, {4});
  EXPECT_THROW(DataLoader(dataset, {.batch_size = 2}), Error);
  EXPECT_THROW(DataLoader(Dataset(), {.batch_size = 2}), Error);
  EXPECT_THROW(DataLoader(counting(0), {.batch_size = 2}), Error);
}

TEST(Shuffle, IsAPermutationThatIsClearlyMixed) {
  std::vector<int64_t> order(10000), identity(10000);
  std::iota(identity.begin(), identity.end(), 0);
  shuffle(order, 3, 0);
  // A random permutation keeps one element in place on average.
  int64_t kept = std::inner_product(order.begin(), order.end(), identity.begin(), int64_t(0),
                                    std::plus<>(), std::equal_to<>());
  EXPECT_LT(kept, 10);
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, identity);
}

TEST(Synthetic, ClassesAreClustersSharedByTrainAndTest) {
  SyntheticOptions options = {.samples = 30, .extents = {2, 3}, .classes = 3, .seed = 5};
  Synthetic train(Split::train, options), test(Split::test, options);
  EXPECT_EQ(train.inputs.extents, (std::vector<int64_t>{30, 2, 3}));
  EXPECT_EQ(train.classes, 3);
  EXPECT_NE(train.inputs.bytes, test.inputs.bytes);
  for (int64_t row = 0; row < 30; ++row) {
    EXPECT_EQ(train.targets.data<int64_t>()[row], row % 3);
    // Two samples of one class differ by less than twice the noise.
    for (int64_t i = 0; i < 6; ++i)
      EXPECT_LT(std::abs(train.inputs.data<float>()[row * 6 + i] -
                         test.inputs.data<float>()[row % 3 * 6 + i]),
                2 * Synthetic::noise + 1e-6f);
  }
  EXPECT_EQ(train.inputs.bytes, Synthetic(Split::train, options).inputs.bytes);
}

TEST(Synthetic, RefusesEmptyOptions) {
  EXPECT_THROW(Synthetic(Split::train, {.samples = 0}), Error);
  EXPECT_THROW(Synthetic(Split::train, {.extents = {0}}), Error);
  EXPECT_THROW(Synthetic(Split::train, {.classes = 0}), Error);
}

TEST(Array, ConvertsItsNumbers) {
  Array bytes(Type::u8, {3});
  bytes.data<uint8_t>()[1] = 200;
  Array doubles = bytes.as(Type::f64);
  EXPECT_EQ(doubles.type, Type::f64);
  EXPECT_EQ(doubles.data<double>()[1], 200);
  EXPECT_EQ(toString(doubles.extents), "[3]");
}
