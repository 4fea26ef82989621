// luge inspect: what a training step computes and keeps, by layer and in total.
#include "compiler/Pipelines/Pipelines.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "tools/luge/Command.h"
#include "tools/luge/LayerLabels.h"
#include "tools/luge/ProgramOptions.h"
#include "tools/luge/Reproducer.h"
#include "tools/luge/WorkCount.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;

namespace {

class InspectCommand : public Command {
public:
  InspectCommand()
      : Command("inspect", "Show FLOPs, bytes and memory of a training step", modelOptions),
        program(*this) {}

  int run() override;

private:
  ProgramOptions program;
  Option<int64_t> batch{*this, "batch-size", cl::value_desc("n"),
                        cl::desc("Samples per step (128)"), cl::init(128)};
};

} // namespace

/// A copy of `module` after `stage`.
static mlir::OwningOpRef<mlir::ModuleOp> lower(mlir::ModuleOp module, Stage stage) {
  mlir::OwningOpRef<mlir::ModuleOp> lowered = module.clone();
  compileOrExplain(module, "--stop-after=memory", [&] {
    PipelineOptions options;
    options.stopAfter = stage;
    mlir::PassManager manager(module.getContext());
    buildPipeline(manager, options);
    return manager.run(*lowered);
  });
  return lowered;
}

static std::string grouped(int64_t number) {
  std::string digits = std::to_string(number);
  for (int64_t at = int64_t(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(at, ",");
  return digits;
}

static void printRow(llvm::StringRef name, const WorkCount &count) {
  llvm::outs() << llvm::formatv("{0,-12} {1,6} {2,18} {3,18}\n", name, count.ops,
                                grouped(count.flops), grouped(count.bytes));
}

/// One row per layer of `step`: forward, backward and update together.
static void printWork(mlir::func::FuncOp step, int64_t batch) {
  llvm::MapVector<llvm::StringRef, WorkCount> layers;
  WorkCount total;
  step.walk([&](mlir::linalg::LinalgOp op) {
    WorkCount count = countWork(op, batch);
    layers[getLayerLabel(op->getLoc())] += count;
    total += count;
  });
  llvm::outs() << llvm::formatv("{0,-12} {1,6} {2,18} {3,18}\n", "layer", "loops", "FLOPs",
                                "bytes touched");
  for (auto &[name, count] : layers)
    printRow(name.empty() ? "(other)" : name, count);
  printRow("total", total);
}

/// Bytes that arguments with the attribute `role` take.
static int64_t sumBytes(mlir::func::FuncOp step, llvm::StringRef role) {
  int64_t bytes = 0;
  for (auto [index, type] : llvm::enumerate(step.getArgumentTypes()))
    if (step.getArgAttr(index, role))
      bytes += countBytes(llvm::cast<mlir::ShapedType>(type), 0);
  return bytes;
}

static void printMemory(mlir::ModuleOp planned) {
  llvm::outs() << llvm::formatv("\n{0,-12} {1,18} {2,18}\n", "function", "planned bytes",
                                "lower bound");
  for (auto function : planned.getOps<mlir::func::FuncOp>()) {
    auto bytes = function->getAttrOfType<mlir::IntegerAttr>("luge.arena_bytes");
    auto bound = function->getAttrOfType<mlir::IntegerAttr>("luge.arena_lower_bound");
    if (bytes && bound)
      llvm::outs() << llvm::formatv("{0,-12} {1,18} {2,18}\n", function.getSymName(),
                                    grouped(bytes.getInt()), grouped(bound.getInt()));
  }
}

int InspectCommand::run() {
  expectAtLeast(batch, 1);
  mlir::OwningOpRef<mlir::ModuleOp> module = program.build(batch);
  auto traced = module->lookupSymbol<mlir::func::FuncOp>("step");
  if (!traced)
    throw Failure(ExitCode::BadInput, "the program has no function 'step'");
  expectBatch(*module, batch);
  labelLayers(traced);
  llvm::outs() << llvm::formatv(
      "program '{0}', batch {1}: parameters {2} bytes, optimizer state {3} bytes\n\n",
      module->getSymName().value_or("program"), batch.getValue(),
      grouped(sumBytes(traced, "luge.parameter")), grouped(sumBytes(traced, "luge.state")));
  mlir::OwningOpRef<mlir::ModuleOp> loops = lower(*module, Stage::Linalg);
  printWork(loops->lookupSymbol<mlir::func::FuncOp>("step"), batch);
  printMemory(*lower(*module, Stage::Memory));
  return int(ExitCode::Success);
}

std::unique_ptr<Command> luge::driver::makeInspectCommand() {
  return std::make_unique<InspectCommand>();
}
