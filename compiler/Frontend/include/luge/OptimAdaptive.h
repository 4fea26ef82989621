/// Optimizers that divide by past gradients (https://docs.pytorch.org/docs/stable/optim.html).
#ifndef LUGE_OPTIMADAPTIVE_H
#define LUGE_OPTIMADAPTIVE_H

#include "luge/Optimizer.h"

namespace luge::optim {

struct AdadeltaOptions : OptimizerOptions {
  using Self = AdadeltaOptions;
  AdadeltaOptions(double lr = 1.0);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_NUMBER(rho)
  LUGE_OPTION_NUMBER(eps)
  LUGE_OPTION_NUMBER(weight_decay)
  LUGE_OPTION_FLAG(maximize)
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options);
};

/// Adadelta; states `square_avg`, `acc_delta` and `step`.
class Adadelta : public OptimizerWith<AdadeltaOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

struct AdagradOptions : OptimizerOptions {
  using Self = AdagradOptions;
  AdagradOptions(double lr = 1e-2);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_NUMBER(lr_decay)
  LUGE_OPTION_NUMBER(weight_decay)
  LUGE_OPTION_NUMBER(initial_accumulator_value)
  LUGE_OPTION_NUMBER(eps)
  LUGE_OPTION_FLAG(maximize)
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options);
};

/// Adagrad; states `sum` and `step`.
class Adagrad : public OptimizerWith<AdagradOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

struct RMSpropOptions : OptimizerOptions {
  using Self = RMSpropOptions;
  RMSpropOptions(double lr = 1e-2);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_NUMBER(alpha)
  LUGE_OPTION_NUMBER(eps)
  LUGE_OPTION_NUMBER(weight_decay)
  LUGE_OPTION_NUMBER(momentum)
  LUGE_OPTION_FLAG(centered)
  LUGE_OPTION_FLAG(maximize)
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options);
};

/// RMSprop; states `square_avg`, `step`, and `grad_avg` when centered, `momentum_buffer` with momentum.
class RMSprop : public OptimizerWith<RMSpropOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

} // namespace luge::optim

#endif // LUGE_OPTIMADAPTIVE_H
