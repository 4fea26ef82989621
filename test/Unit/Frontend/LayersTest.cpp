// Layers beyond what their functions compute: initial parameters, names, what is dropped.
#include "luge/luge.h"

#include <cmath>
#include <gtest/gtest.h>
#include <set>

using namespace luge;

TEST(Layers, BilinearStartsWithinItsBound) {
  nn::Bilinear layer(4, 3, 5);
  EXPECT_EQ(layer->weight.sizes(), (Sizes{5, 4, 3}));
  for (float w : layer->weight.to_vector<float>())
    EXPECT_LE(std::abs(w), 0.5);
  EXPECT_EQ(layer->bias.sizes(), (Sizes{5}));
  EXPECT_EQ(layer(ones({7, 4}), ones({7, 3})).sizes(), (Sizes{7, 5}));
  EXPECT_EQ(nn::Bilinear(nn::BilinearOptions(4, 3, 5).bias(false))->parameters().size(), 1u);
}

TEST(Layers, UnflattenUndoesFlatten) {
  nn::Sequential model(nn::Flatten(), nn::Unflatten(1, Sizes{2, -1}));
  EXPECT_EQ(model(zeros({3, 2, 5})).sizes(), (Sizes{3, 2, 5}));
}

/// How many of `values` are `first`; all others must be `second`.
static size_t count(const std::vector<double> &values, double first, double second) {
  size_t result = 0;
  for (double value : values) {
    if (std::abs(value - first) < 1e-12)
      ++result;
    else
      EXPECT_NEAR(value, second, 1e-12);
  }
  return result;
}

TEST(Layers, AlphaDropoutKeepsMeanAndVariance) {
  manual_seed(3);
  constexpr double p = 0.2, limit = -1.7580993408473766;
  double scale = 1 / std::sqrt((1 - p) * (1 + p * limit * limit)), shift = -scale * limit * p;
  nn::AlphaDropout layer(p);
  Tensor x = full({5000}, 0.5, kFloat64);
  size_t dropped = count(layer(x).to_vector<double>(), scale * limit + shift, scale * 0.5 + shift);
  EXPECT_NEAR(dropped / 5000., p, 0.02);
  layer->eval();
  EXPECT_EQ(layer(x).to_vector<double>(), x.to_vector<double>());
  EXPECT_EQ(nn::AlphaDropout(1.0)(ones({2})).to_vector<float>(), (std::vector<float>{0, 0}));
}

TEST(Layers, ChannelsAreDroppedWhole) {
  manual_seed(3);
  Tensor x = ones({20, 30, 7}, kFloat64);
  std::vector<double> values = nn::Dropout1d(0.25)(x).to_vector<double>();
  for (size_t i = 0; i < values.size(); ++i)
    EXPECT_EQ(values[i], values[i / 7 * 7]);
  EXPECT_NEAR(count(values, 0, 4. / 3) / double(values.size()), 0.25, 0.05);
  EXPECT_EQ(nn::functional::dropout2d(x, 0.25, false).to_vector<double>(), x.to_vector<double>());

  auto step =
      compile([](Tensor batch) { return nn::functional::feature_alpha_dropout(batch, 0.5, true); });
  values = step(x).to_vector<double>();
  for (size_t i = 0; i < values.size(); ++i)
    EXPECT_EQ(values[i], values[i / 7 * 7]);
  EXPECT_EQ(std::set<double>(values.begin(), values.end()).size(), 2u);
}
