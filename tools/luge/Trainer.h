// The training loop.
#ifndef LUGE_TOOLS_LUGE_TRAINER_H
#define LUGE_TOOLS_LUGE_TRAINER_H

#include "runtime/Data/DataLoader.h"
#include "tools/luge/Instance.h"
#include "tools/luge/Interruption.h"
#include "tools/luge/Reporter.h"
#include "tools/luge/SchedulerChoice.h"
#include "tools/luge/TrainingData.h"
#include "tools/luge/Update.h"

namespace luge::driver {

enum class OnNan { Stop, Warn };

struct TrainingSettings {
  int64_t epochs, batchSize, accumulate; // batches per update
  bool shuffle;
  uint64_t seed;
  OnNan onNan;
  std::string save, resume; // files; empty: none
};

/// Trains until the last epoch, a signal, or a loss that is not finite, and saves after each epoch and at a signal.
/// A run is a function of its settings and seed alone: resuming a saved one gives the bits of one that never stopped.
class Trainer {
public:
  Trainer(Instance &instance, Update &update, TrainingData data, TrainingSettings settings,
          const SchedulerChoice &scheduler, Reporter &reporter);

  /// Returns the exit code.
  int run();

private:
  /// Where in the run the next step is.
  struct Position {
    int64_t epoch = 0, batch = 0;
    double lossSum = 0; // of the epoch's rows so far
  };

  /// Returns false when a signal has come in between.
  bool trainEpoch(const Interruption &interruption);
  /// Trains on one batch, which ends with an update or adds to the next; returns the loss.
  float trainBatch(const data::Batch &batch);
  void checkLoss(float loss);
  void evaluate(EpochSummary &summary);
  void save() const;
  void resume();
  void resumeScheduler();

  Instance &instance;
  Update &update;
  const TrainingSettings settings;
  Reporter &reporter;
  int64_t trainRows, testRows;
  data::DataLoader trainLoader, testLoader;
  std::unique_ptr<RunningScheduler> scheduler; // null: none
  double lastRate = 0;                         // of an update, with a scheduler
  Position position;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_TRAINER_H
