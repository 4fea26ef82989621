/// What optimizers that divide by past gradients keep, read and allow.
#include "luge/OptimAdaptive.h"

#include "compiler/Frontend/OptimChecks.h"

#include <cmath>

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
  // 1 is allowed.
  expectRange(options.numbers.at("rho"), 0, std::nextafter(1.0, 2.0), "rho value", where);
}

UpdateRule AdadeltaOptions::rule(const OptimizerOptions &) {
  return {"optim.adadelta",
          {{"square_avg"}, {"acc_delta"}, UpdateRule::number("step")},
          {"lr", "rho", "eps", "weight_decay"},
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

UpdateRule AdagradOptions::rule(const OptimizerOptions &options) {
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

UpdateRule RMSpropOptions::rule(const OptimizerOptions &options) {
  return {"optim.rmsprop",
          {{"square_avg"},
           {"grad_avg", options.flags.at("centered")},
           {"momentum_buffer", options.flags.at("buffer")},
           UpdateRule::number("step")},
          {"lr", "alpha", "eps", "weight_decay", "momentum"},
          {"centered", "maximize"}};
}
