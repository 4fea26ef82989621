// Optimizers: what they do not allow.
#include "luge/luge.h"

#include <gtest/gtest.h>

using namespace luge;
using namespace luge::optim;

/// A leaf of the given numbers.
static Tensor parameter(const TensorData &data) {
  return tensor(data, TensorOptions(kFloat64).requires_grad(true));
}

static const OptimizerKind &findKind(const std::string &name) {
  for (const OptimizerKind &kind : kinds())
    if (kind.name == name)
      return kind;
  throw std::runtime_error("no optimizer '" + name + "'");
}

/// The message of the error, with this file as its place, that options of a kind make.
static std::string errorOf(const std::string &kind, const std::map<std::string, double> &changed,
                           const std::map<std::string, bool> &flags = {}) {
  OptimizerOptions options = findKind(kind).defaults;
  for (const auto &[number, value] : changed)
    options.numbers.at(number) = value;
  for (const auto &[flag, value] : flags)
    options.flags.at(flag) = value;
  try {
    findKind(kind).make({{{parameter({{1., 2.}})}}}, options);
  } catch (const Error &error) {
    EXPECT_NE(std::string(error.what()).find("OptimizersTest.cpp:"), std::string::npos);
    return error.what();
  }
  return "";
}

#define EXPECT_REJECTED(Message, ...)                                                              \
  EXPECT_NE(errorOf(__VA_ARGS__).find(Message), std::string::npos) << errorOf(__VA_ARGS__)

TEST(OptimizerOptions, NumbersOutOfRangeAreRejected) {
  for (const OptimizerKind &kind : kinds()) {
    EXPECT_EQ(errorOf(kind.name, {}), "") << kind.name;
    EXPECT_EQ(errorOf(kind.name, {{"lr", 0}}), "") << kind.name;
    EXPECT_REJECTED("Invalid learning rate: -0.5; expected a number in [0, inf)", kind.name,
                    {{"lr", -0.5}});
    EXPECT_REJECTED("Invalid learning rate: nan", kind.name, {{"lr", std::nan("")}});
    if (kind.defaults.numbers.contains("weight_decay"))
      EXPECT_REJECTED("Invalid weight_decay value: -1", kind.name, {{"weight_decay", -1}});
    if (kind.defaults.numbers.contains("eps"))
      EXPECT_EQ(errorOf(kind.name, {{"eps", -1}}).empty(), kind.name == "muon") << kind.name;
    if (kind.defaults.numbers.contains("momentum"))
      EXPECT_REJECTED("Invalid momentum value: -1", kind.name, {{"momentum", -1}});
    if (!kind.defaults.numbers.contains("beta1"))
      continue;
    EXPECT_REJECTED("Invalid beta parameter at index 0: 1; expected a number in [0, 1)", kind.name,
                    {{"beta1", 1}});
    EXPECT_REJECTED("Invalid beta parameter at index 1: -0.1", kind.name, {{"beta2", -0.1}});
  }
  EXPECT_REJECTED("Invalid rho value: 1.5; expected a number of at most 1", "adadelta",
                  {{"rho", 1.5}});
  EXPECT_REJECTED("Invalid rho value: -1", "adadelta", {{"rho", -1}});
  EXPECT_EQ(errorOf("adadelta", {{"rho", 1}}), "");
  EXPECT_REJECTED("Invalid beta2_decay: 0.1; expected a number of at most 0", "adafactor",
                  {{"beta2_decay", 0.1}});
  EXPECT_REJECTED("Invalid epsilon1: -2", "adafactor", {{"eps1", -2}});
  EXPECT_REJECTED("Invalid epsilon2: -1", "adafactor", {{"eps2", -1}});
  EXPECT_REJECTED("Invalid clipping threshold d: 0.5; expected a number in [1, inf)", "adafactor",
                  {{"d", 0.5}});
  EXPECT_REJECTED("Invalid lr_decay value: -1", "adagrad", {{"lr_decay", -1}});
  EXPECT_REJECTED("Invalid initial_accumulator_value value: -1", "adagrad",
                  {{"initial_accumulator_value", -1}});
  EXPECT_REJECTED("Invalid momentum_decay value: -1", "nadam", {{"momentum_decay", -1}});
  EXPECT_REJECTED("Invalid alpha value: -1", "rmsprop", {{"alpha", -1}});
  EXPECT_REJECTED("Invalid eta values: 1.5, 1.2; expected the first between 0 and 1, the second",
                  "rprop", {{"etaminus", 1.5}});
  EXPECT_REJECTED("Invalid eta values: 0.5, 1", "rprop", {{"etaplus", 1}});
  EXPECT_REJECTED("Invalid number of steps 'ns_steps': 100; expected a number in [0, 100)", "muon",
                  {{"ns_steps", 100}});
  EXPECT_REJECTED("'ns_steps': 2.5; expected an integer", "muon", {{"ns_steps", 2.5}});
}

TEST(OptimizerOptions, NesterovNeedsAMomentumWithoutDampening) {
  const char *message = "Nesterov momentum requires a momentum and zero dampening";
  EXPECT_REJECTED(message, "sgd", {}, {{"nesterov", true}});
  EXPECT_REJECTED(message, "sgd", {{"momentum", 0.9}, {"dampening", 0.1}}, {{"nesterov", true}});
  EXPECT_EQ(errorOf("sgd", {{"momentum", 0.9}}, {{"nesterov", true}}), "");
}

TEST(OptimizerOptions, MuonTakesMatrices) {
  try {
    Muon muon({parameter({1., 2.})});
    FAIL();
  } catch (const Error &error) {
    EXPECT_NE(std::string(error.what()).find("two dimensions, got one of shape [2]"),
              std::string::npos);
  }
  EXPECT_THROW(Muon({parameter({{1., 2.}})}, MuonOptions().adjust_lr_fn("other")), ValueError);
}

TEST(OptimizerOptions, AnIntegerOfAnUpdateCompilesAnew) {
  Tensor w = parameter({{3., 4.}});
  Muon muon({w});
  auto step = compile([&] {
    muon.zero_grad();
    (w * w).sum().backward();
    muon.step();
  });
  step();
  muon.param_groups()[0].set("momentum", 0.5);
  step();
  EXPECT_EQ(step.compilations(), 1);
  muon.param_groups()[0].set("ns_steps", 3);
  step();
  EXPECT_EQ(step.compilations(), 2);
}
