/// Optimizers that go by the sign of a gradient.
#ifndef LUGE_OPTIMSIGN_H
#define LUGE_OPTIMSIGN_H

#include "luge/Optimizer.h"

namespace luge::optim {

struct LionOptions : OptimizerOptions {
  using Self = LionOptions;
  LionOptions(double lr = 1e-4);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_PAIR(betas, beta1, beta2)
  LUGE_OPTION_NUMBER(weight_decay)
  LUGE_OPTION_FLAG(maximize)
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// Lion (https://arxiv.org/abs/2302.06675), which torch lacks: options as the paper's; state `exp_avg`.
class Lion : public OptimizerWith<LionOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

struct RpropOptions : OptimizerOptions {
  using Self = RpropOptions;
  RpropOptions(double lr = 1e-2);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_PAIR(etas, etaminus, etaplus)
  LUGE_OPTION_PAIR(step_sizes, step_size_min, step_size_max)
  LUGE_OPTION_FLAG(maximize)
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// Resilient backpropagation (https://docs.pytorch.org/docs/stable/optim.html); states `prev`, `step_size`, which
/// begins with `lr`, and `step`.
class Rprop : public OptimizerWith<RpropOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

} // namespace luge::optim

#endif // LUGE_OPTIMSIGN_H
