// The program that a command line asks for.
#include "tools/luge/ProgramOptions.h"
#include "compiler/Frontend/Context.h"
#include "compiler/Frontend/TracedProgram.h"
#include "mlir/Parser/Parser.h"
#include "tools/luge/Zoo.h"
#include "llvm/Support/FileSystem.h"

namespace cl = llvm::cl;
namespace F = luge::nn::functional;
using namespace luge;
using namespace luge::driver;

ProgramOptions::ProgramOptions(Command &command)
    : optimizer(command), model(command, cl::Positional, cl::Required, cl::desc("MODEL")),
      loss(command, "loss",
           cl::desc("cross_entropy, mse, l1, bce or bce_with_logits (cross_entropy)"),
           cl::value_desc("name"), cl::init("cross_entropy")) {}

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

mlir::OwningOpRef<mlir::ModuleOp> ProgramOptions::build(int64_t maxBatch) const {
  const ZooModel *entry = findInZoo(model);
  if (!entry)
    return readFile();
  manual_seed(0); // streams of initial values are counted from here
  nn::Sequential network = entry->make();
  std::unique_ptr<optim::Optimizer> updates = optimizer.make(network->parameters());
  TracedProgram program(model, maxBatch);
  traceFunctions(program, *entry, network, findCriterion(loss), *updates);
  return program.module().clone();
}

mlir::OwningOpRef<mlir::ModuleOp> ProgramOptions::readFile() const {
  if (model != "-" && !llvm::sys::fs::exists(model)) {
    llvm::SmallVector<llvm::StringRef> known;
    for (const ZooModel &entry : zoo())
      known.push_back(entry.name);
    if (llvm::StringRef(model).ends_with(".mlir"))
      throw Failure(ExitCode::BadInput, "no such file: '" + model + "'");
    failUnknown("model", model, known);
  }
  if (optimizer.isStructural() || loss.getNumOccurrences())
    throw Failure(ExitCode::BadUsage,
                  "'" + model + "' has its loss and optimizer; only their numbers can be given");
  mlir::OwningOpRef<mlir::ModuleOp> module =
      mlir::parseSourceFile<mlir::ModuleOp>(model, &frontend::context());
  if (!module) // diagnosed
    throw Failure(ExitCode::BadInput, "cannot read '" + model + "'");
  return module;
}
