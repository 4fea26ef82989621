/// Adam and its variants (https://docs.pytorch.org/docs/stable/optim.html).
#ifndef LUGE_OPTIMADAM_H
#define LUGE_OPTIMADAM_H

#include "luge/Optimizer.h"

namespace luge::optim {

/// Checks the options that Adam and its variants share.
void checkAdamFamily(OptimizerOptions &options, Location where);

/// Those options, as a base of `SelfT`.
template <typename SelfT> struct AdamFamilyOptions : OptimizerOptions {
  using Self = SelfT;
  LUGE_OPTION_NUMBER(lr)
  LUGE_OPTION_PAIR(betas, beta1, beta2)
  LUGE_OPTION_NUMBER(eps)
  LUGE_OPTION_NUMBER(weight_decay)
  LUGE_OPTION_FLAG(maximize)
  static void check(OptimizerOptions &options, Location where) { checkAdamFamily(options, where); }

protected:
  explicit AdamFamilyOptions(double lr, double eps = 1e-8)
      : OptimizerOptions{
            {{"lr", lr}, {"beta1", 0.9}, {"beta2", 0.999}, {"eps", eps}, {"weight_decay", 0}},
            {{"maximize", false}}} {}
};

struct AdamOptions : AdamFamilyOptions<AdamOptions> {
  AdamOptions(double lr = 1e-3);
  LUGE_OPTION_FLAG(amsgrad)
  LUGE_OPTION_FLAG(decoupled_weight_decay)
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// Adam; states `exp_avg`, `exp_avg_sq`, `step`, and `max_exp_avg_sq` with amsgrad. Weight decay is added to the
/// gradient; decoupled, it shrinks the parameter and stays out of the moments.
class Adam : public OptimizerWith<AdamOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

/// As AdamOptions, with a decoupled weight decay of 0.01.
struct AdamWOptions : AdamOptions {
  AdamWOptions(double lr = 1e-3) : AdamOptions(lr) {
    weight_decay(1e-2).decoupled_weight_decay(true);
  }
  AdamWOptions(const AdamOptions &options) : AdamOptions(options) { decoupled_weight_decay(true); }
};

/// Adam with decoupled weight decay.
class AdamW : public OptimizerWith<AdamWOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

struct AdamaxOptions : AdamFamilyOptions<AdamaxOptions> {
  AdamaxOptions(double lr = 2e-3);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// Adamax; states `exp_avg`, `exp_inf` and `step`.
class Adamax : public OptimizerWith<AdamaxOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

struct LAMBOptions : AdamFamilyOptions<LAMBOptions> {
  LAMBOptions(double lr = 1e-3);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// LAMB (https://arxiv.org/abs/1904.00962), which torch lacks: options as Adam's, an eps of 1e-6; states `exp_avg`,
/// `exp_avg_sq` and `step`. Weight decay is part of the direction, whose length is then made that of the parameter.
class LAMB : public OptimizerWith<LAMBOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

struct NAdamOptions : AdamFamilyOptions<NAdamOptions> {
  NAdamOptions(double lr = 2e-3);
  LUGE_OPTION_NUMBER(momentum_decay)
  LUGE_OPTION_FLAG(decoupled_weight_decay)
  static void check(OptimizerOptions &options, Location where);
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// NAdam; states `exp_avg`, `exp_avg_sq`, `mu_product` and `step`. Weight decay as Adam's.
class NAdam : public OptimizerWith<NAdamOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

struct RAdamOptions : AdamFamilyOptions<RAdamOptions> {
  RAdamOptions(double lr = 1e-3);
  LUGE_OPTION_FLAG(decoupled_weight_decay)
  static UpdateRule rule(const OptimizerOptions &options, const Sizes &shape, Location where);
};

/// RAdam; states `exp_avg`, `exp_avg_sq` and `step`. Weight decay as Adam's.
class RAdam : public OptimizerWith<RAdamOptions> {
public:
  using OptimizerWith::OptimizerWith;
};

} // namespace luge::optim

#endif // LUGE_OPTIMADAM_H
