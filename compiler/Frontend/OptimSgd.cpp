/// What stochastic gradient descent keeps, reads and allows.
#include "luge/OptimSgd.h"

#include "compiler/Frontend/OptimChecks.h"

using namespace luge;
using namespace luge::optim;

//===----------------------------------------------------------------------===//
// ASGD
//===----------------------------------------------------------------------===//

ASGDOptions::ASGDOptions(double lr)
    : OptimizerOptions{
          {{"lr", lr}, {"lambd", 1e-4}, {"alpha", 0.75}, {"t0", 1e6}, {"weight_decay", 0}},
          {{"maximize", false}}} {}

void ASGDOptions::check(OptimizerOptions &options, Location where) { expectRates(options, where); }

UpdateRule ASGDOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.asgd",
          {{"ax"}, UpdateRule::number("eta"), UpdateRule::number("mu"), UpdateRule::number("step")},
          {"lr", "lambd", "alpha", "t0", "weight_decay"},
          {"maximize"}};
}

//===----------------------------------------------------------------------===//
// SGD
//===----------------------------------------------------------------------===//

SGDOptions::SGDOptions(double lr)
    : OptimizerOptions{{{"lr", lr}, {"momentum", 0}, {"dampening", 0}, {"weight_decay", 0}},
                       {{"nesterov", false}, {"maximize", false}, {"buffer", false}}} {}

void SGDOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "momentum", "momentum value", where);
  // Once there is a buffer, a momentum of 0 does not need another program.
  options.flags["buffer"] |= options.numbers.at("momentum") != 0;
  if (options.flags.at("nesterov") &&
      (!options.flags.at("buffer") || options.numbers.at("dampening") != 0))
    throw ValueError("Nesterov momentum requires a momentum and zero dampening", where);
}

UpdateRule SGDOptions::rule(const OptimizerOptions &options, const Sizes &, Location) {
  bool buffer = options.flags.at("buffer");
  return {"optim.sgd",
          {{"momentum_buffer", buffer}, UpdateRule::number("step", buffer)},
          {"lr", "momentum", "dampening", "weight_decay"},
          {"nesterov", "maximize"}};
}
