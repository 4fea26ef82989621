/// `backward()`: which leaves a loss was computed from, and where their gradients go.
#include "compiler/Frontend/LazyTrace.h"
#include "compiler/Frontend/StepTrace.h"

#include "dialects/Autodiff/AutodiffDialect.h"
#include "dialects/Nn/NnOps.h"

using namespace luge;
using namespace luge::frontend;

static bool carriesGradient(mlir::Value value) { return isFloat(dtypeOf(value.getType())); }

void Trace::backward(mlir::Value loss, bool retainGraph, Location where) {
  // Everything the loss was computed from, as far as gradients flow.
  llvm::SetVector<mlir::Value> reached;
  reached.insert(loss);
  for (size_t i = 0; i < reached.size(); ++i) {
    mlir::Value value = reached[i];
    if (const char *reason = barred.lookup(value))
      throw Error(reason, where);
    mlir::Operation *op = value.getDefiningOp();
    if (!op || leaves.count(value) || mlir::isa<nn::DetachOp>(op))
      continue;
    for (mlir::Value operand : op->getOperands())
      if (carriesGradient(operand))
        reached.insert(operand);
  }

  llvm::SmallVector<mlir::Value> wrt;
  llvm::SmallVector<std::shared_ptr<TensorImpl>> tensors;
  for (auto &[value, leaf] : leaves) {
    std::shared_ptr<TensorImpl> tensor = leaf.lock();
    if (!tensor || !tensor->requiresGrad || !reached.contains(value))
      continue;
    wrt.push_back(value);
    tensors.push_back(tensor);
  }
  if (wrt.empty())
    throw Error("backward() of a loss that reaches no parameter: nothing it was computed from "
                "requires a gradient",
                where);

  llvm::SmallVector<mlir::Value> operands{loss};
  operands.append(wrt);
  mlir::Operation *gradients = emit(autodiff::GradientOp::getOperationName(), operands, {}, where);
  for (auto [tensor, gradient] : llvm::zip(tensors, gradients->getResults())) {
    useGradient(tensor, GradientUse::Accumulate);
    if (!tensor->grad) {
      tensor->grad = wrap(gradient, /*requiresGrad=*/false).impl;
      continue;
    }
    Tensor before(tensor->grad);
    mlir::Value total =
        emit(nn::AddOp::getOperationName(), {valueOf(before, where), gradient}, {}, where)
            ->getResult(0);
    Tensor after = unlessFailed(before, wrap(total, /*requiresGrad=*/false), where);
    rebind(before, valueOf(after, where), where);
  }

  if (retainGraph)
    return;
  // What lies between the leaves and the loss, and nothing else of what was reached.
  llvm::SmallDenseSet<mlir::Value> active(wrt.begin(), wrt.end());
  for (mlir::Operation &op : block()) {
    if (op.getNumResults() != 1 || !reached.contains(op.getResult(0)) ||
        active.contains(op.getResult(0)) || mlir::isa<nn::DetachOp>(op))
      continue;
    if (llvm::any_of(op.getOperands(),
                     [&](mlir::Value operand) { return active.contains(operand); })) {
      active.insert(op.getResult(0));
      barred[op.getResult(0)] = kGraphFreed;
    }
  }
  for (auto &[tensor, value] : values)
    if (!tensor->isLeaf && barred.count(value))
      tensor->graphFreed = true;
}
