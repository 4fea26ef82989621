// The training loop.
#include "tools/luge/Trainer.h"
#include "runtime/Data/DataLoader.h"
#include "tools/luge/Failure.h"
#include "tools/luge/Interruption.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>
#include <chrono>
#include <cmath>

using namespace luge;
using namespace luge::driver;

using Clock = std::chrono::steady_clock;

static double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Throws unless the program has what a run with these settings calls.
static void expectFunctions(const Instance &instance, const TrainingSettings &settings,
                            bool needsTestLoss) {
  if (settings.accumulate > 1)
    instance.find("accumulate"); // throws
  else if (instance.has("accumulate"))
    throw Failure(ExitCode::BadUsage, "the program adds up gradients: expected --accumulate with "
                                      "the number of batches it was made for");
  if (needsTestLoss && !instance.has("eval"))
    throw Failure(ExitCode::BadInput,
                  "ReduceLROnPlateau looks at the test loss, but the program has no 'eval'");
}

static int64_t divideCeil(int64_t numerator, int64_t denominator) {
  return (numerator + denominator - 1) / denominator;
}

Trainer::Trainer(Instance &instance, Update &update, TrainingData data, TrainingSettings chosen,
                 const SchedulerChoice &choice, Reporter &reporter)
    : instance(instance), update(update), settings(std::move(chosen)), reporter(reporter),
      trainRows(data.train.size()), testRows(data.test.size()),
      trainLoader(
          std::move(data.train),
          {.batch_size = settings.batchSize, .shuffle = settings.shuffle, .seed = settings.seed}),
      testLoader(std::move(data.test), {.batch_size = settings.batchSize}),
      scheduler(choice.make(update.groups(), {settings.epochs, divideCeil(trainLoader.size(),
                                                                          settings.accumulate)})) {
  expectFunctions(instance, settings, scheduler && scheduler->needsTestLoss());
}

int Trainer::run() {
  if (!settings.resume.empty())
    resume();
  Interruption interruption;
  while (position.epoch < settings.epochs) {
    bool finished = trainEpoch(interruption);
    if (!settings.save.empty())
      save();
    if (!finished)
      return 128 + interruption.signal();
  }
  return int(ExitCode::Success);
}

bool Trainer::trainEpoch(const Interruption &interruption) {
  int64_t done = position.batch * settings.batchSize;
  reporter.beginEpoch(position.epoch + 1, settings.epochs, trainRows, done);
  Clock::time_point start = Clock::now();
  trainLoader.seek(position.epoch, position.batch);
  for (const data::Batch &batch : trainLoader) {
    float loss = trainBatch(batch);
    position.lossSum += double(loss) * batch.inputs.rows();
    checkLoss(loss);
    reporter.step(batch.inputs.rows(), loss);
    if (interruption.signal())
      return false;
  }
  double seconds = secondsSince(start);
  EpochSummary summary = {.epoch = position.epoch + 1,
                          .loss = position.lossSum / trainRows,
                          .seconds = seconds,
                          .imagesPerSecond = (trainRows - done) / seconds};
  evaluate(summary);
  if (scheduler)
    summary.lr = lastRate;
  reporter.endEpoch(summary);
  if (scheduler)
    scheduler->endEpoch(summary.testLoss.value_or(0));
  position = {position.epoch + 1, 0, 0};
  return true;
}

float Trainer::trainBatch(const data::Batch &batch) {
  ++position.batch;
  if (position.batch % settings.accumulate != 0 && position.batch < trainLoader.size()) {
    float loss = 0;
    instance.call(instance.find("accumulate"), batch.inputs.rows(),
                  {batch.inputs.memory, batch.targets.memory}, {&loss});
    return loss;
  }
  float loss = update.run(batch);
  if (scheduler) {
    lastRate = update.groups()[0].get_lr();
    scheduler->endStep();
  }
  return loss;
}

void Trainer::checkLoss(float loss) {
  if (std::isfinite(loss))
    return;
  std::string message = llvm::formatv("loss is {0} at step {1} of epoch {2}", loss, position.batch,
                                      position.epoch + 1);
  if (settings.onNan == OnNan::Stop)
    throw Failure(ExitCode::BadInput,
                  message + "; nothing of this epoch is saved (--on-nan=warn continues)");
  reporter.warn(message);
}

/// The number of rows whose largest output is at their class.
static int64_t countCorrect(llvm::ArrayRef<float> outputs, llvm::ArrayRef<int64_t> classes) {
  int64_t width = outputs.size() / classes.size(), correct = 0;
  for (auto [row, expected] : llvm::enumerate(classes)) {
    llvm::ArrayRef<float> scores = outputs.slice(row * width, width);
    correct += std::max_element(scores.begin(), scores.end()) - scores.begin() == expected;
  }
  return correct;
}

void Trainer::evaluate(EpochSummary &summary) {
  if (!instance.has("eval"))
    return;
  Function eval = instance.find("eval");
  // The zoo's `eval` gives the loss and the logits.
  bool hasLogits = eval.outputs.size() == 2;
  bool classifies = hasLogits && eval.inputs[1]->dtype == LUGE_I64 && eval.inputs[1]->rank == 1;
  std::vector<float> logits;
  double lossSum = 0;
  int64_t correct = 0;
  for (auto [inputs, targets] : testLoader) {
    float loss = 0;
    llvm::SmallVector<void *> outputs = {&loss};
    if (hasLogits) {
      logits.resize(luge_tensor_elements(eval.outputs[1], inputs.rows()));
      outputs.push_back(logits.data());
    }
    instance.call(eval, inputs.rows(), {inputs.memory, targets.memory}, outputs);
    lossSum += double(loss) * inputs.rows();
    if (classifies)
      correct += countCorrect(logits, {targets.data<int64_t>(), size_t(targets.rows())});
  }
  summary.testLoss = lossSum / testRows;
  if (classifies)
    summary.accuracy = double(correct) / testRows;
}

// A checkpoint's position in its run, as metadata. The sum is written exactly.
static constexpr const char *positionKey = "luge.position", *seedKey = "luge.seed",
                            *batchSizeKey = "luge.batch_size", *shuffleKey = "luge.shuffle",
                            *accumulateKey = "luge.accumulate", *schedulerKey = "luge.scheduler";

void Trainer::save() const {
  instance.save(settings.save,
                {{positionKey, llvm::formatv("{0} {1} {2}", position.epoch, position.batch,
                                             llvm::bit_cast<uint64_t>(position.lossSum))},
                 {seedKey, std::to_string(settings.seed)},
                 {batchSizeKey, std::to_string(settings.batchSize)},
                 {shuffleKey, std::to_string(settings.shuffle)},
                 {accumulateKey, std::to_string(settings.accumulate)},
                 {schedulerKey, scheduler ? scheduler->save() : "none"}},
                update.state());
  reporter.saved(settings.save);
}

/// Throws when the checkpoint's run had another value of an option that the run's course depends on; `absent` is that
/// of checkpoints which do not say.
static void expectSame(const std::string &path, const char *key, llvm::StringRef option,
                       uint64_t value, const char *absent = nullptr) {
  std::string saved = readMetadata(path, key, absent);
  if (saved != std::to_string(value))
    throw Failure(ExitCode::BadInput,
                  llvm::formatv("cannot resume from '{0}': it was saved with --{1}={2}, got {3}",
                                path, option, saved, value));
}

void Trainer::resumeScheduler() {
  std::string state = readMetadata(settings.resume, schedulerKey, /*absent=*/"none");
  if (scheduler)
    scheduler->load(state);
  else if (state != "none")
    throw Failure(ExitCode::BadInput,
                  llvm::formatv("cannot resume from '{0}': it was saved with --scheduler={1}, got "
                                "none",
                                settings.resume, llvm::StringRef(state).split(' ').first));
}

void Trainer::resume() {
  expectSame(settings.resume, seedKey, "seed", settings.seed);
  expectSame(settings.resume, batchSizeKey, "batch-size", settings.batchSize);
  expectSame(settings.resume, shuffleKey, "shuffle", settings.shuffle);
  expectSame(settings.resume, accumulateKey, "accumulate", settings.accumulate, "1");
  std::string text = readMetadata(settings.resume, positionKey);
  llvm::SmallVector<llvm::StringRef> fields;
  llvm::StringRef(text).split(fields, ' ');
  uint64_t lossBits;
  if (fields.size() != 3 || fields[0].getAsInteger(10, position.epoch) ||
      fields[1].getAsInteger(10, position.batch) || fields[2].getAsInteger(10, lossBits) ||
      position.epoch < 0 || position.batch < 0 || position.batch >= trainLoader.size())
    throw Failure(ExitCode::BadInput, "cannot resume from '" + settings.resume +
                                          "': expected a position in this data set, got '" + text +
                                          "'");
  position.lossSum = llvm::bit_cast<double>(lossBits);
  resumeScheduler();
  NamedTensors state = update.state();
  instance.load(settings.resume, state);
  try {
    update.load(state);
  } catch (const Error &error) {
    throw Failure(ExitCode::BadInput,
                  "cannot resume from '" + settings.resume + "': " + error.message());
  }
}
