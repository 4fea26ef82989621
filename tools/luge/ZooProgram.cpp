// A model of the zoo as a program that trains, evaluates and predicts.
#include "tools/luge/ZooProgram.h"
#include "compiler/Frontend/TensorImpl.h"
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

/// A number of the program that belongs to no parameter group.
static Tensor makeHyper(const char *name, double value) {
  Tensor hyper = frontend::makeScalar(kFloat64, value);
  hyper.impl->role = frontend::Role::Hyper;
  hyper.impl->name = name;
  return hyper;
}

namespace {

/// Traces the functions that train, evaluate and use a model.
class ZooTracer {
public:
  ZooTracer(TracedProgram &program, const ZooModel &entry, const Criterion &criterion,
            const StepExtras &extras)
      : program(program), entry(entry), criterion(criterion), extras(extras), model(entry.make()) {}

  void trace(OptimizerFactory makeOptimizer);

private:
  using Tensors = std::vector<Tensor>;
  void traceTraining(const std::vector<frontend::InputSpec> &inputs, optim::Optimizer &optimizer,
                     const std::function<void()> &average);
  void traceStep(const std::vector<frontend::InputSpec> &inputs, optim::Optimizer &optimizer,
                 const std::function<void()> &average);
  void traceGradient(const std::vector<frontend::InputSpec> &inputs);
  void traceInference(const std::vector<frontend::InputSpec> &inputs, nn::Sequential &network);
  /// Returns the loss.
  Tensor differentiate(const Tensors &inputs);
  void clip() const;

  TracedProgram &program;
  const ZooModel &entry;
  const Criterion &criterion;
  const StepExtras &extras;
  nn::Sequential model;
};

} // namespace

void ZooTracer::trace(OptimizerFactory makeOptimizer) {
  frontend::InputSpec x = {"x", kFloat32, {kBatch}}, y = targetOf(entry, criterion.target);
  x.sizes.insert(x.sizes.end(), entry.sample.begin(), entry.sample.end());
  std::unique_ptr<optim::Optimizer> optimizer = makeOptimizer(model->parameters());
  if (!extras.ema) {
    traceTraining({x, y}, *optimizer, [] {});
    traceInference({x, y}, model);
    return;
  }
  namespace swa_utils = optim::swa_utils;
  nn::Sequential averages = entry.make();
  swa_utils::AveragedModel averaged(model, averages,
                                    {.multi_avg_fn = swa_utils::get_ema_multi_avg_fn(*extras.ema)});
  traceTraining({x, y}, *optimizer, [&] { averaged.update_parameters(model); });
  traceInference({x, y}, averages);
}

void ZooTracer::traceTraining(const std::vector<frontend::InputSpec> &inputs,
                              optim::Optimizer &optimizer, const std::function<void()> &average) {
  if (!extras.takesClosure) {
    traceStep(inputs, optimizer, average);
    return;
  }
  traceGradient(inputs);
  if (extras.ema)
    program.trace("average", {},
                  [&](const Tensors &) -> Tensors {
                    average();
                    return {};
                  },
                  {});
}

Tensor ZooTracer::differentiate(const Tensors &inputs) {
  Tensor loss = criterion.apply(model(inputs[0]), inputs[1]);
  (extras.accumulate > 1 ? loss / extras.accumulate : loss).backward();
  return loss;
}

void ZooTracer::traceStep(const std::vector<frontend::InputSpec> &inputs,
                          optim::Optimizer &optimizer, const std::function<void()> &average) {
  bool accumulates = extras.accumulate > 1;
  if (accumulates)
    program.trace("accumulate", inputs,
                  [&](const Tensors &inputs) -> Tensors { return {differentiate(inputs)}; },
                  {"loss"});
  program.trace("step", inputs,
                [&](const Tensors &inputs) -> Tensors {
                  if (!accumulates)
                    optimizer.zero_grad();
                  Tensor loss = differentiate(inputs);
                  clip();
                  optimizer.step();
                  if (accumulates)
                    optimizer.zero_grad();
                  average();
                  return {loss};
                },
                {"loss"});
}

void ZooTracer::traceGradient(const std::vector<frontend::InputSpec> &inputs) {
  std::vector<std::string> names = {"loss"};
  for (const auto &parameter : model->named_parameters())
    names.push_back(parameter.key() + ".grad");
  program.trace(
      "gradient", inputs,
      [&](const Tensors &inputs) -> Tensors {
        model->zero_grad();
        Tensors outputs = {differentiate(inputs)};
        clip();
        for (const Tensor &parameter : model->parameters())
          outputs.push_back(parameter.grad());
        return outputs;
      },
      names);
}

void ZooTracer::clip() const {
  if (extras.clipGradNorm)
    nn::utils::clip_grad_norm_(model->parameters(), makeHyper("max_norm", *extras.clipGradNorm));
  if (extras.clipGradValue)
    nn::utils::clip_grad_value_(model->parameters(),
                                makeHyper("clip_value", *extras.clipGradValue));
}

void ZooTracer::traceInference(const std::vector<frontend::InputSpec> &inputs,
                               nn::Sequential &network) {
  network->eval();
  program.trace("eval", inputs,
                [&](const Tensors &inputs) -> Tensors {
                  Tensor logits = network(inputs[0]);
                  return {criterion.apply(logits, inputs[1]), logits};
                },
                {"loss", "logits"});
  program.trace("predict", {inputs[0]},
                [&](const Tensors &inputs) -> Tensors { return {network(inputs[0])}; }, {"logits"});
}

mlir::OwningOpRef<mlir::ModuleOp> luge::driver::traceZooModel(const ZooModel &model,
                                                              const Criterion &criterion,
                                                              OptimizerFactory makeOptimizer,
                                                              const StepExtras &extras,
                                                              int64_t maxBatch) {
  manual_seed(0); // streams of initial values are counted from here
  TracedProgram program(model.name.str(), maxBatch);
  ZooTracer(program, model, criterion, extras).trace(makeOptimizer);
  return program.module().clone();
}
