// A model of the zoo as a program that trains, evaluates and predicts.
#ifndef LUGE_TOOLS_LUGE_ZOOPROGRAM_H
#define LUGE_TOOLS_LUGE_ZOOPROGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "tools/luge/LossChoice.h"
#include "tools/luge/Zoo.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace luge::driver {

using OptimizerFactory =
    llvm::function_ref<std::unique_ptr<optim::Optimizer>(const std::vector<Tensor> &)>;

/// What a step does besides the optimizer's update.
struct StepExtras {
  std::optional<double> clipGradNorm,
      clipGradValue;         // bounds, the hyper-parameters max_norm and clip_value
  int64_t accumulate = 1;    // batches per update; the loss counts as much less
  std::optional<double> ema; // decay of averages, with which `eval` and `predict` then compute
  bool takesClosure = false; // the optimizer updates from outside, after several evaluations
};

/// At stage `trace`, with the functions `step` (input, target to loss), `eval` (input, target to loss and logits) and
/// `predict` (input to logits); if gradients accumulate, also `accumulate` (input, target to loss), to be called for all
/// batches of an update but the last. If the optimizer takes a closure, in place of `step`: `gradient` (input, target to
/// loss and the gradient `NAME.grad` of each parameter) and, with averages, `average`, to be called after an update.
mlir::OwningOpRef<mlir::ModuleOp> traceZooModel(const ZooModel &model, const Criterion &criterion,
                                                OptimizerFactory makeOptimizer,
                                                const StepExtras &extras, int64_t maxBatch);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_ZOOPROGRAM_H
