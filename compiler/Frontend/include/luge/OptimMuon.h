/// Optimizers of matrices.
#ifndef LUGE_OPTIMMUON_H
#define LUGE_OPTIMMUON_H

#include "luge/Optimizer.h"

namespace luge::optim {

struct MuonOptions : OptimizerOptions {
  using Self = MuonOptions;
  MuonOptions(double lr = 1e-3);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_NUMBER(weight_decay)
  LUGE_OPTION_NUMBER(momentum)
  LUGE_OPTION_FLAG(nesterov)
  Self &ns_coefficients(std::tuple<double, double, double> values) {
    std::tie(numbers["ns_a"], numbers["ns_b"], numbers["ns_c"]) = values;
    return *this;
  }
  std::tuple<double, double, double> ns_coefficients() const {
    return {numbers.at("ns_a"), numbers.at("ns_b"), numbers.at("ns_c")};
  }
  LUGE_OPTION_NUMBER(eps)
  LUGE_OPTION_NUMBER(ns_steps)
  /// "original" or "match_rms_adamw".
  Self &adjust_lr_fn(std::string value) {
    choices["adjust_lr_fn"] = std::move(value);
    return *this;
  }
  const std::string &adjust_lr_fn() const { return choices.at("adjust_lr_fn"); }
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// Muon (https://docs.pytorch.org/docs/stable/optim.html), for parameters of two dimensions; state `momentum_buffer`.
/// The momentum is made orthogonal in the parameter's type, where torch does it in bfloat16.
class Muon : public OptimizerWith<MuonOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

} // namespace luge::optim

#endif // LUGE_OPTIMMUON_H
