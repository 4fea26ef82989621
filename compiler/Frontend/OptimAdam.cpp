/// What Adam and its variants keep, read and allow.
#include "luge/OptimAdam.h"

#include "compiler/Frontend/OptimChecks.h"

using namespace luge;
using namespace luge::optim;

void optim::checkAdamFamily(OptimizerOptions &options, Location where) {
  expectRates(options, where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectBetas(options, where);
}

//===----------------------------------------------------------------------===//
// Adam and AdamW
//===----------------------------------------------------------------------===//

AdamOptions::AdamOptions(double lr) : AdamFamilyOptions(lr) {
  amsgrad(false).decoupled_weight_decay(false);
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

AdamaxOptions::AdamaxOptions(double lr) : AdamFamilyOptions(lr) {}

UpdateRule AdamaxOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.adamax",
          {{"exp_avg"}, {"exp_inf"}, UpdateRule::number("step")},
          {"lr", "beta1", "beta2", "eps", "weight_decay"},
          {"maximize"}};
}

//===----------------------------------------------------------------------===//
// LAMB
//===----------------------------------------------------------------------===//

LAMBOptions::LAMBOptions(double lr) : AdamFamilyOptions(lr, /*eps=*/1e-6) {}

UpdateRule LAMBOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.lamb",
          {{"exp_avg"}, {"exp_avg_sq"}, UpdateRule::number("step")},
          {"lr", "beta1", "beta2", "eps", "weight_decay"},
          {"maximize"}};
}

//===----------------------------------------------------------------------===//
// NAdam
//===----------------------------------------------------------------------===//

NAdamOptions::NAdamOptions(double lr) : AdamFamilyOptions(lr) {
  momentum_decay(4e-3).decoupled_weight_decay(false);
}

void NAdamOptions::check(OptimizerOptions &options, Location where) {
  checkAdamFamily(options, where);
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

RAdamOptions::RAdamOptions(double lr) : AdamFamilyOptions(lr) { decoupled_weight_decay(false); }

UpdateRule RAdamOptions::rule(const OptimizerOptions &, const Sizes &, Location) {
  return {"optim.radam",
          {{"exp_avg"}, {"exp_avg_sq"}, UpdateRule::number("step")},
          {"lr", "beta1", "beta2", "eps", "weight_decay"},
          {"decoupled_weight_decay", "maximize"}};
}
