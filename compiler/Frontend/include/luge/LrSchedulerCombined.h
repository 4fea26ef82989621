/// Schedulers made of others (https://docs.pytorch.org/docs/stable/optim.html).
///
/// They do not own the schedulers they are made of, which must outlive them. ReduceLROnPlateau, whose step takes a
/// metric, is none of them.
#ifndef LUGE_LRSCHEDULERCOMBINED_H
#define LUGE_LRSCHEDULERCOMBINED_H

#include "luge/LrSchedulerBase.h"

namespace luge::optim {

class CombinedScheduler : public LRScheduler {
protected:
  /// Errors: no scheduler, or one of another optimizer.
  CombinedScheduler(ParamGroups groups, std::vector<LRScheduler *> schedulers, const char *name,
                    Location where);
  double rate(size_t group) override;
  void list(Variables &variables) override;
  void undoInitialStep() override;

  std::vector<LRScheduler *> schedulers;

private:
  const char *name;
};

/// One after the other; each takes over at a milestone, and there starts at its epoch 0. Errors: other than one
/// milestone less than schedulers; a combined scheduler in another place than the first.
class SequentialLR : public CombinedScheduler {
public:
  SequentialLR(ParamGroups groups, std::vector<LRScheduler *> schedulers,
               std::vector<int64_t> milestones, int64_t last_epoch = -1,
               Location where = Location::current());
  void step(Location where = Location::current()) override;

private:
  std::vector<int64_t> milestones;
};

/// All at once: each multiplies what the ones before it have left.
class ChainedScheduler : public CombinedScheduler {
public:
  explicit ChainedScheduler(std::vector<LRScheduler *> schedulers,
                            Location where = Location::current());
  ChainedScheduler(std::vector<LRScheduler *> schedulers, ParamGroups groups,
                   Location where = Location::current());
  void step(Location where = Location::current()) override;
};

} // namespace luge::optim

#endif // LUGE_LRSCHEDULERCOMBINED_H
