/// Averages of parameters, and their learning rate (https://docs.pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema).
#ifndef LUGE_SWAUTILS_H
#define LUGE_SWAUTILS_H

#include "luge/LrSchedulerBase.h"

namespace luge::optim::swa_utils {

/// Brings the rate to a constant one in `anneal_epochs`. Errors: an unknown strategy, a negative number of epochs.
class SWALR : public LRScheduler {
public:
  /// `anneal_strategy`: "cos" or "linear".
  SWALR(ParamGroups groups, const PerGroup &swa_lr, int64_t anneal_epochs = 10,
        std::string anneal_strategy = "cos", int64_t last_epoch = -1,
        Location where = Location::current());

protected:
  double rate(size_t group) override;

private:
  /// How much of the constant rate there is after `steps`, from 0 to 1.
  double part(double steps) const;

  double annealEpochs;
  std::string strategy;
};

} // namespace luge::optim::swa_utils

#endif // LUGE_SWAUTILS_H
