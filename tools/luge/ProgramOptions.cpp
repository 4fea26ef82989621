// The program that a command line asks for.
#include "tools/luge/ProgramOptions.h"
#include "compiler/Frontend/Context.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "tools/luge/ZooProgram.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;

ProgramOptions::ProgramOptions(Command &command)
    : optimizer({command, optimizerOptions}),
      model({command, modelOptions}, cl::Positional, cl::Required, cl::desc("MODEL")),
      loss({command, lossOptions}),
      clipGradNorm({command, optimizerOptions}, "clip-grad-norm", cl::value_desc("max_norm"),
                   cl::desc("Scale the gradients to at most this norm")),
      clipGradValue({command, optimizerOptions}, "clip-grad-value", cl::value_desc("clip_value"),
                    cl::desc("Bring each element of the gradients to at most this magnitude")),
      ema({command, optimizerOptions}, "ema", cl::value_desc("decay"),
          cl::desc("Keep exponential moving averages of the parameters, and evaluate with them")),
      accumulate({command, optimizerOptions}, "accumulate", cl::value_desc("n"), cl::init(1),
                 cl::desc("Add up the gradients of n batches before each update (1)")) {}

/// The value of an option that was given.
static std::optional<double> given(const Option<double> &option) {
  return option.getNumOccurrences() ? std::optional(option.getValue()) : std::nullopt;
}

StepExtras ProgramOptions::extras() const {
  expectAtLeast(accumulate, 1);
  for (const Option<double> *bound : {&clipGradNorm, &clipGradValue})
    if (bound->getNumOccurrences() && !(*bound >= 0))
      throw Failure(ExitCode::BadUsage, llvm::formatv("expected --{0} to be at least 0, got {1}",
                                                      bound->ArgStr, bound->getValue()));
  if (ema.getNumOccurrences() && !(ema >= 0 && ema <= 1))
    throw Failure(ExitCode::BadUsage,
                  llvm::formatv("expected --ema to be in [0, 1], got {0}", ema.getValue()));
  if (optimizer.takesClosure() && accumulate > 1)
    throw Failure(
        ExitCode::BadUsage,
        llvm::formatv("optimizer 'lbfgs' evaluates the loss of one batch several times, and "
                      "cannot accumulate the gradients of several: expected --{0} to be 1, "
                      "got {1}",
                      accumulate.ArgStr, accumulate.getValue()));
  return {given(clipGradNorm), given(clipGradValue), accumulate, given(ema),
          optimizer.takesClosure()};
}

mlir::OwningOpRef<mlir::ModuleOp> ProgramOptions::build(int64_t maxBatch, bool keepMomentum) const {
  const ZooModel *entry = findInZoo(model);
  if (!entry)
    return readFile();
  return traceZooModel(
      *entry, loss.make(),
      [&](const std::vector<Tensor> &parameters) {
        return optimizer.make(parameters, keepMomentum);
      },
      extras(), maxBatch);
}

mlir::OwningOpRef<mlir::ModuleOp> ProgramOptions::buildStep(int64_t maxBatch) const {
  if (optimizer.takesClosure())
    throw Failure(
        ExitCode::BadUsage,
        "the update of optimizer 'lbfgs' evaluates the loss several times, and cannot be a "
        "function of a program: use 'luge train', or optim::LBFGS in C++ or Python");
  return build(maxBatch);
}

/// Gives the hyper-parameter `name` another default, in every function and group.
static void setDefault(mlir::ModuleOp module, llvm::StringRef name, double value) {
  bool found = false;
  for (auto function : module.getOps<mlir::func::FuncOp>())
    for (unsigned i = 0; i < function.getNumArguments(); ++i) {
      auto hyper = function.getArgAttrOfType<mlir::StringAttr>(i, "luge.hyper");
      if (!hyper || hyper != name)
        continue;
      function.setArgAttr(i, "luge.default",
                          mlir::Builder(module.getContext()).getF64FloatAttr(value));
      found = true;
    }
  if (!found)
    throw Failure(ExitCode::BadUsage, ("the program has no hyper-parameter '" + name + "'").str());
}

mlir::OwningOpRef<mlir::ModuleOp> ProgramOptions::readFile() const {
  if (model != "-" && !llvm::sys::fs::exists(model)) {
    if (llvm::StringRef(model).ends_with(".mlir"))
      throw Failure(ExitCode::BadInput, "no such file: '" + model + "'");
    getFromZoo(model); // throws
  }
  bool extends = clipGradNorm.getNumOccurrences() || clipGradValue.getNumOccurrences() ||
                 ema.getNumOccurrences();
  if (optimizer.isStructural() || loss.isGiven() || extends)
    throw Failure(ExitCode::BadUsage,
                  "'" + model + "' has its loss and optimizer; only their numbers can be given");
  mlir::OwningOpRef<mlir::ModuleOp> module =
      mlir::parseSourceFile<mlir::ModuleOp>(model, &frontend::context());
  if (!module) // diagnosed
    throw Failure(ExitCode::BadInput, "cannot read '" + model + "'");
  for (auto &[name, value] : optimizer.numbers())
    setDefault(*module, name, value);
  return module;
}

void luge::driver::expectBatch(mlir::ModuleOp program, const Option<int64_t> &batch) {
  auto maximum = program->getAttrOfType<mlir::IntegerAttr>("luge.max_batch");
  if (!maximum)
    throw Failure(ExitCode::BadInput,
                  "the program takes no batches: expected 'luge.max_batch' on its module");
  if (batch > maximum.getInt())
    throw Failure(ExitCode::BadInput,
                  llvm::formatv("the program takes at most {0} rows per step, got --{1}={2}",
                                maximum.getInt(), batch.ArgStr, batch.getValue()));
}
