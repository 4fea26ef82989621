/// Optimizers (https://docs.pytorch.org/docs/stable/optim.html).
#ifndef LUGE_OPTIM_H
#define LUGE_OPTIM_H

#include "luge/Optimizer.h"

#include <tuple>

namespace luge::optim {

// A setter and a getter of an option; the setter returns the options.
#define LUGE_NUMBER(Name)                                                                          \
  Self &Name(double value) {                                                                       \
    numbers[#Name] = value;                                                                        \
    return static_cast<Self &>(*this);                                                             \
  }                                                                                                \
  double Name() const { return numbers.at(#Name); }
#define LUGE_FLAG(Name)                                                                            \
  Self &Name(bool value) {                                                                         \
    flags[#Name] = value;                                                                          \
    return static_cast<Self &>(*this);                                                             \
  }                                                                                                \
  bool Name() const { return flags.at(#Name); }

struct SGDOptions : OptimizerOptions {
  using Self = SGDOptions;
  SGDOptions(double lr = 1e-3);
  LUGE_NUMBER(lr)
  LUGE_NUMBER(momentum)
  LUGE_NUMBER(dampening)
  LUGE_NUMBER(weight_decay)
  LUGE_FLAG(nesterov)
  LUGE_FLAG(maximize)
};

/// Stochastic gradient descent; state `momentum_buffer` with momentum. Nesterov needs momentum and no dampening.
class SGD : public Optimizer {
public:
  SGD(std::vector<Tensor> params, SGDOptions options = {}, Location where = Location::current())
      : SGD(std::vector<OptimizerParamGroup>{std::move(params)}, options, where) {}
  SGD(std::vector<OptimizerParamGroup> groups, SGDOptions options = {},
      Location where = Location::current());

protected:
  void check(OptimizerOptions &options, Location where) const override;
  UpdateRule rule(const OptimizerOptions &options) const override;
};

struct AdagradOptions : OptimizerOptions {
  using Self = AdagradOptions;
  AdagradOptions(double lr = 1e-2);
  LUGE_NUMBER(lr)
  LUGE_NUMBER(lr_decay)
  LUGE_NUMBER(weight_decay)
  LUGE_NUMBER(initial_accumulator_value)
  LUGE_NUMBER(eps)
  LUGE_FLAG(maximize)
};

/// Adagrad; states `sum` and `step`.
class Adagrad : public Optimizer {
public:
  Adagrad(std::vector<Tensor> params, AdagradOptions options = {},
          Location where = Location::current())
      : Adagrad(std::vector<OptimizerParamGroup>{std::move(params)}, options, where) {}
  Adagrad(std::vector<OptimizerParamGroup> groups, AdagradOptions options = {},
          Location where = Location::current());

protected:
  void check(OptimizerOptions &options, Location where) const override;
  UpdateRule rule(const OptimizerOptions &options) const override;
};

struct RMSpropOptions : OptimizerOptions {
  using Self = RMSpropOptions;
  RMSpropOptions(double lr = 1e-2);
  LUGE_NUMBER(lr)
  LUGE_NUMBER(alpha)
  LUGE_NUMBER(eps)
  LUGE_NUMBER(weight_decay)
  LUGE_NUMBER(momentum)
  LUGE_FLAG(centered)
  LUGE_FLAG(maximize)
};

/// RMSprop; states `square_avg`, `step`, and `grad_avg` when centered, `momentum_buffer` with momentum.
class RMSprop : public Optimizer {
public:
  RMSprop(std::vector<Tensor> params, RMSpropOptions options = {},
          Location where = Location::current())
      : RMSprop(std::vector<OptimizerParamGroup>{std::move(params)}, options, where) {}
  RMSprop(std::vector<OptimizerParamGroup> groups, RMSpropOptions options = {},
          Location where = Location::current());

protected:
  void check(OptimizerOptions &options, Location where) const override;
  UpdateRule rule(const OptimizerOptions &options) const override;
};

struct AdamOptions : OptimizerOptions {
  using Self = AdamOptions;
  AdamOptions(double lr = 1e-3);
  LUGE_NUMBER(lr)
  Self &betas(std::tuple<double, double> values) {
    std::tie(numbers["beta1"], numbers["beta2"]) = values;
    return *this;
  }
  std::tuple<double, double> betas() const { return {numbers.at("beta1"), numbers.at("beta2")}; }
  LUGE_NUMBER(eps)
  LUGE_NUMBER(weight_decay)
  LUGE_FLAG(amsgrad)
  LUGE_FLAG(maximize)
};

/// Adam; states `exp_avg`, `exp_avg_sq`, `step`, and `max_exp_avg_sq` with amsgrad. Weight decay is added to the
/// gradient.
class Adam : public Optimizer {
public:
  Adam(std::vector<Tensor> params, AdamOptions options = {}, Location where = Location::current())
      : Adam(std::vector<OptimizerParamGroup>{std::move(params)}, options, where) {}
  Adam(std::vector<OptimizerParamGroup> groups, AdamOptions options = {},
       Location where = Location::current());

protected:
  void check(OptimizerOptions &options, Location where) const override;
  UpdateRule rule(const OptimizerOptions &options) const override;
};

/// As AdamOptions, with a weight decay of 0.01.
struct AdamWOptions : AdamOptions {
  AdamWOptions(double lr = 1e-3) : AdamOptions(lr) { weight_decay(1e-2); }
  AdamWOptions(const AdamOptions &options) : AdamOptions(options) {}
};

/// Adam whose weight decay shrinks the parameter and stays out of the moments.
class AdamW : public Adam {
public:
  AdamW(std::vector<Tensor> params, AdamWOptions options = {}, Location where = Location::current())
      : Adam(std::move(params), options, where) {}
  AdamW(std::vector<OptimizerParamGroup> groups, AdamWOptions options = {},
        Location where = Location::current())
      : Adam(std::move(groups), options, where) {}

protected:
  UpdateRule rule(const OptimizerOptions &options) const override;
};

#undef LUGE_NUMBER
#undef LUGE_FLAG

} // namespace luge::optim

#endif // LUGE_OPTIM_H
