/// What optimizers that go by signs keep, read and allow.
#include "luge/OptimSign.h"

#include "compiler/Frontend/OptimChecks.h"
#include "compiler/Frontend/TensorImpl.h"

using namespace luge;
using namespace luge::optim;

//===----------------------------------------------------------------------===//
// Lion
//===----------------------------------------------------------------------===//

LionOptions::LionOptions(double lr)
    : OptimizerOptions{{{"lr", lr}, {"beta1", 0.9}, {"beta2", 0.99}, {"weight_decay", 0}},
                       {{"maximize", false}}} {}

void LionOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectBetas(options, where);
}

UpdateRule LionOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.lion", {{"exp_avg"}}, {"lr", "beta1", "beta2", "weight_decay"}, {"maximize"}};
}

//===----------------------------------------------------------------------===//
// Rprop
//===----------------------------------------------------------------------===//

RpropOptions::RpropOptions(double lr)
    : OptimizerOptions{{{"lr", lr},
                        {"etaminus", 0.5},
                        {"etaplus", 1.2},
                        {"step_size_min", 1e-6},
                        {"step_size_max", 50}},
                       {{"maximize", false}}} {}

void RpropOptions::check(OptimizerOptions &options, Location where) {
  expectNonNegative(options, "lr", "learning rate", where);
  double minus = options.numbers.at("etaminus"), plus = options.numbers.at("etaplus");
  if (0 < minus && minus < 1 && 1 < plus)
    return;
  throw ValueError("Invalid eta values: " + frontend::toString(minus) + ", " +
                       frontend::toString(plus) +
                       "; expected the first between 0 and 1, the second above 1",
                   where);
}

UpdateRule RpropOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.rprop",
          {{"prev"}, {"step_size"}, UpdateRule::number("step")},
          {"lr", "etaminus", "etaplus", "step_size_min", "step_size_max"},
          {"maximize"}};
}
