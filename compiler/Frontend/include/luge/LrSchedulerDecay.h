/// Schedulers whose rate is a function of the epoch (https://docs.pytorch.org/docs/stable/optim.html).
///
/// `last_epoch` other than -1 resumes on an optimizer whose groups a scheduler has run on.
#ifndef LUGE_LRSCHEDULERDECAY_H
#define LUGE_LRSCHEDULERDECAY_H

#include "luge/LrSchedulerBase.h"

namespace luge::optim {

/// A factor, of the epoch.
using LrLambda = std::function<double(int64_t)>;

/// A scheduler of one function for all groups, or of one for each. Errors: a list of another length.
class LambdaScheduler : public LRScheduler {
protected:
  LambdaScheduler(ParamGroups groups, std::vector<LrLambda> lambdas, Location where);
  std::vector<LrLambda> lambdas;
};

/// The initial rate times a function of the epoch.
class LambdaLR : public LambdaScheduler {
public:
  LambdaLR(ParamGroups groups, std::vector<LrLambda> lr_lambdas, int64_t last_epoch = -1,
           Location where = Location::current());
  LambdaLR(ParamGroups groups, const LrLambda &lr_lambda, int64_t last_epoch = -1,
           Location where = Location::current())
      : LambdaLR(groups, std::vector(groups.size(), lr_lambda), last_epoch, where) {}

protected:
  double rate(size_t group) override;
};

/// The rate times a function of the epoch.
class MultiplicativeLR : public LambdaScheduler {
public:
  MultiplicativeLR(ParamGroups groups, std::vector<LrLambda> lr_lambdas, int64_t last_epoch = -1,
                   Location where = Location::current());
  MultiplicativeLR(ParamGroups groups, const LrLambda &lr_lambda, int64_t last_epoch = -1,
                   Location where = Location::current())
      : MultiplicativeLR(groups, std::vector(groups.size(), lr_lambda), last_epoch, where) {}

protected:
  double rate(size_t group) override;
};

/// Times `gamma` every `step_size` epochs. Errors: `step_size` below 1.
class StepLR : public LRScheduler {
public:
  StepLR(ParamGroups groups, int64_t step_size, double gamma = 0.1, int64_t last_epoch = -1,
         Location where = Location::current());

protected:
  double rate(size_t group) override;
  double closedForm(size_t group) override;

private:
  double stepSize, gamma;
};

/// Times `gamma` at each milestone, as often as it is given.
class MultiStepLR : public LRScheduler {
public:
  MultiStepLR(ParamGroups groups, std::vector<int64_t> milestones, double gamma = 0.1,
              int64_t last_epoch = -1, Location where = Location::current());

protected:
  double rate(size_t group) override;
  double closedForm(size_t group) override;

private:
  std::vector<int64_t> milestones; // sorted
  double gamma;
};

/// Times `factor` until epoch `total_iters`. Errors: a factor outside [0, 1], or one of 0 when it ends.
class ConstantLR : public LRScheduler {
public:
  ConstantLR(ParamGroups groups, double factor = 1.0 / 3, int64_t total_iters = 5,
             int64_t last_epoch = -1, Location where = Location::current());

protected:
  double rate(size_t group) override;
  double closedForm(size_t group) override;

private:
  double factor, totalIters;
};

/// Times a factor that goes from one number to another in `total_iters` epochs. Errors: `start_factor` outside (0, 1],
/// `end_factor` outside [0, 1].
class LinearLR : public LRScheduler {
public:
  LinearLR(ParamGroups groups, double start_factor = 1.0 / 3, double end_factor = 1.0,
           int64_t total_iters = 5, int64_t last_epoch = -1, Location where = Location::current());

protected:
  double rate(size_t group) override;
  double closedForm(size_t group) override;

private:
  double startFactor, endFactor, totalIters;
};

/// Times `gamma` every epoch.
class ExponentialLR : public LRScheduler {
public:
  ExponentialLR(ParamGroups groups, double gamma, int64_t last_epoch = -1,
                Location where = Location::current());

protected:
  double rate(size_t group) override;
  double closedForm(size_t group) override;

private:
  double gamma;
};

/// Times (1 - epoch / total_iters) ^ power, which is 0 from `total_iters` on.
class PolynomialLR : public LRScheduler {
public:
  PolynomialLR(ParamGroups groups, int64_t total_iters = 5, double power = 1.0,
               int64_t last_epoch = -1, Location where = Location::current());

protected:
  double rate(size_t group) override;
  double closedForm(size_t group) override;

private:
  double totalIters, power;
};

/// Half a cosine from the initial rate to `eta_min` in `T_max` epochs, then back. Errors: `T_max` below 1.
class CosineAnnealingLR : public LRScheduler {
public:
  CosineAnnealingLR(ParamGroups groups, int64_t T_max, double eta_min = 0.0,
                    int64_t last_epoch = -1, Location where = Location::current());

protected:
  double rate(size_t group) override;
  double closedForm(size_t group) override;

private:
  double period, etaMin;
};

} // namespace luge::optim

#endif // LUGE_LRSCHEDULERDECAY_H
