#include "runtime/Core/Philox.h"

#include "gtest/gtest.h"

#include <array>
#include <vector>

using Block = std::array<uint32_t, 4>;

static Block philox(Block counter, std::array<uint32_t, 2> key) {
  Block block;
  luge_philox(counter.data(), key.data(), block.data());
  return block;
}

// Known answers of Random123 1.14, file kat_vectors.
TEST(Philox, MatchesKnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, BlockSplitsSeedAndDomainIntoWords) {
  Block block;
  luge_philox_block(0x299f31d0'a4093822, 0x243f6a88, 0x85a308d3, 0x03707344'13198a2e, block.data());
  EXPECT_EQ(block, (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, UniformUsesUpperTwentyFourBits) {
  EXPECT_EQ(luge_philox_uniform(0), 0.0);
  EXPECT_EQ(luge_philox_uniform(0xFF), 0.0);
  EXPECT_EQ(luge_philox_uniform(0x80000000), 0.5);
  EXPECT_EQ(luge_philox_uniform(~0u), 1.0 - 0x1p-24);
}

TEST(Initialize, FollowsTheFormulaElementByElement) {
  std::vector<float> values(7);
  luge_initialize(values.data(), LUGE_F32, 7, -0.5, 0.25, /*seed=*/42, /*stream=*/3);
  for (uint32_t i = 0; i < 7; ++i) {
    Block block;
    luge_philox_block(42, i / 4, 3, LUGE_PHILOX_INIT, block.data());
    EXPECT_EQ(values[i], float(-0.5 + 0.75 * luge_philox_uniform(block[i % 4])));
  }
}

TEST(Initialize, FloatAndDoubleDrawTheSameNumbers) {
  std::vector<float> floats(100);
  std::vector<double> doubles(100);
  luge_initialize(floats.data(), LUGE_F32, 100, -1, 1, 7, 0);
  luge_initialize(doubles.data(), LUGE_F64, 100, -1, 1, 7, 0);
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(floats[i], float(doubles[i]));
}

TEST(Initialize, EqualBoundsMeanAConstant) {
  std::vector<int64_t> integers(5);
  luge_initialize(integers.data(), LUGE_I64, 5, 3, 3, 0, 0);
  EXPECT_EQ(integers, std::vector<int64_t>(5, 3));
  std::vector<double> doubles(5);
  luge_initialize(doubles.data(), LUGE_F64, 5, 0.1, 0.1, 0, 0);
  EXPECT_EQ(doubles, std::vector<double>(5, 0.1));
}

TEST(Initialize, SeedsAndStreamsDiffer) {
  auto draw = [](uint64_t seed, int64_t stream) {
    std::vector<double> values(16);
    luge_initialize(values.data(), LUGE_F64, 16, 0, 1, seed, stream);
    return values;
  };
  EXPECT_EQ(draw(1, 2), draw(1, 2));
  EXPECT_NE(draw(1, 2), draw(2, 2));
  EXPECT_NE(draw(1, 2), draw(1, 3));
  EXPECT_NE(draw(1, 2), draw(1 + (uint64_t(1) << 32), 2));
}
