// luge train: compiles a training step and runs it over a data set.
#include "compiler/Target/TraceFile.h"
#include "dialects/Optim/OptimOps.h"
#include "tools/luge/Command.h"
#include "tools/luge/CompileTimes.h"
#include "tools/luge/JustInTime.h"
#include "tools/luge/OutputFiles.h"
#include "tools/luge/ProgramOptions.h"
#include "tools/luge/Trainer.h"
#include <thread>

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;

namespace {

class TrainCommand : public Command {
public:
  TrainCommand()
      : Command("train", "Compile a training step and train", trainingOptions), program(*this) {}

  int run() override;

private:
  void checkRanges() const;

  ProgramOptions program;
  SchedulerChoice scheduler{{*this, schedulerOptions}};
  Option<std::string> data{
      *this, "data", cl::desc("fashion-mnist, synthetic, an .npz file, or a folder of idx files"),
      cl::value_desc("name|file"), cl::Required};
  Option<int64_t> epochs{*this, "epochs", cl::value_desc("n"), cl::desc("Passes over the data (5)"),
                         cl::init(5)};
  Option<int64_t> batchSize{*this, "batch-size", cl::value_desc("n"),
                            cl::desc("Samples per step (128)"), cl::init(128)};
  Option<bool> shuffle{*this, "shuffle", cl::desc("Shuffle the data anew in each epoch (true)"),
                       cl::init(true)};
  Option<int64_t> threads{*this, "threads", cl::value_desc("n"),
                          cl::desc("Threads; results do not depend on their number (one per core)"),
                          cl::init(std::max(1u, std::thread::hardware_concurrency()))};
  Option<uint64_t> seed{*this, "seed", cl::value_desc("n"),
                        cl::desc("Seed of initial values, the data's order and dropout (0)")};
  Option<std::string> save{*this, "save",
                           cl::desc("Write a checkpoint after each epoch, and when interrupted"),
                           cl::value_desc("file")};
  Option<std::string> resume{*this, "resume",
                             cl::desc("Go on from a checkpoint, as if never stopped"),
                             cl::value_desc("file")};
  Option<OnNan> onNan{
      *this, "on-nan", cl::desc("When the loss is not finite (stop)"), cl::init(OnNan::Stop),
      cl::values(clEnumValN(OnNan::Stop, "stop", "end with 1; the last checkpoint stays"),
                 clEnumValN(OnNan::Warn, "warn", "go on"))};
  CompileTimes times{*this};
  Option<std::string> trace{
      *this, "trace",
      cl::desc("Record when compiling and kernels ran, for Perfetto (ui.perfetto.dev)"),
      cl::value_desc("file.json")};
  Option<bool> json{*this, "json", cl::desc("Report one JSON object per line")};
};

} // namespace

/// Throws when an update has no place for a momentum.
static void expectMomentum(mlir::ModuleOp module) {
  module.walk([](optim::SGDOp update) {
    if (!update.getMomentumBuffer())
      throw Failure(ExitCode::BadUsage, "the program was made without momentum, which the "
                                        "scheduler drives; give --cycle-momentum=false");
  });
}

int TrainCommand::run() {
  checkRanges();
  scheduler.check();
  // What can be known before compiling, or after an epoch, is told at once.
  expectDataSet(data);
  if (!save.empty())
    expectWritable(save);
  std::optional<TraceFile> traceFile;
  if (!trace.empty()) {
    expectWritable(trace);
    traceFile.emplace(trace);
  }
  std::unique_ptr<Reporter> reporter = json ? makeJsonReporter() : makeTextReporter();
  mlir::OwningOpRef<mlir::ModuleOp> module =
      program.build(batchSize, /*keepMomentum=*/scheduler.drivesMomentum());
  expectBatch(*module, batchSize);
  if (scheduler.drivesMomentum())
    expectMomentum(*module);
  JustInTime compiled(std::move(module), times);
  reporter->compiled(compiled.program().name, compiled.seconds());

  Instance instance(compiled.program(), seed, threads);
  std::unique_ptr<Update> update = program.optimizer.takesClosure()
                                       ? makeLbfgsUpdate(instance, program.optimizer)
                                       : makeStepUpdate(instance);
  Trainer trainer(instance, *update, loadTrainingData(data, update->function, seed),
                  {.epochs = epochs,
                   .batchSize = batchSize,
                   .accumulate = program.accumulation(),
                   .shuffle = shuffle,
                   .seed = seed,
                   .onNan = onNan,
                   .save = save,
                   .resume = resume},
                  scheduler, *reporter);
  int code = trainer.run();
  if (traceFile)
    if (llvm::Error error = traceFile->write())
      throw Failure(ExitCode::BadInput, llvm::toString(std::move(error)));
  return code;
}

void TrainCommand::checkRanges() const {
  expectAtLeast(epochs, 0);
  expectAtLeast(batchSize, 1);
  expectAtLeast(threads, 1);
}

std::unique_ptr<Command> luge::driver::makeTrainCommand() {
  return std::make_unique<TrainCommand>();
}
