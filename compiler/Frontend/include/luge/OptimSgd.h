/// Stochastic gradient descent (https://docs.pytorch.org/docs/stable/optim.html).
#ifndef LUGE_OPTIMSGD_H
#define LUGE_OPTIMSGD_H

#include "luge/Optimizer.h"

namespace luge::optim {

struct ASGDOptions : OptimizerOptions {
  using Self = ASGDOptions;
  ASGDOptions(double lr = 1e-2);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_NUMBER(lambd)
  LUGE_OPTION_NUMBER(alpha)
  LUGE_OPTION_NUMBER(t0)
  LUGE_OPTION_NUMBER(weight_decay)
  LUGE_OPTION_FLAG(maximize)
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// Averaged stochastic gradient descent; states `ax`, the average of the parameter, `eta`, `mu` and `step`.
class ASGD : public OptimizerWith<ASGDOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

struct SGDOptions : OptimizerOptions {
  using Self = SGDOptions;
  SGDOptions(double lr = 1e-3);
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_NUMBER(momentum)
  LUGE_OPTION_NUMBER(dampening)
  LUGE_OPTION_NUMBER(weight_decay)
  LUGE_OPTION_FLAG(nesterov)
  LUGE_OPTION_FLAG(maximize)
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// Stochastic gradient descent; state `momentum_buffer` with momentum. Nesterov needs momentum and no dampening.
class SGD : public OptimizerWith<SGDOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

} // namespace luge::optim

#endif // LUGE_OPTIMSGD_H
