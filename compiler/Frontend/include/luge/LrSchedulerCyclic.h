/// Schedulers that go up and down (https://docs.pytorch.org/docs/stable/optim.html).
///
/// CyclicLR and OneCycleLR also drive the momentum, or beta1, of the groups, against the rate.
#ifndef LUGE_LRSCHEDULERCYCLIC_H
#define LUGE_LRSCHEDULERCYCLIC_H

#include "luge/LrSchedulerBase.h"

namespace luge::optim {

/// Cosine annealing that starts again after `T_0` epochs, then after `T_mult` times as many, and so on. Errors: `T_0`
/// or `T_mult` below 1, a negative epoch.
class CosineAnnealingWarmRestarts : public LRScheduler {
public:
  CosineAnnealingWarmRestarts(ParamGroups groups, int64_t T_0, int64_t T_mult = 1,
                              double eta_min = 0.0, int64_t last_epoch = -1,
                              Location where = Location::current());

  void step(Location where = Location::current()) override;
  /// `epoch` may be a fraction: `step(epoch + batch / batches)` after each batch.
  void step(double epoch, Location where = Location::current()) override;

protected:
  double rate(size_t group) override;
  void list(Variables &variables) override;

private:
  void setTo(double epoch, Location where);

  double firstPeriod, period, factor, etaMin, passed; // torch's T_0, T_i, T_mult, eta_min, T_cur
};

struct CyclicLROptions {
  PerGroup base_lr, max_lr;
  double step_size_up = 2000;
  std::optional<double> step_size_down = {}; ///< as `step_size_up`
  /// "triangular", "triangular2" (half as high each cycle) or "exp_range" (times gamma ^ iteration)
  std::string mode = "triangular";
  double gamma = 1.0;
  /// Instead of the mode: the height, of the number of the cycle or of the iteration.
  std::function<double(double)> scale_fn = {};
  std::string scale_mode = "cycle"; ///< or "iterations"
  bool cycle_momentum = true;
  PerGroup base_momentum = 0.8, max_momentum = 0.9;
};

/// Between two rates, in straight lines. Errors: an unknown mode; momentum that the optimizer does not have.
class CyclicLR : public LRScheduler {
public:
  CyclicLR(ParamGroups groups, CyclicLROptions options, int64_t last_epoch = -1,
           Location where = Location::current());

protected:
  double rate(size_t group) override;
  std::optional<double> momentum(size_t group) override;

private:
  /// How high, from 0 to 1, the rate stands above its base.
  double height() const;

  CyclicLROptions options;
  std::vector<double> maxLrs, baseMomentums, maxMomentums;
};

struct OneCycleLROptions {
  PerGroup max_lr;
  /// Either the number of all steps or both others.
  std::optional<int64_t> total_steps = {}, epochs = {}, steps_per_epoch = {};
  double pct_start = 0.3;              ///< the part of the steps that goes up
  std::string anneal_strategy = "cos"; ///< or "linear"
  bool cycle_momentum = true;
  PerGroup base_momentum = 0.85, max_momentum = 0.95;
  double div_factor = 25.0;      ///< max_lr / initial_lr
  double final_div_factor = 1e4; ///< initial_lr / min_lr
  bool three_phase = false;      ///< back to initial_lr before min_lr
};

/// Once up and down. Errors: options outside their range; a step beyond the last; momentum that the optimizer does not
/// have.
class OneCycleLR : public LRScheduler {
public:
  OneCycleLR(ParamGroups groups, OneCycleLROptions options, int64_t last_epoch = -1,
             Location where = Location::current());

protected:
  double rate(size_t group) override;
  std::optional<double> momentum(size_t group) override;

private:
  /// Up to step `end`; numbers of the group by name.
  struct Phase {
    double end;
    const char *startLr, *endLr, *startMomentum, *endMomentum;
  };

  void checkRanges(Location where) const;
  /// The phase that the current step is in, and how far into it, from 0 to 1.
  std::pair<const Phase &, double> phase() const;
  double anneal(double start, double end, double part) const;

  OneCycleLROptions options;
  double totalSteps = 0;
  std::vector<Phase> phases;
};

} // namespace luge::optim

#endif // LUGE_LRSCHEDULERCYCLIC_H
