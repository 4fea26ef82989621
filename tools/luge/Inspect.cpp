// luge inspect: what a training step computes and keeps, by op, by layer and in total.
#include "compiler/Target/Compiler.h"
#include "compiler/Target/ProgramDescription.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "tools/luge/Command.h"
#include "tools/luge/InspectReport.h"
#include "tools/luge/LayerLabels.h"
#include "tools/luge/ProgramOptions.h"
#include "tools/luge/Reproducer.h"

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;

namespace {

class InspectCommand : public Command {
public:
  InspectCommand()
      : Command("inspect", "Show FLOPs, bytes, memory and least time of a training step",
                modelOptions),
        program(*this) {}

  int run() override;

private:
  MachinePeaks getPeaks() const;

  ProgramOptions program;
  Option<int64_t> batch{*this, "batch-size", cl::value_desc("n"),
                        cl::desc("Samples per step (128)"), cl::init(128)};
  Option<double> peakGflops{*this, "peak-gflops", cl::value_desc("n"),
                            cl::desc("1e9 floating-point operations per second (measured)")};
  Option<double> peakBandwidth{*this, "peak-bandwidth", cl::value_desc("n"),
                               cl::desc("1e9 bytes per second from memory (measured)")};
  Option<bool> json{*this, "json", cl::desc("Print one JSON object")};
};

/// Counts the work of `step` when its linalg ops are on buffers, fused, and about to become loops.
class CountWork : public mlir::PassInstrumentation {
public:
  CountWork(std::vector<OpWork> &works, int64_t batch)
      : works(works), batch(batch), target(llvm::cantFail(getVectors({}))) {}

  void runBeforePass(mlir::Pass *pass, mlir::Operation *op) override {
    auto function = llvm::dyn_cast<mlir::func::FuncOp>(op);
    if (function && function.getSymName() == "step" &&
        pass->getArgument() == "luge-lower-contractions")
      works = countWork(function, batch, target);
  }

private:
  std::vector<OpWork> &works;
  int64_t batch;
  std::string target;
};

} // namespace

/// Bytes that arguments with the attribute `role` take.
static int64_t sumBytes(mlir::func::FuncOp step, llvm::StringRef role) {
  int64_t bytes = 0;
  for (auto [index, type] : llvm::enumerate(step.getArgumentTypes()))
    if (step.getArgAttr(index, role))
      bytes += luge::driver::countBytes(llvm::cast<mlir::ShapedType>(type), 0);
  return bytes;
}

static std::vector<FunctionPlan> getPlans(mlir::ModuleOp planned) {
  std::vector<FunctionPlan> plans;
  for (auto function : planned.getOps<mlir::func::FuncOp>()) {
    auto bytes = function->getAttrOfType<mlir::IntegerAttr>("luge.arena_bytes");
    auto bound = function->getAttrOfType<mlir::IntegerAttr>("luge.arena_lower_bound");
    if (bytes && bound)
      plans.push_back({function.getSymName().str(), bytes.getInt(), bound.getInt()});
  }
  return plans;
}

MachinePeaks InspectCommand::getPeaks() const {
  for (const Option<double> *option : {&peakGflops, &peakBandwidth})
    if (option->getNumOccurrences() && !(option->getValue() > 0))
      throw Failure(ExitCode::BadUsage, ("expected --" + option->ArgStr + " above 0").str());
  MachinePeaks given = {peakGflops, peakBandwidth};
  if (peakGflops.getNumOccurrences() && peakBandwidth.getNumOccurrences())
    return given;
  MachinePeaks measured = getMachinePeaks();
  return {peakGflops.getNumOccurrences() ? given.gflops : measured.gflops,
          peakBandwidth.getNumOccurrences() ? given.bandwidth : measured.bandwidth};
}

int InspectCommand::run() {
  expectAtLeast(batch, 1);
  InspectReport report;
  report.batch = batch;
  report.peaks = getPeaks();
  mlir::OwningOpRef<mlir::ModuleOp> module = program.buildStep(batch);
  auto traced = module->lookupSymbol<mlir::func::FuncOp>("step");
  if (!traced)
    throw Failure(ExitCode::BadInput, "the program has no function 'step'");
  expectBatch(*module, batch);
  report.program = module->getSymName().value_or("program");
  report.parameterBytes = sumBytes(traced, "luge.parameter");
  report.stateBytes = sumBytes(traced, "luge.state");
  labelLayers(traced);
  mlir::OwningOpRef<mlir::ModuleOp> planned = module->clone();
  compileOrExplain(*module, "--stop-after=memory", [&]() -> mlir::LogicalResult {
    mlir::FailureOr<ProgramDescription> description = describeProgram(*planned);
    if (failed(description) || failed(lowerModule(*planned, {}, Stage::Memory,
                                                  std::make_unique<CountWork>(report.ops, batch))))
      return mlir::failure();
    return describePlan(*planned, *description);
  });
  report.plans = getPlans(*planned);
  (json ? printJson : printText)(report);
  return int(ExitCode::Success);
}

std::unique_ptr<Command> luge::driver::makeInspectCommand() {
  return std::make_unique<InspectCommand>();
}
