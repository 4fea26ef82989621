// Learning-rate schedulers: what they leave alone and reject. test/Numeric/schedulers.py has their numbers.
#include "luge/luge.h"
#include "test/Unit/Frontend/ExpectError.h"

using namespace luge;
using namespace luge::optim;

static Tensor parameter() { return ones({1}, TensorOptions(kFloat32).requires_grad(true)); }

TEST(Schedulers, TakeEffectInACompiledStepWithoutCompiling) {
  Tensor w = parameter();
  SGD optimizer({w}, SGDOptions(1));
  ExponentialLR scheduler(optimizer, 0.5);
  auto step = compile([&](Tensor x) {
    optimizer.zero_grad();
    (x * w).sum().backward();
    optimizer.step();
  });
  for (int i = 0; i < 3; ++i) {
    step(ones({1}));
    scheduler.step();
  }
  EXPECT_EQ(w.item<float>(), 1 - 1 - 0.5 - 0.25);
  EXPECT_EQ(step.compilations(), 1);
  EXPECT_EQ(scheduler.get_last_lr(), std::vector<double>{0.125});
  EXPECT_EQ(scheduler.last_epoch(), 3);
}

TEST(Schedulers, MomentumThatIsDrivenIsCompiledOnce) {
  Tensor w = parameter();
  SGD optimizer({w}, SGDOptions(1));
  OneCycleLR scheduler(optimizer, {.max_lr = 1, .total_steps = 4});
  auto step = compile([&](Tensor x) {
    optimizer.zero_grad();
    (x * w).sum().backward();
    optimizer.step();
  });
  for (int i = 0; i < 4; ++i) {
    step(ones({1}));
    scheduler.step();
  }
  EXPECT_EQ(step.compilations(), 1);
  EXPECT_TRUE(optimizer.state(w, "momentum_buffer").defined());
}

TEST(Schedulers, RejectWhatTorchRejects) {
  SGD optimizer({parameter()}, SGDOptions(1)), other({parameter()}, SGDOptions(1));
  Adagrad adagrad({parameter()});
  EXPECT_ERROR(LambdaLR(optimizer, std::vector<LrLambda>{}), "Expected 1 lr_lambdas, but got 0");
  EXPECT_ERROR(StepLR(optimizer, 0), "expected step_size of at least 1, got 0");
  EXPECT_ERROR(ConstantLR(optimizer, 1.5), "expected to be between 0 and 1, got 1.5");
  EXPECT_ERROR(LinearLR(optimizer, 0), "expected to be greater than 0 and less or equal to 1");
  EXPECT_ERROR(LinearLR(optimizer, 1, -1), "expected to be between 0 and 1, got -1");
  EXPECT_ERROR(CosineAnnealingLR(optimizer, 0), "expected T_max of at least 1, got 0");
  EXPECT_ERROR(CosineAnnealingWarmRestarts(optimizer, 0), "Expected positive integer T_0");
  EXPECT_ERROR(CosineAnnealingWarmRestarts(optimizer, 3, 0), "Expected integer T_mult >= 1");
  EXPECT_ERROR(CosineAnnealingWarmRestarts(optimizer, 3).step(-0.5),
               "Expected non-negative epoch, but got -0.5");
  EXPECT_ERROR(CyclicLR(optimizer, {.base_lr = 1, .max_lr = 2, .mode = "square"}),
               "expected 'triangular', 'triangular2' or 'exp_range', got 'square'");
  EXPECT_ERROR(CyclicLR(optimizer, {.base_lr = 1, .max_lr = {2, 3}}),
               "max_lr has 2 values, param_groups has 1");
  EXPECT_ERROR(CyclicLR(adagrad, {.base_lr = 1, .max_lr = 2}),
               "must support momentum or beta1 with `cycle_momentum`");
  EXPECT_ERROR(OneCycleLR(optimizer, {.max_lr = 1}), "either total_steps OR (epochs AND");
  EXPECT_ERROR(OneCycleLR(optimizer, {.max_lr = 1, .total_steps = 0}), "total_steps, but got 0");
  EXPECT_ERROR(OneCycleLR(optimizer, {.max_lr = 1, .total_steps = 9, .pct_start = 1.5}),
               "between 0 and 1 pct_start, but got 1.5");
  EXPECT_ERROR(OneCycleLR(optimizer, {.max_lr = 1, .total_steps = 9, .anneal_strategy = "exp"}),
               "one of 'cos' or 'linear', instead got exp");
  EXPECT_ERROR(ReduceLROnPlateau(optimizer, {.mode = "least"}), "mode least is unknown!");
  EXPECT_ERROR(ReduceLROnPlateau(optimizer, {.factor = 1}), "Factor should be < 1.0, got 1");
  EXPECT_ERROR(ReduceLROnPlateau(optimizer, {.min_lr = {1, 2}}), "min_lr has 2 values");
  EXPECT_ERROR(swa_utils::SWALR(optimizer, 0.1, -1), "equal or greater than 0, got -1");
  StepLR part(optimizer, 3), stranger(other, 3);
  EXPECT_ERROR(ChainedScheduler({}), "expects at least one scheduler");
  EXPECT_ERROR(ChainedScheduler({&part, &stranger}), "the one at index 1 belongs to another");
  EXPECT_ERROR(SequentialLR(optimizer, {&part}, {3}), "number of schedulers 1 and the number of "
                                                      "milestones to be equal to 1");
}

TEST(Schedulers, RejectStepsThatTheyCannotMake) {
  SGD optimizer({parameter()}, SGDOptions(1));
  EXPECT_ERROR(StepLR(optimizer, 3, 0.1, /*last_epoch=*/4),
               "param 'initial_lr' is not specified in param_groups[0]");
  OneCycleLR cycle(optimizer, {.max_lr = 1, .total_steps = 2});
  cycle.step();
  cycle.step();
  EXPECT_ERROR(cycle.step(), "Tried to step 3 times. The specified number of total steps is 2");
  ConstantLR constant(optimizer, 0, 1);
  EXPECT_ERROR(constant.step(), "a factor of 0 has left nothing of the rate");
  StepLR first(optimizer, 3), second(optimizer, 3);
  ChainedScheduler chained({&second});
  SequentialLR sequential(optimizer, {&first, &chained}, {1});
  EXPECT_ERROR(sequential.step(), "a ChainedScheduler has no rate for an epoch");
  StepLR scheduler(optimizer, 3);
  optimizer.add_param_group(std::vector<Tensor>{parameter()});
  EXPECT_ERROR(scheduler.step(), "made for 1 parameter groups, the optimizer has 2 now");
}

TEST(Schedulers, StatesOfOthersAreRejected) {
  SGD optimizer({parameter()}, SGDOptions(1));
  StepLR step(optimizer, 3);
  CosineAnnealingWarmRestarts restarts(optimizer, 3);
  step.step();
  EXPECT_ERROR(restarts.load_state_dict(step.state_dict()), "the scheduler's state has no 'T_cur'");
  EXPECT_ERROR(step.load_state_dict(restarts.state_dict()),
               "has 'T_cur', which this scheduler lacks");
  EXPECT_EQ(step.last_epoch(), 1);
}
