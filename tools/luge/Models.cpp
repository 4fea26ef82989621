// luge models: lists the zoo.
#include "tools/luge/Command.h"
#include "tools/luge/Zoo.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace luge::driver;

namespace {

class ModelsCommand : public Command {
public:
  ModelsCommand() : Command("models", "List the models that luge brings") {}

  int run() override {
    for (const ZooModel &model : zoo())
      llvm::outs() << llvm::formatv("{0,-12} {1}\n", model.name, model.summary);
    return int(ExitCode::Success);
  }
};

} // namespace

std::unique_ptr<Command> luge::driver::makeModelsCommand() {
  return std::make_unique<ModelsCommand>();
}
