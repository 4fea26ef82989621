// A model of the zoo as a program that trains, evaluates and predicts.
#include "tools/luge/ZooProgram.h"
#include "compiler/Frontend/TracedProgram.h"
#include "tools/luge/Failure.h"

namespace F = luge::nn::functional;
using namespace luge;
using namespace luge::driver;

namespace {

/// A loss by name, as torch.nn.functional's.
struct Criterion {
  llvm::StringRef name;
  bool takesClasses; // rather than numbers in the shape of the model's output
  Tensor (*apply)(const Tensor &input, const Tensor &target);
};

constexpr Criterion criteria[] = {
    {"cross_entropy", true,
     [](const Tensor &input, const Tensor &target) { return F::cross_entropy(input, target); }},
    {"mse", false,
     [](const Tensor &input, const Tensor &target) { return F::mse_loss(input, target); }},
    {"l1", false,
     [](const Tensor &input, const Tensor &target) { return F::l1_loss(input, target); }},
    {"bce", false,
     [](const Tensor &input, const Tensor &target) {
       return F::binary_cross_entropy(input, target);
     }},
    {"bce_with_logits", false,
     [](const Tensor &input, const Tensor &target) {
       return F::binary_cross_entropy_with_logits(input, target);
     }},
};

} // namespace

static const Criterion &findCriterion(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> known;
  for (const Criterion &criterion : criteria) {
    if (criterion.name == name)
      return criterion;
    known.push_back(criterion.name);
  }
  failUnknown("loss", name, known);
}

/// The functions that train, evaluate and use `model`.
static void traceFunctions(TracedProgram &program, const ZooModel &entry, nn::Sequential model,
                           const Criterion &criterion, optim::Optimizer &optimizer) {
  frontend::InputSpec x = {"x", kFloat32, {kBatch}}, y = {"y", kFloat32, {kBatch, entry.classes}};
  x.sizes.insert(x.sizes.end(), entry.sample.begin(), entry.sample.end());
  if (criterion.takesClasses)
    y = {"y", kInt64, {kBatch}};
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
                                                              llvm::StringRef loss,
                                                              OptimizerFactory makeOptimizer,
                                                              int64_t maxBatch) {
  const Criterion &criterion = findCriterion(loss);
  manual_seed(0); // streams of initial values are counted from here
  nn::Sequential network = model.make();
  std::unique_ptr<optim::Optimizer> optimizer = makeOptimizer(network->parameters());
  TracedProgram program(model.name.str(), maxBatch);
  traceFunctions(program, model, network, criterion, *optimizer);
  return program.module().clone();
}
