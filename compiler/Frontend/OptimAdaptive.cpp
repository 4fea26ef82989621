/// What optimizers that divide by past gradients keep, read and allow.
#include "luge/OptimAdaptive.h"

#include "compiler/Frontend/OptimChecks.h"

#include <limits>

using namespace luge;
using namespace luge::optim;

//===----------------------------------------------------------------------===//
// Adadelta
//===----------------------------------------------------------------------===//

AdadeltaOptions::AdadeltaOptions(double lr)
    : OptimizerOptions{{{"lr", lr}, {"rho", 0.9}, {"eps", 1e-6}, {"weight_decay", 0}},
                       {{"maximize", false}}} {}

void AdadeltaOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectNonNegative(options, "rho", "rho value", where);
  expectAtMost(options.numbers.at("rho"), 1, "rho value", where);
}

UpdateRule AdadeltaOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.adadelta",
          {{"square_avg"}, {"acc_delta"}, UpdateRule::number("step")},
          {"lr", "rho", "eps", "weight_decay"},
          {"maximize"}};
}

//===----------------------------------------------------------------------===//
// Adafactor
//===----------------------------------------------------------------------===//

/// The `eps1` that stands for none.
static constexpr double machineEpsilon = -1;

AdafactorOptions::AdafactorOptions(double lr)
    : OptimizerOptions{{{"lr", lr},
                        {"beta2_decay", -0.8},
                        {"eps1", machineEpsilon},
                        {"eps2", 1e-3},
                        {"d", 1},
                        {"weight_decay", 0}},
                       {{"maximize", false}}} {}

AdafactorOptions &AdafactorOptions::eps(std::tuple<std::optional<double>, double> values) {
  numbers["eps1"] = std::get<0>(values).value_or(machineEpsilon);
  numbers["eps2"] = std::get<1>(values);
  return *this;
}

std::tuple<std::optional<double>, double> AdafactorOptions::eps() const {
  double eps1 = numbers.at("eps1");
  return {eps1 == machineEpsilon ? std::nullopt : std::optional(eps1), numbers.at("eps2")};
}

void AdafactorOptions::check(OptimizerOptions &options, Location where) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  expectRates(options, where);
  expectAtMost(options.numbers.at("beta2_decay"), 0, "beta2_decay", where);
  if (options.numbers.at("eps1") != machineEpsilon)
    expectNonNegative(options, "eps1", "epsilon1", where);
  expectNonNegative(options, "eps2", "epsilon2", where);
  expectRange(options.numbers.at("d"), 1, infinity, "clipping threshold d", where);
}

UpdateRule AdafactorOptions::rule(const OptimizerOptions &, const Sizes &shape, Location) {
  bool isFactored = shape.size() >= 2;
  Sizes rows = shape, columns = shape;
  if (isFactored)
    rows.end()[-1] = columns.end()[-2] = 1;
  return {"optim.adafactor",
          {{.key = "row_var", .present = isFactored, .sizes = rows},
           {.key = "col_var", .present = isFactored, .sizes = columns},
           {"variance", !isFactored},
           UpdateRule::number("step")},
          {"lr", "beta2_decay", "eps1", "eps2", "d", "weight_decay"},
          {"maximize"}};
}

//===----------------------------------------------------------------------===//
// Adagrad
//===----------------------------------------------------------------------===//

AdagradOptions::AdagradOptions(double lr)
    : OptimizerOptions{{{"lr", lr},
                        {"lr_decay", 0},
                        {"weight_decay", 0},
                        {"initial_accumulator_value", 0},
                        {"eps", 1e-10}},
                       {{"maximize", false}}} {}

void AdagradOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "lr_decay", "lr_decay value", where);
  expectNonNegative(options, "initial_accumulator_value", "initial_accumulator_value value", where);
  expectNonNegative(options, "eps", "epsilon value", where);
}

UpdateRule AdagradOptions::rule(const OptimizerOptions &options, const Sizes &, Location) {
  return {
      "optim.adagrad",
      {{"sum", true, options.numbers.at("initial_accumulator_value")}, UpdateRule::number("step")},
      {"lr", "lr_decay", "weight_decay", "eps"},
      {"maximize"}};
}

//===----------------------------------------------------------------------===//
// RMSprop
//===----------------------------------------------------------------------===//

RMSpropOptions::RMSpropOptions(double lr)
    : OptimizerOptions{
          {{"lr", lr}, {"alpha", 0.99}, {"eps", 1e-8}, {"weight_decay", 0}, {"momentum", 0}},
          {{"centered", false}, {"maximize", false}, {"buffer", false}}} {}

void RMSpropOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectNonNegative(options, "momentum", "momentum value", where);
  expectNonNegative(options, "alpha", "alpha value", where);
  // Once there is a buffer, a momentum of 0 does not need another program.
  options.flags["buffer"] |= options.numbers.at("momentum") != 0;
}

UpdateRule RMSpropOptions::rule(const OptimizerOptions &options, const Sizes &, Location) {
  return {"optim.rmsprop",
          {{"square_avg"},
           {"grad_avg", options.flags.at("centered")},
           {"momentum_buffer", options.flags.at("buffer")},
           UpdateRule::number("step")},
          {"lr", "alpha", "eps", "weight_decay", "momentum"},
          {"centered", "maximize"}};
}
