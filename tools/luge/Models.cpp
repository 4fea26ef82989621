// luge models: lists the zoo, or writes one of its models as a file.
#include "tools/luge/Command.h"
#include "tools/luge/OutputFiles.h"
#include "tools/luge/ZooProgram.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;

namespace {

class ModelsCommand : public Command {
public:
  ModelsCommand()
      : Command("models", "List the models that luge brings, or write one as a file",
                outputOptions) {}

  int run() override;

private:
  Option<std::string> name{*this, cl::Positional, cl::desc("[NAME]")};
  Option<std::string> output{*this, "o", cl::init("-"), cl::value_desc("file"),
                             cl::desc("Where to write the model, with cross entropy and Adam (-)")};
};

} // namespace

int ModelsCommand::run() {
  if (name.empty()) {
    for (const ZooModel &model : zoo())
      llvm::outs() << llvm::formatv("{0,-12} {1}\n", model.name, model.summary);
    return int(ExitCode::Success);
  }
  auto adam = [](const std::vector<Tensor> &parameters) {
    return std::make_unique<optim::Adam>(parameters);
  };
  Criterion crossEntropy{TargetKind::Class, [](const Tensor &input, const Tensor &target) {
                           return nn::functional::cross_entropy(input, target);
                         }};
  mlir::OwningOpRef<mlir::ModuleOp> module =
      traceZooModel(getFromZoo(name), crossEntropy, adam, /*extras=*/{}, /*maxBatch=*/128);
  std::string text;
  llvm::raw_string_ostream(text) << *module << '\n';
  writeFiles({{output, text}});
  return int(ExitCode::Success);
}

std::unique_ptr<Command> luge::driver::makeModelsCommand() {
  return std::make_unique<ModelsCommand>();
}
