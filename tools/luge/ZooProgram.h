// A model of the zoo as a program that trains, evaluates and predicts.
#ifndef LUGE_TOOLS_LUGE_ZOOPROGRAM_H
#define LUGE_TOOLS_LUGE_ZOOPROGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "tools/luge/LossChoice.h"
#include "tools/luge/Zoo.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace luge::driver {

using OptimizerFactory =
    llvm::function_ref<std::unique_ptr<optim::Optimizer>(const std::vector<Tensor> &)>;

/// At stage `trace`, with the functions `step` (input, target to loss), `eval` (input, target to loss and logits) and
/// `predict` (input to logits).
mlir::OwningOpRef<mlir::ModuleOp> traceZooModel(const ZooModel &model, const Criterion &criterion,
                                                OptimizerFactory makeOptimizer, int64_t maxBatch);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_ZOOPROGRAM_H
