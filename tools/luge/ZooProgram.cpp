// A model of the zoo as a program that trains, evaluates and predicts.
#include "tools/luge/ZooProgram.h"
#include "compiler/Frontend/TracedProgram.h"

using namespace luge;
using namespace luge::driver;

static frontend::InputSpec targetOf(const ZooModel &model, TargetKind kind) {
  switch (kind) {
  case TargetKind::Class:
    return {"y", kInt64, {kBatch}};
  case TargetKind::Classes:
    return {"y", kInt64, {kBatch, model.classes}};
  case TargetKind::Numbers:
    return {"y", kFloat32, {kBatch, model.classes}};
  }
  llvm_unreachable("kind is not one of the enum");
}

/// The functions that train, evaluate and use `model`.
static void traceFunctions(TracedProgram &program, const ZooModel &entry, nn::Sequential model,
                           const Criterion &criterion, optim::Optimizer &optimizer) {
  frontend::InputSpec x = {"x", kFloat32, {kBatch}}, y = targetOf(entry, criterion.target);
  x.sizes.insert(x.sizes.end(), entry.sample.begin(), entry.sample.end());
  using Tensors = std::vector<Tensor>;
  program.trace("step", {x, y},
                [&](const Tensors &inputs) -> Tensors {
                  optimizer.zero_grad();
                  Tensor loss = criterion.apply(model(inputs[0]), inputs[1]);
                  loss.backward();
                  optimizer.step();
                  return {loss};
                },
                {"loss"});
  model->eval();
  program.trace("eval", {x, y},
                [&](const Tensors &inputs) -> Tensors {
                  Tensor logits = model(inputs[0]);
                  return {criterion.apply(logits, inputs[1]), logits};
                },
                {"loss", "logits"});
  program.trace("predict", {x},
                [&](const Tensors &inputs) -> Tensors { return {model(inputs[0])}; }, {"logits"});
}

mlir::OwningOpRef<mlir::ModuleOp> luge::driver::traceZooModel(const ZooModel &model,
                                                              const Criterion &criterion,
                                                              OptimizerFactory makeOptimizer,
                                                              int64_t maxBatch) {
  manual_seed(0); // streams of initial values are counted from here
  nn::Sequential network = model.make();
  std::unique_ptr<optim::Optimizer> optimizer = makeOptimizer(network->parameters());
  TracedProgram program(model.name.str(), maxBatch);
  traceFunctions(program, model, network, criterion, *optimizer);
  return program.module().clone();
}
