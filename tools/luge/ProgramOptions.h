// The program that a command line asks for: a model with its loss and optimizer.
#ifndef LUGE_TOOLS_LUGE_PROGRAMOPTIONS_H
#define LUGE_TOOLS_LUGE_PROGRAMOPTIONS_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "tools/luge/Command.h"
#include "tools/luge/LossChoice.h"
#include "tools/luge/OptimizerChoice.h"
#include "tools/luge/ZooProgram.h"

namespace luge::driver {

class ProgramOptions {
public:
  explicit ProgramOptions(Command &command);

  /// The program at stage `trace`, or as its file has it; see traceZooModel for its functions. `keepMomentum`: a
  /// scheduler will set the momentum.
  mlir::OwningOpRef<mlir::ModuleOp> build(int64_t maxBatch, bool keepMomentum = false) const;
  /// Throws if there is no `step`, for the optimizer takes a closure.
  mlir::OwningOpRef<mlir::ModuleOp> buildStep(int64_t maxBatch) const;
  /// Batches per update.
  const Option<int64_t> &accumulation() const { return accumulate; }

  OptimizerChoice optimizer;

private:
  mlir::OwningOpRef<mlir::ModuleOp> readFile() const;
  StepExtras extras() const;

  Option<std::string> model;
  LossChoice loss;
  Option<double> clipGradNorm, clipGradValue, ema;
  Option<int64_t> accumulate;
};

/// Throws unless `batch` rows are no more than the program takes.
void expectBatch(mlir::ModuleOp program, const Option<int64_t> &batch);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_PROGRAMOPTIONS_H
