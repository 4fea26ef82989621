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
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// Adadelta; states `square_avg`, `acc_delta` and `step`.
class Adadelta : public OptimizerWith<AdadeltaOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

struct AdafactorOptions : OptimizerOptions {
  using Self = AdafactorOptions;
  AdafactorOptions(double lr = 1e-2);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_NUMBER(beta2_decay)
  /// Without the first, it is the machine epsilon of each parameter's type; as number "eps1" that is -1.
  Self &eps(std::tuple<std::optional<double>, double> values);
  std::tuple<std::optional<double>, double> eps() const;
  LUGE_OPTION_NUMBER(d)
  LUGE_OPTION_NUMBER(weight_decay)
  LUGE_OPTION_FLAG(maximize)
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// Adafactor; states `step`, and `row_var` and `col_var` of parameters of rank 2 or more, `variance` of others.
class Adafactor : public OptimizerWith<AdafactorOptions> {
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
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
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
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// RMSprop; states `square_avg`, `step`, and `grad_avg` when centered, `momentum_buffer` with momentum.
class RMSprop : public OptimizerWith<RMSpropOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

} // namespace luge::optim

#endif // LUGE_OPTIMADAPTIVE_H
