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

Trainer::Trainer(Instance &instance, TrainingData data, TrainingSettings chosen, Reporter &reporter)
    : instance(instance), settings(std::move(chosen)), reporter(reporter),
      trainRows(data.train.size()), testRows(data.test.size()),
      trainLoader(
          std::move(data.train),
          {.batch_size = settings.batchSize, .shuffle = settings.shuffle, .seed = settings.seed}),
      testLoader(std::move(data.test), {.batch_size = settings.batchSize}),
      step(instance.find("step")) {}

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
  for (auto [inputs, targets] : trainLoader) {
    float loss;
    instance.call(step, inputs.rows(), {inputs.memory, targets.memory}, {&loss});
    ++position.batch;
    position.lossSum += double(loss) * inputs.rows();
    checkLoss(loss);
    reporter.step(inputs.rows(), loss);
    if (interruption.signal())
      return false;
  }
  double seconds = secondsSince(start);
  EpochSummary summary = {.epoch = position.epoch + 1,
                          .loss = position.lossSum / trainRows,
                          .seconds = seconds,
                          .imagesPerSecond = (trainRows - done) / seconds};
  evaluate(summary);
  reporter.endEpoch(summary);
  position = {position.epoch + 1, 0, 0};
  return true;
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
    float loss;
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
                            *batchSizeKey = "luge.batch_size", *shuffleKey = "luge.shuffle";

void Trainer::save() const {
  instance.save(settings.save,
                {{positionKey, llvm::formatv("{0} {1} {2}", position.epoch, position.batch,
                                             llvm::bit_cast<uint64_t>(position.lossSum))},
                 {seedKey, std::to_string(settings.seed)},
                 {batchSizeKey, std::to_string(settings.batchSize)},
                 {shuffleKey, std::to_string(settings.shuffle)}});
  reporter.saved(settings.save);
}

/// Throws when the checkpoint's run had another value of an option that the data's order depends on.
static void expectSame(const std::string &path, const char *key, llvm::StringRef option,
                       uint64_t value) {
  std::string saved = readMetadata(path, key);
  if (saved != std::to_string(value))
    throw Failure(ExitCode::BadInput,
                  llvm::formatv("cannot resume from '{0}': it was saved with --{1}={2}, got {3}",
                                path, option, saved, value));
}

void Trainer::resume() {
  expectSame(settings.resume, seedKey, "seed", settings.seed);
  expectSame(settings.resume, batchSizeKey, "batch-size", settings.batchSize);
  expectSame(settings.resume, shuffleKey, "shuffle", settings.shuffle);
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
  instance.load(settings.resume);
}
