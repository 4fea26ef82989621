/// What Adam and its variants keep, read and allow.
#include "luge/OptimAdam.h"

#include "compiler/Frontend/OptimChecks.h"

using namespace luge;
using namespace luge::optim;

//===----------------------------------------------------------------------===//
// Adam and AdamW
//===----------------------------------------------------------------------===//

AdamOptions::AdamOptions(double lr)
    : OptimizerOptions{
          {{"lr", lr}, {"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}, {"weight_decay", 0}},
          {{"amsgrad", false}, {"maximize", false}, {"decoupled_weight_decay", false}}} {}

void AdamOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectBetas(options, where);
}

UpdateRule AdamOptions::rule(const OptimizerOptions &options, const Sizes &, Location) {
  return {options.flags.at("decoupled_weight_decay") ? "optim.adamw" : "optim.adam",
          {{"exp_avg"},
           {"exp_avg_sq"},
           {"max_exp_avg_sq", options.flags.at("amsgrad")},
           UpdateRule::number("step")},
          {"lr", "beta1", "beta2", "eps", "weight_decay"},
          {"amsgrad", "maximize"}};
}

//===----------------------------------------------------------------------===//
// Adamax
//===----------------------------------------------------------------------===//

AdamaxOptions::AdamaxOptions(double lr)
    : OptimizerOptions{
          {{"lr", lr}, {"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}, {"weight_decay", 0}},
          {{"maximize", false}}} {}

void AdamaxOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectBetas(options, where);
}

UpdateRule AdamaxOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.adamax",
          {{"exp_avg"}, {"exp_inf"}, UpdateRule::number("step")},
          {"lr", "beta1", "beta2", "eps", "weight_decay"},
          {"maximize"}};
}

//===----------------------------------------------------------------------===//
// LAMB
//===----------------------------------------------------------------------===//

LAMBOptions::LAMBOptions(double lr)
    : OptimizerOptions{
          {{"lr", lr}, {"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-6}, {"weight_decay", 0}},
          {{"maximize", false}}} {}

void LAMBOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectBetas(options, where);
}

UpdateRule LAMBOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.lamb",
          {{"exp_avg"}, {"exp_avg_sq"}, UpdateRule::number("step")},
          {"lr", "beta1", "beta2", "eps", "weight_decay"},
          {"maximize"}};
}

//===----------------------------------------------------------------------===//
// NAdam
//===----------------------------------------------------------------------===//

NAdamOptions::NAdamOptions(double lr)
    : OptimizerOptions{{{"lr", lr},
                        {"beta1", 0.9},
                        {"beta2", 0.999},
                        {"eps", 1e-8},
                        {"weight_decay", 0},
                        {"momentum_decay", 4e-3}},
                       {{"decoupled_weight_decay", false}, {"maximize", false}}} {}

void NAdamOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectBetas(options, where);
  expectNonNegative(options, "momentum_decay", "momentum_decay value", where);
}

UpdateRule NAdamOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.nadam",
          {{"exp_avg"},
           {"exp_avg_sq"},
           UpdateRule::number("mu_product", true, /*initial=*/1),
           UpdateRule::number("step")},
          {"lr", "beta1", "beta2", "eps", "weight_decay", "momentum_decay"},
          {"decoupled_weight_decay", "maximize"}};
}

//===----------------------------------------------------------------------===//
// RAdam
//===----------------------------------------------------------------------===//

RAdamOptions::RAdamOptions(double lr)
    : OptimizerOptions{
          {{"lr", lr}, {"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}, {"weight_decay", 0}},
          {{"decoupled_weight_decay", false}, {"maximize", false}}} {}

void RAdamOptions::check(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectBetas(options, where);
}

UpdateRule RAdamOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.radam",
          {{"exp_avg"}, {"exp_avg_sq"}, UpdateRule::number("step")},
          {"lr", "beta1", "beta2", "eps", "weight_decay"},
          {"decoupled_weight_decay", "maximize"}};
}
