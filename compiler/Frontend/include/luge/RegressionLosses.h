/// Losses of numbers: how far an input is from a target.
#ifndef LUGE_REGRESSIONLOSSES_H
#define LUGE_REGRESSIONLOSSES_H

#include "luge/LossModule.h"

namespace luge::nn {

/// `weight`: multiplies each error; the mean is then divided by its sum.
class MSELossOptions : public LossOptions<MSELossOptions> {
  LUGE_LOSS_OPTION(MSELossOptions, Tensor, weight, {});
};
/// `weight`: multiplies each error; the mean is then divided by its sum.
class L1LossOptions : public LossOptions<L1LossOptions> {
  LUGE_LOSS_OPTION(L1LossOptions, Tensor, weight, {});
};
/// `delta`: where the square becomes a line. `weight`: multiplies each loss; the mean stays that of all elements.
class HuberLossOptions : public LossOptions<HuberLossOptions> {
  LUGE_LOSS_OPTION(HuberLossOptions, double, delta, 1.0);
  LUGE_LOSS_OPTION(HuberLossOptions, Tensor, weight, {});
};
/// `beta`: where the square becomes a line; 0 leaves the line alone.
class SmoothL1LossOptions : public LossOptions<SmoothL1LossOptions> {
  LUGE_LOSS_OPTION(SmoothL1LossOptions, double, beta, 1.0);
};
/// `log_input`: the input is the logarithm of the rate. `full`: with Stirling's approximation of ln(target!). `eps`:
/// added to a rate before its logarithm.
class PoissonNLLLossOptions : public LossOptions<PoissonNLLLossOptions> {
  LUGE_LOSS_OPTION(PoissonNLLLossOptions, bool, log_input, true);
  LUGE_LOSS_OPTION(PoissonNLLLossOptions, bool, full, false);
  LUGE_LOSS_OPTION(PoissonNLLLossOptions, double, eps, 1e-8);
};
/// `full`: with the constant ln(2 pi) / 2. `eps`: the least variance.
class GaussianNLLLossOptions : public LossOptions<GaussianNLLLossOptions> {
  LUGE_LOSS_OPTION(GaussianNLLLossOptions, bool, full, false);
  LUGE_LOSS_OPTION(GaussianNLLLossOptions, double, eps, 1e-6);
};

namespace functional {
/// (input - target)^2. Shapes broadcast; `weight` has the shape of `input`.
Tensor mse_loss(const Tensor &input, const Tensor &target, const MSELossOptions &options = {},
                Location where = Location::current());
/// |input - target|. Shapes as for `mse_loss`.
Tensor l1_loss(const Tensor &input, const Tensor &target, const L1LossOptions &options = {},
               Location where = Location::current());
/// d^2 / 2 where d = |input - target| is at most delta, and delta (d - delta / 2) beyond. Shapes as for `mse_loss`.
Tensor huber_loss(const Tensor &input, const Tensor &target, const HuberLossOptions &options = {},
                  Location where = Location::current());
/// The Huber loss of delta = beta, divided by beta; the absolute error if beta is 0. Shapes broadcast.
Tensor smooth_l1_loss(const Tensor &input, const Tensor &target,
                      const SmoothL1LossOptions &options = {},
                      Location where = Location::current());
/// e^input - target input, or input - target ln(input + eps); with `full` also ln(target!) where target > 1, as
/// target ln(target) - target + ln(2 pi target) / 2. Shapes broadcast.
Tensor poisson_nll_loss(const Tensor &input, const Tensor &target,
                        const PoissonNLLLossOptions &options = {},
                        Location where = Location::current());
/// (ln(v) + (input - target)^2 / v) / 2 with v = max(var, eps), whose gradient is that of v. `var` has the shape of
/// `input`, lacks its last dimension, or has one extent of 1 in it; or it is a number.
Tensor gaussian_nll_loss(const Tensor &input, const Tensor &target, const Operand &var,
                         const GaussianNLLLossOptions &options = {},
                         Location where = Location::current());
} // namespace functional

LUGE_LOSS(MSELoss, mse_loss);
LUGE_LOSS(L1Loss, l1_loss);
LUGE_LOSS(HuberLoss, huber_loss);
LUGE_LOSS(SmoothL1Loss, smooth_l1_loss);
LUGE_LOSS(PoissonNLLLoss, poisson_nll_loss);
LUGE_LOSS(GaussianNLLLoss, gaussian_nll_loss);

} // namespace luge::nn

#endif // LUGE_REGRESSIONLOSSES_H
