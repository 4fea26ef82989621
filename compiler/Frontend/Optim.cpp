/// What each optimizer keeps, reads and allows. Errors are torch's (torch/optim/*.py).
#include "luge/Optim.h"

#include <limits>

using namespace luge;
using namespace luge::optim;

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

static void expectNonNegative(const OptimizerOptions &options, const char *option, const char *what,
                              Location where) {
  expectRange(options.numbers.at(option), 0, kInfinity, what, where);
}

//===----------------------------------------------------------------------===//
// SGD
//===----------------------------------------------------------------------===//

SGDOptions::SGDOptions(double lr)
    : OptimizerOptions{{{"lr", lr}, {"momentum", 0}, {"dampening", 0}, {"weight_decay", 0}},
                       {{"nesterov", false}, {"maximize", false}, {"buffer", false}}} {}

SGD::SGD(std::vector<OptimizerParamGroup> groups, SGDOptions options, Location where)
    : Optimizer(options) {
  addGroups(std::move(groups), where);
}

void SGD::check(OptimizerOptions &options, Location where) const {
  expectNonNegative(options, "lr", "learning rate", where);
  expectNonNegative(options, "momentum", "momentum value", where);
  expectNonNegative(options, "weight_decay", "weight_decay value", where);
  // Once there is a buffer, a momentum of 0 does not need another program.
  options.flags["buffer"] |= options.numbers.at("momentum") != 0;
  if (options.flags.at("nesterov") &&
      (!options.flags.at("buffer") || options.numbers.at("dampening") != 0))
    throw Error("Nesterov momentum requires a momentum and zero dampening", where);
}

UpdateRule SGD::rule(const OptimizerOptions &options) const {
  bool buffer = options.flags.at("buffer");
  return {"optim.sgd",
          {{"momentum_buffer", buffer}, {"step", buffer}},
          {"lr", "momentum", "dampening", "weight_decay"},
          {"nesterov", "maximize"},
          /*segmented=*/true};
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

Adagrad::Adagrad(std::vector<OptimizerParamGroup> groups, AdagradOptions options, Location where)
    : Optimizer(options) {
  addGroups(std::move(groups), where);
}

void Adagrad::check(OptimizerOptions &options, Location where) const {
  expectNonNegative(options, "lr", "learning rate", where);
  expectNonNegative(options, "lr_decay", "lr_decay value", where);
  expectNonNegative(options, "weight_decay", "weight_decay value", where);
  expectNonNegative(options, "initial_accumulator_value", "initial_accumulator_value value", where);
  expectNonNegative(options, "eps", "epsilon value", where);
}

UpdateRule Adagrad::rule(const OptimizerOptions &options) const {
  return {"optim.adagrad",
          {{"sum", true, options.numbers.at("initial_accumulator_value")}, {"step"}},
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

RMSprop::RMSprop(std::vector<OptimizerParamGroup> groups, RMSpropOptions options, Location where)
    : Optimizer(options) {
  addGroups(std::move(groups), where);
}

void RMSprop::check(OptimizerOptions &options, Location where) const {
  expectNonNegative(options, "lr", "learning rate", where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectNonNegative(options, "momentum", "momentum value", where);
  expectNonNegative(options, "weight_decay", "weight_decay value", where);
  expectNonNegative(options, "alpha", "alpha value", where);
  options.flags["buffer"] |= options.numbers.at("momentum") != 0;
}

UpdateRule RMSprop::rule(const OptimizerOptions &options) const {
  return {"optim.rmsprop",
          {{"square_avg"},
           {"grad_avg", options.flags.at("centered")},
           {"momentum_buffer", options.flags.at("buffer")},
           {"step"}},
          {"lr", "alpha", "eps", "weight_decay", "momentum"},
          {"centered", "maximize"},
          /*segmented=*/true};
}

//===----------------------------------------------------------------------===//
// Adam and AdamW
//===----------------------------------------------------------------------===//

AdamOptions::AdamOptions(double lr)
    : OptimizerOptions{
          {{"lr", lr}, {"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}, {"weight_decay", 0}},
          {{"amsgrad", false}, {"maximize", false}}} {}

Adam::Adam(std::vector<OptimizerParamGroup> groups, AdamOptions options, Location where)
    : Optimizer(options) {
  addGroups(std::move(groups), where);
}

void Adam::check(OptimizerOptions &options, Location where) const {
  expectNonNegative(options, "lr", "learning rate", where);
  expectNonNegative(options, "eps", "epsilon value", where);
  expectRange(options.numbers.at("beta1"), 0, 1, "beta parameter at index 0", where);
  expectRange(options.numbers.at("beta2"), 0, 1, "beta parameter at index 1", where);
  expectNonNegative(options, "weight_decay", "weight_decay value", where);
}

UpdateRule Adam::rule(const OptimizerOptions &options) const {
  return {"optim.adam",
          {{"exp_avg"}, {"exp_avg_sq"}, {"max_exp_avg_sq", options.flags.at("amsgrad")}, {"step"}},
          {"lr", "beta1", "beta2", "eps", "weight_decay"},
          {"amsgrad", "maximize"}};
}

UpdateRule AdamW::rule(const OptimizerOptions &options) const {
  UpdateRule result = Adam::rule(options);
  result.op = "optim.adamw";
  return result;
}
