// The driver: luge train | compile | inspect | models.
#include "compiler/Frontend/Context.h"
#include "runtime/Data/Error.h"
#include "tools/luge/Command.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/WithColor.h"

using namespace luge::driver;

static constexpr llvm::StringLiteral overview = R"(Luge compiles whole training steps.

  luge train mlp --data fashion-mnist --optimizer=adam --lr=1e-3 --save=m.safetensors
  luge compile mlp --emit=lib,header -o mlp

A model is a name that 'luge models' lists, a file in MLIR, or '-', which is standard input.
Options that PyTorch has keep its names and defaults, shown in parentheses.
Exit codes: 0 well, 1 the input is wrong, 2 the command line is wrong, 70 a bug in luge,
128 + N stopped by signal N.
)";

static int fail(ExitCode code, const char *message) {
  llvm::WithColor::error(llvm::errs(), "luge") << message << '\n';
  return int(code);
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  std::unique_ptr<Command> commands[] = {makeTrainCommand(), makeCompileCommand(),
                                         makeInspectCommand(), makeModelsCommand()};
  // LLVM's own options stay out of sight.
  const llvm::cl::OptionCategory *groups[] = {&lossOptions,   &modelOptions,     &optimizerOptions,
                                              &outputOptions, &schedulerOptions, &trainingOptions};
  llvm::cl::HideUnrelatedOptions(groups, llvm::cl::SubCommand::getTopLevel());
  for (auto &command : commands)
    llvm::cl::HideUnrelatedOptions(groups, command->subcommand);
  llvm::cl::SetVersionPrinter([](llvm::raw_ostream &os) {
    os << "luge " LUGE_VERSION ", with LLVM " LLVM_VERSION_STRING "\n";
  });
  if (!llvm::cl::ParseCommandLineOptions(argc, argv, overview, &llvm::errs()))
    return int(ExitCode::BadUsage);
  // Diagnostics as a C compiler's: file, line, column, and the line itself.
  llvm::SourceMgr sources;
  mlir::SourceMgrDiagnosticHandler diagnostics(sources, &luge::frontend::context());
  try {
    for (auto &command : commands)
      if (command->subcommand)
        return command->run();
  } catch (const Failure &failure) {
    return fail(failure.code, failure.what());
  } catch (const luge::Error &error) {
    return fail(ExitCode::BadInput, error.what());
  } catch (const luge::data::Error &error) {
    return fail(ExitCode::BadInput, error.what());
  } catch (const std::exception &error) {
    return fail(ExitCode::OurBug, error.what());
  }
  return fail(ExitCode::BadUsage, "expected a command: train, compile, inspect or models");
}
