// Every optimizer reaches the optimum of a parabola and of Rosenbrock's function.
#include "luge/luge.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace luge;
using namespace luge::optim;

/// The smallest at (1, 1).
static Tensor parabola(const Tensor &w) {
  return ((w - 1).square() * tensor({{1., 5.}}, kFloat64)).sum();
}

/// The smallest at (1, 1), at the end of a curved valley.
static Tensor rosenbrock(const Tensor &w) {
  Tensor x = w.select(1, 0), y = w.select(1, 1);
  return (100 * (y - x.square()).square() + (1 - x).square()).sum();
}

/// [1, 2]: a matrix, as Muon wants it.
static Tensor start() { return tensor({{-1.2, 1.}}, TensorOptions(kFloat64).requires_grad(true)); }

/// How far the parameter is from (1, 1) when the learning rate has fallen to 0.
static double descend(const OptimizerKind &kind, Tensor (*function)(const Tensor &), double lr,
                      int steps) {
  Tensor w = start();
  OptimizerOptions options = kind.defaults;
  options.numbers["weight_decay"] = 0;
  std::unique_ptr<Optimizer> optimizer = kind.make({{{w}}}, options);
  auto step = compile([&] {
    optimizer->zero_grad();
    function(w).backward();
    optimizer->step();
  });
  for (int i = 0; i < steps; ++i) {
    optimizer->param_groups()[0].set_lr(lr * (1 - double(i) / steps));
    step();
  }
  std::vector<double> reached = w.to_vector<double>();
  return std::max(std::abs(reached[0] - 1), std::abs(reached[1] - 1));
}

TEST(Optima, EveryOptimizerReachesThem) {
  struct Rates {
    double parabola, rosenbrock;
  };
  const std::map<std::string, Rates> rates = {
      {"adadelta", {5, 1}},      {"adafactor", {0.1, 0.01}}, {"adagrad", {1, 1}},
      {"adam", {0.1, 0.1}},      {"adamax", {0.1, 0.1}},     {"adamw", {0.1, 0.1}},
      {"asgd", {0.05, 1e-3}},    {"lamb", {0.02, 0.02}},     {"lion", {0.05, 0.01}},
      {"muon", {0.05, 0.01}},    {"nadam", {0.1, 0.1}},      {"radam", {0.1, 2e-3}},
      {"rmsprop", {0.05, 0.01}}, {"rprop", {0.05, 0.01}},    {"sgd", {0.05, 1e-3}},
  };
  for (const OptimizerKind &kind : kinds()) {
    EXPECT_LT(descend(kind, parabola, rates.at(kind.name).parabola, 2000), 1e-3) << kind.name;
    EXPECT_LT(descend(kind, rosenbrock, rates.at(kind.name).rosenbrock, 30000), 1e-2) << kind.name;
  }
}

//===----------------------------------------------------------------------===//
// L-BFGS
//===----------------------------------------------------------------------===//

static auto closureOf(LBFGS &optimizer, const Tensor &w, Tensor (*function)(const Tensor &)) {
  return [&optimizer, w, function] {
    optimizer.zero_grad();
    Tensor loss = function(w);
    loss.backward();
    return loss;
  };
}

TEST(Lbfgs, ReachesOptimaInOneStep) {
  for (auto *function : {parabola, rosenbrock})
    for (bool isCompiled : {false, true}) {
      Tensor w = start();
      LBFGS optimizer({w}, LBFGSOptions().max_iter(60).line_search_fn("strong_wolfe"));
      auto closure = closureOf(optimizer, w, function);
      Tensor before = isCompiled ? optimizer.step(compile(closure)) : optimizer.step(closure);
      EXPECT_NEAR(before.item<double>(), function(start()).item<double>(), 1e-12);
      EXPECT_LT(function(w).item<double>(), 1e-8);
    }
}

TEST(Lbfgs, EvaluatesAsOftenAsItIsAllowed) {
  auto search = [](double maxEval) {
    Tensor w = start();
    LBFGS optimizer({w},
                    LBFGSOptions().max_iter(60).max_eval(maxEval).line_search_fn("strong_wolfe"));
    optimizer.step(closureOf(optimizer, w, rosenbrock));
    return optimizer.state_dict().at("func_evals").item<double>();
  };
  double most = search(1e12); // more than an int holds
  EXPECT_GT(most, 20);
  EXPECT_LT(search(10), most);
}

TEST(Lbfgs, ContinuesFromItsState) {
  auto run = [](LBFGS &optimizer, const Tensor &w, int steps) {
    for (int i = 0; i < steps; ++i)
      optimizer.step(closureOf(optimizer, w, rosenbrock));
  };
  LBFGSOptions options =
      LBFGSOptions(0.1).max_iter(3).history_size(4).line_search_fn("strong_wolfe");
  Tensor whole = start(), resumed = start();
  LBFGS uninterrupted({whole}, options), first({resumed}, options), second({resumed}, options);
  run(uninterrupted, whole, 4);
  run(first, resumed, 2);
  EXPECT_EQ(first.state_dict().at("old_dirs").sizes()[1], 2);
  second.load_state_dict(first.state_dict());
  run(second, resumed, 2);
  EXPECT_EQ(whole.to_vector<double>(), resumed.to_vector<double>());
  EXPECT_EQ(second.state_dict().at("func_evals").item<double>(),
            uninterrupted.state_dict().at("func_evals").item<double>());
}

TEST(Lbfgs, RejectsWhatItCannotDo) {
  Tensor v = start(), w = start();
  using Groups = std::vector<OptimizerParamGroup>;
  EXPECT_THROW(LBFGS(Groups{{{v}}, {{w}}}), Error);
  EXPECT_THROW(LBFGS({w}, LBFGSOptions(-1)), Error);
  EXPECT_THROW(LBFGS({w}, LBFGSOptions().history_size(0)), Error);
  EXPECT_THROW(LBFGS({w}, LBFGSOptions().history_size(2.5)), Error);
  EXPECT_THROW(LBFGS({w}, LBFGSOptions().max_iter(2.5)), Error);
  EXPECT_THROW(LBFGS({w}, LBFGSOptions().max_eval(2.5)), Error);
  EXPECT_THROW(LBFGS({w}, LBFGSOptions().line_search_fn("armijo")), Error);
  LBFGS optimizer({w});
  auto closure = closureOf(optimizer, w, parabola);
  auto step = compile([&] { optimizer.step(closure); });
  EXPECT_THROW(step(), Error);
  EXPECT_THROW(optimizer.step([&] { return parabola(w); }), Error) << "no backward";
  closure();
  EXPECT_THROW(static_cast<Optimizer &>(optimizer).step(), Error) << "no closure";
  std::map<std::string, Tensor> state = optimizer.state_dict();
  state.erase("ro");
  EXPECT_THROW(optimizer.load_state_dict(state), Error);
  state = optimizer.state_dict();
  state["d"] = zeros({3}, kFloat64);
  EXPECT_THROW(optimizer.load_state_dict(state), Error);
}
