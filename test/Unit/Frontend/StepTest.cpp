// Compiled steps: what they compute, what they update, when they are compiled again.
#include "luge/luge.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace luge;
namespace F = luge::nn::functional;

/// A leaf of the given numbers.
static Tensor parameter(const TensorData &data) {
  return tensor(data, TensorOptions(kFloat32).requires_grad(true));
}

TEST(Step, RunsFunctionsOfTensors) {
  auto doubled = compile([](Tensor x) { return x * 2; });
  EXPECT_EQ(doubled(tensor({1., 2., 3.})).to_vector<float>(), (std::vector<float>{2, 4, 6}));
}

TEST(Step, UpdatesParametersInPlace) {
  Tensor w = parameter({1., 2.});
  const float *memory = w.data_ptr<float>();
  optim::SGD optimizer({w}, optim::SGDOptions(0.5));
  auto step = compile([&](Tensor x) {
    optimizer.zero_grad();
    Tensor loss = (x * w).sum();
    loss.backward();
    optimizer.step();
    return loss;
  });
  // The gradient is the sum of x's rows, (4, 6).
  EXPECT_EQ(step(tensor({{1., 2.}, {3., 4.}})).item<float>(), 1 + 4 + 3 + 8);
  EXPECT_EQ(w.to_vector<float>(), (std::vector<float>{1 - 2, 2 - 3}));
  EXPECT_EQ(w.data_ptr<float>(), memory);
  EXPECT_FALSE(w.grad().defined());
}

TEST(Step, TakesSmallerBatchesWithoutCompiling) {
  auto mean = compile([](Tensor x) { return x.mean(); });
  EXPECT_EQ(mean(tensor({1., 2., 6.})).item<float>(), 3);
  EXPECT_EQ(mean(tensor({5.})).item<float>(), 5);
  EXPECT_EQ(mean.compilations(), 1);
  EXPECT_EQ(mean(tensor({1., 1., 1., 5.})).item<float>(), 2);
  EXPECT_EQ(mean.compilations(), 2);
}

TEST(Step, IsCompiledOnceMoreForOtherShapesAndTypes) {
  auto sum = compile([](Tensor x) { return x.sum(); });
  EXPECT_EQ(sum(ones({2, 3})).item<float>(), 6);
  EXPECT_EQ(sum(ones({2, 5})).item<float>(), 10);
  EXPECT_EQ(sum(ones({2, 3}, kFloat64)).item<double>(), 6);
  EXPECT_EQ(sum(ones({2, 3})).item<float>(), 6);
  EXPECT_EQ(sum.compilations(), 3);
}

TEST(Step, LearningRateTakesEffectWithoutCompiling) {
  Tensor w = parameter({0.});
  optim::SGD optimizer({w}, optim::SGDOptions(1));
  auto step = compile([&](Tensor x) {
    optimizer.zero_grad();
    (x * w).sum().backward();
    optimizer.step();
  });
  step(tensor({1.}));
  EXPECT_EQ(w.item<float>(), -1);
  optimizer.param_groups()[0].set_lr(0.25);
  step(tensor({1.}));
  EXPECT_EQ(w.item<float>(), -1.25);
  EXPECT_EQ(step.compilations(), 1);
}

TEST(Step, GroupsHaveOptionsOfTheirOwn) {
  Tensor v = parameter({0.}), w = parameter({0.});
  optim::SGD optimizer({optim::OptimizerParamGroup({v}, optim::SGDOptions(1).momentum(0.5)),
                        optim::OptimizerParamGroup({w})},
                       optim::SGDOptions(0.25).maximize(true));
  auto step = compile([&](Tensor x) {
    optimizer.zero_grad();
    (x * v + x * w).sum().backward();
    optimizer.step();
  });
  step(tensor({1.}));
  step(tensor({1.}));
  EXPECT_EQ(v.item<float>(), -1 - 1.5);
  EXPECT_EQ(w.item<float>(), 0.25 + 0.25);
  optimizer.param_groups()[0].set("momentum", 0);
  optimizer.param_groups()[1].set_lr(2);
  step(tensor({1.}));
  EXPECT_EQ(v.item<float>(), -2.5 - 1);
  EXPECT_EQ(w.item<float>(), 0.5 + 2);
  EXPECT_EQ(step.compilations(), 1);
}

TEST(Step, WithoutZeroGradAccumulates) {
  Tensor w = parameter({1.});
  auto step = compile([&](Tensor x) { (x * w).sum().backward(); });
  step(tensor({2.}));
  EXPECT_EQ(w.grad().item<float>(), 2);
  step(tensor({3.}));
  EXPECT_EQ(w.grad().item<float>(), 5);
  w.set_grad({});
  step(tensor({4.}));
  EXPECT_EQ(w.grad().item<float>(), 4);
}

TEST(Step, GradientDroppedAtTheEndIsNoState) {
  Tensor w = parameter({1.});
  optim::SGD optimizer({w}, optim::SGDOptions(1));
  auto step = compile([&](Tensor x) {
    (x * w).sum().backward();
    optimizer.step();
    optimizer.zero_grad();
  });
  step(tensor({2.}));
  step(tensor({2.}));
  EXPECT_EQ(w.item<float>(), 1 - 2 - 2);
  EXPECT_EQ(step.ir().find("luge.state"), std::string::npos);
}

TEST(Step, FreezingAParameterCompilesAnew) {
  auto model = nn::Sequential(nn::Linear(2, 2), nn::Linear(2, 1));
  optim::SGD optimizer(model->parameters(), optim::SGDOptions(0.1));
  auto step = compile([&](Tensor x) {
    optimizer.zero_grad();
    model(x).sum().backward();
    optimizer.step();
  });
  step(ones({1, 2}));
  Tensor first = model->parameters()[0];
  first.requires_grad_(false);
  std::vector<float> before = first.to_vector<float>();
  step(ones({1, 2}));
  EXPECT_EQ(first.to_vector<float>(), before);
  EXPECT_EQ(step.compilations(), 2);
}

TEST(Step, EvaluationModeCompilesAnew) {
  auto model = nn::Sequential(nn::Dropout(0.5));
  auto step = compile([&](Tensor x) { return model(x); });
  step(ones({4}));
  model->eval();
  EXPECT_EQ(step(ones({4})).to_vector<float>(), std::vector<float>(4, 1));
  EXPECT_EQ(step.compilations(), 2);
}

TEST(Step, DropoutDrawsAnewAtEachCall) {
  manual_seed(7);
  nn::Dropout dropout(0.5);
  auto step = compile([&](Tensor x) { return dropout(x); });
  std::vector<float> first = step(ones({64})).to_vector<float>();
  std::vector<float> second = step(ones({64})).to_vector<float>();
  EXPECT_NE(first, second);
  for (float value : first)
    EXPECT_TRUE(value == 0 || value == 2) << value;
  manual_seed(7);
  EXPECT_EQ(step(ones({64})).to_vector<float>(), first);
}

TEST(Step, ReturnsSeveralTensors) {
  auto both = compile([](Tensor x, Tensor y) { return std::tuple(x + y, x * y); });
  auto [sum, product] = both(tensor({1., 2.}), tensor({3., 4.}));
  EXPECT_EQ(sum.to_vector<float>(), (std::vector<float>{4, 6}));
  EXPECT_EQ(product.to_vector<float>(), (std::vector<float>{3, 8}));
}

TEST(Step, TrainsAClassifier) {
  manual_seed(0);
  auto model = nn::Sequential(nn::Linear(4, 16), nn::ReLU(), nn::Linear(16, 3));
  nn::CrossEntropyLoss criterion;
  optim::Adam optimizer(model->parameters(), optim::AdamOptions(1e-2));
  auto step = compile([&](Tensor x, Tensor y) {
    optimizer.zero_grad();
    Tensor loss = criterion(model(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  Tensor x = randn({12, 4}), y = arange(12);
  y = where(y < 4, 0, where(y < 8, 1, 2));
  float first = step(x, y).item<float>(), last = 0;
  for (int i = 0; i < 200; ++i)
    last = step(x, y).item<float>();
  EXPECT_NEAR(first, std::log(3), 0.4);
  EXPECT_LT(last, 0.05);
  EXPECT_EQ(optimizer.state(model->parameters()[0], "step").item<float>(), 201);
}
