// What activations do at random.
#include "luge/luge.h"

#include <gtest/gtest.h>

using namespace luge;

TEST(Activations, RReLUDrawsSlopesInTrainingAlone) {
  manual_seed(5);
  nn::RReLU layer(nn::RReLUOptions().lower(0.25).upper(0.5));
  Tensor x = full({1000}, -2.0, kFloat64).requires_grad_();
  Tensor y = layer(x);
  y.sum().backward();
  std::vector<double> values = y.to_vector<double>(), slopes = x.grad().to_vector<double>();
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_GE(slopes[i], 0.25);
    EXPECT_LT(slopes[i], 0.5);
    EXPECT_DOUBLE_EQ(values[i], -2 * slopes[i]);
    sum += slopes[i];
  }
  EXPECT_NEAR(sum / 1000, 0.375, 0.01);
  EXPECT_NE(slopes[0], slopes[1]);

  EXPECT_EQ(layer(ones({3})).to_vector<float>(), (std::vector<float>{1, 1, 1}));
  layer->eval();
  EXPECT_EQ(layer(full({2}, -2.0)).to_vector<float>(), (std::vector<float>{-0.75, -0.75}));
}

TEST(Activations, RReLUDrawsForTheBatchOfAStep) {
  nn::RReLU layer;
  auto step = compile([&](Tensor x) { return layer(x); });
  std::vector<float> first = step(full({3, 5}, -1.0)).to_vector<float>();
  EXPECT_NE(first, step(full({3, 5}, -1.0)).to_vector<float>());
  EXPECT_EQ(step(full({2, 5}, -1.0)).numel(), 10);
  EXPECT_EQ(step.compilations(), 1);
}
