/// The scheduler that looks at a metric (https://docs.pytorch.org/docs/stable/optim.html).
#ifndef LUGE_LRSCHEDULERPLATEAU_H
#define LUGE_LRSCHEDULERPLATEAU_H

#include "luge/LrSchedulerBase.h"

namespace luge::optim {

struct ReduceLROnPlateauOptions {
  std::string mode = "min"; ///< the metric is better when lower; or "max"
  double factor = 0.1;
  int64_t patience = 10; ///< epochs without improvement that are put up with
  double threshold = 1e-4;
  std::string threshold_mode = "rel"; ///< the threshold is a part of the best; or "abs"
  int64_t cooldown = 0;               ///< epochs after a reduction that are not counted
  PerGroup min_lr = 0;
  double eps = 1e-8; ///< a smaller reduction is not made
};

/// Times `factor` when a metric has stopped improving. Errors: a factor of 1 or more, an unknown mode, a list of
/// another length than there are groups.
class ReduceLROnPlateau : public Schedule {
public:
  explicit ReduceLROnPlateau(ParamGroups groups, ReduceLROnPlateauOptions options = {},
                             Location where = Location::current());

  void step(double metric, Location where = Location::current());
  bool in_cooldown() const { return cooldownLeft > 0; }

protected:
  void list(Variables &variables) override;

private:
  bool isBetter(double metric) const;
  void reduce(Location where);

  ReduceLROnPlateauOptions options;
  double best, cooldownLeft = 0, badEpochs = 0;
};

} // namespace luge::optim

#endif // LUGE_LRSCHEDULERPLATEAU_H
