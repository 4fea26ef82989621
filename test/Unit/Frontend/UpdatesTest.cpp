// What stands between backward() and step(): when an update happens, and what is left alone. test/Numeric/steps.py has
// the numbers.
#include "luge/luge.h"
#include "test/Unit/Frontend/ExpectError.h"

#include <cmath>

using namespace luge;
namespace swa = luge::optim::swa_utils;

static Tensor parameter(const TensorData &data) {
  return tensor(data, TensorOptions(kFloat32).requires_grad(true));
}

/// A layer whose only parameter is `w`.
struct Scale : nn::Module {
  explicit Scale(const TensorData &data) : w(register_parameter("w", tensor(data))) {}
  Tensor forward(const Tensor &x) { return x * w; }
  Tensor w;
};

//===----------------------------------------------------------------------===//
// Clipping
//===----------------------------------------------------------------------===//

TEST(Updates, ABoundThatIsATensorIsReadAtEachCall) {
  Tensor w = parameter({0., 0.}), bound = full({}, 10.0, kFloat64);
  optim::SGD optimizer({w}, optim::SGDOptions(1));
  auto step = compile([&](Tensor x) {
    optimizer.zero_grad();
    (x * w).sum().backward();
    Tensor norm = nn::utils::clip_grad_norm_({w}, bound);
    optimizer.step();
    return norm;
  });
  EXPECT_EQ(step(tensor({{3., 4.}})).item<float>(), 5);
  EXPECT_EQ(w.to_vector<float>(), (std::vector<float>{-3, -4}));
  bound.fill_(2.5);
  step(tensor({{3., 4.}}));
  EXPECT_NEAR(w.to_vector<float>()[0], -4.5, 1e-5);
  EXPECT_EQ(step.compilations(), 1);
}

TEST(Updates, WithoutGradientsNothingIsClipped) {
  Tensor w = parameter({1.});
  EXPECT_EQ(nn::utils::clip_grad_norm_({w}, 1).item<float>(), 0);
  nn::utils::clip_grad_value_({w}, 1);
  EXPECT_FALSE(w.grad().defined());
}

TEST(Updates, ANormThatIsNotFiniteIsAnErrorWhereAsked) {
  Tensor w = parameter({1., 2.});
  (w * INFINITY).sum().backward();
  EXPECT_ERROR(nn::utils::clip_grad_norm_({w}, 1, 2, /*error_if_nonfinite=*/true),
               "expected that the total norm of order 2 of the gradients is finite");
  EXPECT_TRUE(std::isinf(w.grad().to_vector<float>()[0]));
  nn::utils::clip_grad_norm_({w}, 1);
  EXPECT_TRUE(std::isnan(w.grad().to_vector<float>()[0]));
}

TEST(Updates, AFailedCheckOfACompiledStepLeavesParametersAndStates) {
  auto model = std::make_shared<Scale>(TensorData{1., 2.}),
       copy = std::make_shared<Scale>(TensorData{0., 0.});
  optim::Adam optimizer(model->parameters(), optim::AdamOptions(0.1));
  swa::AveragedModel averages(*model, copy);
  auto step = compile([&](Tensor x) {
    optimizer.zero_grad();
    model->forward(x).sum().backward();
    nn::utils::clip_grad_norm_(model->parameters(), 1, 2, /*error_if_nonfinite=*/true);
    optimizer.step();
    averages.update_parameters(*model);
  });
  step(tensor({{3., 4.}}));
  std::vector<float> before = model->w.to_vector<float>();
  EXPECT_ERROR(step(tensor({{3., NAN}})), "the total norm of order 2 of the gradients is finite");
  EXPECT_EQ(model->w.to_vector<float>(), before);
  EXPECT_EQ(copy->w.to_vector<float>(), before);
  EXPECT_EQ(averages.n_averaged.item<int64_t>(), 1);
  EXPECT_EQ(optimizer.state(model->w, "step").item<float>(), 1);
  step(tensor({{3., 4.}}));
  EXPECT_NE(model->w.to_vector<float>(), before);
  EXPECT_EQ(averages.n_averaged.item<int64_t>(), 2);
}

//===----------------------------------------------------------------------===//
// Skipping and accumulating
//===----------------------------------------------------------------------===//

TEST(Updates, AConditionOfTheStepSkipsOne) {
  Tensor w = parameter({1.});
  optim::Adam optimizer({w});
  auto step = compile([&](Tensor x, Tensor skip) {
    optimizer.zero_grad();
    (x * w).sum().backward();
    optimizer.step_unless(skip.sum() > 0);
  });
  step(ones({1}), ones({1}));
  EXPECT_EQ(w.item<float>(), 1);
  EXPECT_EQ(optimizer.state(w, "step").item<float>(), 0);
  step(ones({1}), zeros({1}));
  EXPECT_NE(w.item<float>(), 1);
  EXPECT_EQ(optimizer.state(w, "step").item<float>(), 1);
  EXPECT_ERROR(optimizer.step_unless(ones({1}, kBool)), "a 0-d tensor of bool, got shape [1]");
  EXPECT_ERROR(optimizer.step_unless(ones({})), "got shape [] of float32");
}

TEST(Updates, ASwitchPicksTheProgram) {
  Tensor w = parameter({1.});
  optim::SGD optimizer({w}, optim::SGDOptions(1));
  Switch update;
  auto step = compile([&](Tensor x) {
    (x * w).sum().backward();
    if (update) {
      optimizer.step();
      optimizer.zero_grad();
    }
  });
  auto run = [&](bool last, double x) {
    update = last;
    step(tensor({x}));
    return w.item<float>();
  };
  // The first call of all, too, may be one that updates: what others leave is added to.
  EXPECT_EQ(run(true, 0.5), 0.5);
  EXPECT_EQ(run(false, 1), 0.5);
  EXPECT_EQ(run(false, 2), 0.5);
  EXPECT_EQ(run(true, 4), 0.5 - 7);
  EXPECT_EQ(run(true, 1), 0.5 - 8);
  EXPECT_EQ(run(false, 1), 0.5 - 8);
  EXPECT_EQ(run(true, 1), 0.5 - 10);
  EXPECT_LE(step.compilations(), 3);
}

//===----------------------------------------------------------------------===//
// Averages
//===----------------------------------------------------------------------===//

TEST(Updates, AveragesAreStates) {
  auto model = std::make_shared<Scale>(TensorData{1., 2.}),
       copy = std::make_shared<Scale>(TensorData{0., 0.});
  swa::AveragedModel averages(*model, copy, {.avg_fn = swa::get_ema_avg_fn(0.5)});
  EXPECT_EQ(copy->w.to_vector<float>(), (std::vector<float>{1, 2}));
  optim::SGD optimizer(model->parameters(), optim::SGDOptions(1));
  auto step = compile([&](Tensor x) {
    optimizer.zero_grad();
    model->forward(x).sum().backward();
    optimizer.step();
    averages.update_parameters(*model);
  });
  step(tensor({{1., 0.}}));
  step(tensor({{2., 0.}}));
  EXPECT_EQ(model->w.to_vector<float>(), (std::vector<float>{-2, 2}));
  EXPECT_EQ(copy->w.to_vector<float>(), (std::vector<float>{-1, 2}));
  EXPECT_NE(step.ir().find("luge.state = \"module.w\""), std::string::npos);
  EXPECT_NE(step.ir().find("luge.state = \"n_averaged\""), std::string::npos);
}

TEST(Updates, AveragesRejectWhatDoesNotFit) {
  auto model = std::make_shared<Scale>(TensorData{1., 2.}),
       other = std::make_shared<Scale>(TensorData{1.});
  auto empty = std::make_shared<nn::Module>();
  EXPECT_ERROR(swa::AveragedModel(*model, other),
               "to be float32 of shape [2] as in the model, got float32 of [1]");
  EXPECT_ERROR(swa::AveragedModel(*model, empty), "the same number of parameters, got 0 and 1");
  EXPECT_ERROR(swa::get_ema_multi_avg_fn(1.5), "Invalid decay value 1.5");
  EXPECT_ERROR(swa::AveragedModel(
                   *model, std::make_shared<Scale>(TensorData{1., 2.}),
                   {.avg_fn = swa::get_swa_avg_fn(), .multi_avg_fn = swa::get_swa_multi_avg_fn()}),
               "Only one of avg_fn and multi_avg_fn should be provided");
}
