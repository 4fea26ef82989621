// Learning-rate schedulers of the C++ API, for schedulers.py: prints, for each case, the rate and the momentum of two
// groups after every step, as
//
//   NAME RATE0 MOMENTUM0 RATE1 MOMENTUM1
#include "luge/luge.h"

#include <cmath>
#include <cstdio>
#include <iostream>

using namespace luge;
using namespace luge::optim;

static constexpr int kSteps = 120, kResumed = 47;

/// An optimizer of two groups, the second with a rate of its own.
static std::unique_ptr<Optimizer> makeOptimizer(bool adam) {
  Tensor v = zeros({2}, TensorOptions(kFloat32).requires_grad(true));
  Tensor w = zeros({3}, TensorOptions(kFloat32).requires_grad(true));
  if (adam)
    return std::make_unique<Adam>(std::vector<OptimizerParamGroup>{
        {{v}, AdamOptions(0.5)}, {{w}, AdamOptions(0.03).betas({0.7, 0.9})}});
  return std::make_unique<SGD>(std::vector<OptimizerParamGroup>{
      {{v}, SGDOptions(0.5).momentum(0.9)}, {{w}, SGDOptions(0.03).momentum(0.8)}});
}

static void print(const std::string &name, Optimizer &optimizer) {
  std::printf("%s", name.c_str());
  for (OptimizerParamGroup &group : optimizer.param_groups())
    std::printf(" %.17g %.17g", group.get_lr(),
                group.get(group.has("beta1") ? "beta1" : "momentum"));
  std::printf("\n");
}

/// `make(optimizer, last_epoch)` returns the scheduler.
template <typename Make>
static void run(const std::string &name, Make make, bool adam = false, int steps = kSteps) {
  std::unique_ptr<Optimizer> optimizer = makeOptimizer(adam);
  auto scheduler = make(*optimizer, -1);
  print(name, *optimizer);
  for (int i = 0; i < steps; ++i) {
    scheduler.step();
    print(name, *optimizer);
  }
}

/// Also: goes on with another scheduler, made with `last_epoch`; and with one that loads the state of the first.
template <typename Make>
static void runAndResume(const std::string &name, Make make, bool adam = false,
                         int steps = kSteps) {
  run(name, make, adam, steps);
  std::unique_ptr<Optimizer> optimizer = makeOptimizer(adam);
  auto first = make(*optimizer, -1);
  for (int i = 0; i < kResumed; ++i)
    first.step();
  auto second = make(*optimizer, kResumed - 1);
  print(name + "_last_epoch", *optimizer);
  for (int i = kResumed; i < steps; ++i) {
    second.step();
    print(name + "_last_epoch", *optimizer);
  }
}

/// A scheduler that loads the state of another, on an optimizer of its own, goes on as the other does.
template <typename Make, typename Step>
static void checkState(const std::string &name, Make make, Step step) {
  std::unique_ptr<Optimizer> optimizers[] = {makeOptimizer(true), makeOptimizer(true)};
  auto before = make(*optimizers[0]);
  auto after = make(*optimizers[1]);
  for (int i = 0; i < kResumed; ++i)
    step(*before, i);
  after->load_state_dict(before->state_dict());
  for (int i = kResumed; i < 90; ++i) {
    for (int g : {0, 1})
      for (const char *number : {"lr", "beta1"}) {
        double expected = optimizers[0]->param_groups()[g].get(number);
        double found = optimizers[1]->param_groups()[g].get(number);
        if (found != expected)
          throw std::runtime_error(name + " differs after loading its state: expected " + number +
                                   " " + std::to_string(expected) + ", got " +
                                   std::to_string(found));
      }
    step(*before, i);
    step(*after, i);
  }
  if (before->state_dict() != after->state_dict())
    throw std::runtime_error(name + ": the states differ");
}

static double bumpy(int64_t epoch) { return 1.0 / (1.0 + 0.1 * epoch); }
static double slow(int64_t epoch) { return epoch % 7 == 3 ? 0.9 : 1.01; }
/// A metric that falls, rises and rests.
static double metric(int i) { return i % 40 < 15 ? 100.0 / (i + 1) : 3 + std::sin(i * 0.3); }

//===----------------------------------------------------------------------===//
// Cases
//===----------------------------------------------------------------------===//

static void runDecays() {
  using O = Optimizer;
  runAndResume("lambda", [](O &o, int e) { return LambdaLR(o, {bumpy, slow}, e); });
  runAndResume("lambda_one", [](O &o, int e) { return LambdaLR(o, LrLambda(bumpy), e); });
  runAndResume("multiplicative", [](O &o, int e) { return MultiplicativeLR(o, {slow, bumpy}, e); });
  runAndResume("step", [](O &o, int e) { return StepLR(o, 13, 0.7, e); });
  runAndResume("multistep",
               [](O &o, int e) { return MultiStepLR(o, {30, 5, 30, 80, 100}, 0.3, e); });
  runAndResume("constant", [](O &o, int e) { return ConstantLR(o, 0.4, 11, e); });
  runAndResume("constant_default", [](O &o, int e) { return ConstantLR(o, 1.0 / 3, 5, e); });
  runAndResume("linear", [](O &o, int e) { return LinearLR(o, 0.2, 0.9, 70, e); });
  runAndResume("linear_zero", [](O &o, int e) { return LinearLR(o, 1.0, 0.0, 60, e); });
  runAndResume("exponential", [](O &o, int e) { return ExponentialLR(o, 0.97, e); });
  runAndResume("polynomial", [](O &o, int e) { return PolynomialLR(o, 90, 1.7, e); });
  runAndResume("cosine", [](O &o, int e) { return CosineAnnealingLR(o, 23, 0.01, e); });
  runAndResume("swa_cos", [](O &o, int e) { return swa_utils::SWALR(o, 0.05, 30, "cos", e); });
  runAndResume("swa_linear",
               [](O &o, int e) { return swa_utils::SWALR(o, {0.05, 0.2}, 17, "linear", e); });
  runAndResume("swa_at_once", [](O &o, int e) { return swa_utils::SWALR(o, 0.05, 0, "cos", e); });
}

static void runCycles() {
  using O = Optimizer;
  runAndResume("restarts", [](O &o, int e) { return CosineAnnealingWarmRestarts(o, 9, 1, 0, e); });
  runAndResume("restarts_longer",
               [](O &o, int e) { return CosineAnnealingWarmRestarts(o, 7, 3, 0.001, e); });
  for (const char *mode : {"triangular", "triangular2", "exp_range"})
    for (bool adam : {false, true})
      runAndResume(
          std::string("cyclic_") + mode + (adam ? "_adam" : ""),
          [&](O &o, int e) {
            return CyclicLR(o,
                            {.base_lr = 0.01,
                             .max_lr = {0.1, 0.3},
                             .step_size_up = 11,
                             .step_size_down = 6,
                             .mode = mode,
                             .gamma = 0.99},
                            e);
          },
          adam);
  for (const char *mode : {"cycle", "iterations"})
    run(std::string("cyclic_custom_") + mode, [&](O &o, int e) {
      return CyclicLR(o,
                      {.base_lr = {0.01, 0.02},
                       .max_lr = 0.1,
                       .step_size_up = 8,
                       .scale_fn = [](double x) { return 1 / (1 + 0.1 * x); },
                       .scale_mode = mode,
                       .cycle_momentum = false},
                      e);
    });
  for (const char *strategy : {"cos", "linear"})
    for (bool three : {false, true})
      for (bool adam : {false, true})
        runAndResume(
            std::string("one_cycle_") + strategy + (three ? "_three" : "") + (adam ? "_adam" : ""),
            [&](O &o, int e) {
              return OneCycleLR(o,
                                {.max_lr = {0.1, 0.3},
                                 .total_steps = kSteps,
                                 .anneal_strategy = strategy,
                                 .three_phase = three},
                                e);
            },
            adam, kSteps - 1);
  run("one_cycle_epochs", [](O &o, int e) {
    return OneCycleLR(o,
                      {.max_lr = 0.2,
                       .epochs = 11,
                       .steps_per_epoch = 13,
                       .pct_start = 0.45,
                       .cycle_momentum = true,
                       .base_momentum = {0.5, 0.6},
                       .max_momentum = 0.97,
                       .div_factor = 10,
                       .final_div_factor = 100},
                      e);
  });
}

/// Steps to given epochs, by the closed forms.
template <typename Scheduler>
static void runEpochs(const std::string &name, Optimizer &optimizer, Scheduler scheduler,
                      double scale) {
  for (int i = 0; i < kSteps; ++i) {
    scheduler.step(std::floor((i * 37 % 50) * scale * 8) / 8);
    print(name, optimizer);
  }
}

static void runEpochs() {
  auto o = [] { return makeOptimizer(false); };
  auto a = o(), b = o(), c = o(), d = o(), e = o(), f = o(), g = o(), h = o(), i = o(), j = o();
  runEpochs("restarts_to", *a, CosineAnnealingWarmRestarts(*a, 5, 2), 0.72);
  runEpochs("restarts_same_to", *b, CosineAnnealingWarmRestarts(*b, 5), 0.72);
  runEpochs("step_to", *c, StepLR(*c, 7, 0.5), 1);
  runEpochs("multistep_to", *d, MultiStepLR(*d, {5, 20, 20}, 0.5), 1);
  runEpochs("constant_to", *e, ConstantLR(*e, 0.3, 11), 1);
  runEpochs("linear_to", *f, LinearLR(*f, 0.3, 0.8, 11), 1);
  runEpochs("exponential_to", *g, ExponentialLR(*g, 0.9), 1);
  runEpochs("polynomial_to", *h, PolynomialLR(*h, 31, 2), 1);
  runEpochs("cosine_to", *i, CosineAnnealingLR(*i, 13, 0.01), 1);
  runEpochs("lambda_to", *j, LambdaLR(*j, LrLambda(bumpy)), 1);
}

static void runPlateaus() {
  for (const char *mode : {"min", "max"})
    for (const char *threshold : {"rel", "abs"})
      for (int cooldown : {0, 4}) {
        std::string name =
            std::string("plateau_") + mode + "_" + threshold + "_" + std::to_string(cooldown);
        std::unique_ptr<Optimizer> optimizer = makeOptimizer(false);
        ReduceLROnPlateau scheduler(*optimizer, {.mode = mode,
                                                 .factor = 0.6,
                                                 .patience = 3,
                                                 .threshold = 0.05,
                                                 .threshold_mode = threshold,
                                                 .cooldown = cooldown,
                                                 .min_lr = {0.02, 0.001},
                                                 .eps = 1e-4});
        for (int i = 0; i < kSteps; ++i) {
          scheduler.step(metric(i));
          print(name, *optimizer);
        }
      }
}

static void runCombined() {
  auto optimizer = makeOptimizer(false);
  auto printSteps = [&](const std::string &name, LRScheduler &scheduler) {
    print(name, *optimizer);
    for (int i = 0; i < kSteps; ++i) {
      scheduler.step();
      print(name, *optimizer);
    }
    optimizer = makeOptimizer(false);
  };
  {
    LinearLR warmup(*optimizer, 0.1, 1.0, 20);
    CosineAnnealingLR cosine(*optimizer, 70, 0.001);
    ExponentialLR exponential(*optimizer, 0.9);
    SequentialLR scheduler(*optimizer, {&warmup, &cosine, &exponential}, {20, 90});
    printSteps("sequential", scheduler);
  }
  {
    ConstantLR constant(*optimizer, 0.1, 20);
    CosineAnnealingWarmRestarts restarts(*optimizer, 10, 2);
    SequentialLR scheduler(*optimizer, {&constant, &restarts}, {15});
    printSteps("sequential_restarts", scheduler);
  }
  {
    ConstantLR constant(*optimizer, 0.1, 12);
    ExponentialLR exponential(*optimizer, 0.97);
    ChainedScheduler scheduler({&constant, &exponential});
    printSteps("chained", scheduler);
  }
  {
    LinearLR linear(*optimizer, 0.3, 1.0, 8);
    StepLR slowly(*optimizer, 9, 0.8);
    ChainedScheduler chained({&linear, &slowly}, *optimizer);
    PolynomialLR polynomial(*optimizer, 60, 2);
    SequentialLR scheduler(*optimizer, {&chained, &polynomial}, {40});
    printSteps("sequential_of_chained", scheduler);
  }
}

/// A combined scheduler and what it is made of.
struct Warmup {
  LinearLR linear;
  OneCycleLR cycle;
  SequentialLR sequence;
  explicit Warmup(Optimizer &o)
      : linear(o, 0.1, 1.0, 10), cycle(o, {.max_lr = {0.1, 0.3}, .total_steps = 100}),
        sequence(o, {&linear, &cycle}, {10}) {}
  SequentialLR *operator->() { return &sequence; }
  SequentialLR &operator*() { return sequence; }
};

static void checkStates() {
  auto step = [](auto &scheduler, int) { scheduler.step(); };
  auto check = [&](const char *name, auto make) { checkState(name, make, step); };
  using O = Optimizer;
  check("linear", [](O &o) { return std::make_unique<LinearLR>(o, 0.1, 0.7, 80); });
  check("cosine", [](O &o) { return std::make_unique<CosineAnnealingLR>(o, 23); });
  check("restarts", [](O &o) { return std::make_unique<CosineAnnealingWarmRestarts>(o, 7, 2); });
  check("swa", [](O &o) { return std::make_unique<swa_utils::SWALR>(o, 0.05, 60); });
  check("cyclic", [](O &o) {
    return std::make_unique<CyclicLR>(
        o, CyclicLROptions{.base_lr = 0.1, .max_lr = 0.5, .step_size_up = 9});
  });
  check("sequential", [](O &o) { return Warmup(o); });
  checkState(
      "plateau",
      [](O &o) {
        return std::make_unique<ReduceLROnPlateau>(o, ReduceLROnPlateauOptions{.patience = 2});
      },
      [](ReduceLROnPlateau &scheduler, int i) { scheduler.step(metric(i)); });
}

int main() {
  try {
    runDecays();
    runCycles();
    runEpochs();
    runPlateaus();
    runCombined();
    checkStates();
  } catch (const std::exception &error) {
    std::cerr << "error: " << error.what() << "\n";
    return 1;
  }
}
