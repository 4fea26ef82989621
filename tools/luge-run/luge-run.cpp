// Compiles a module and calls its functions on tensors from a file: the numeric tests' way in.
#include "compiler/Target/Compiler.h"
#include "compiler/Target/Executable.h"
#include "mlir/Parser/Parser.h"
#include "tools/Registry/Registry.h"
#include "tools/luge-run/Runner.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"

using namespace llvm;
using namespace luge;

namespace {

struct Options {
  cl::OptionCategory category{"Options"};
  cl::opt<std::string> file{cl::Positional, cl::cat(category), cl::desc("FILE.mlir"),
                            cl::init("-")};
  cl::list<std::string> functions{"function", cl::CommaSeparated, cl::cat(category),
                                  cl::desc("Functions to call (default: all)")};
  cl::opt<std::string> inputs{"inputs", cl::cat(category),
                              cl::desc("Arguments: a safetensors file with '<function>.<name>'")};
  cl::opt<std::string> outputs{"outputs", cl::cat(category),
                               cl::desc("Where to write results and updated state")};
  cl::opt<int64_t> repeat{"repeat", cl::init(1), cl::cat(category),
                          cl::desc("Calls of each function, state carried on")};
  cl::opt<int> threads{"threads", cl::init(1), cl::cat(category), cl::desc("Threads of the team")};
  cl::opt<uint64_t> seed{"seed", cl::init(0), cl::cat(category),
                         cl::desc("Seed of initial values that no file gives")};
  cl::opt<bool> time{"time", cl::cat(category), cl::desc("Print the time per call")};
  cl::opt<std::string> target{"target", cl::init("native"), cl::cat(category),
                              cl::desc("CPU to compile for")};
  cl::opt<unsigned> optLevel{"O", cl::Prefix, cl::init(2), cl::cat(category),
                             cl::desc("LLVM's optimization level")};
};

} // namespace

static Error compileAndRun(mlir::ModuleOp module, const Options &options) {
  run::nameUnnamed(module);
  std::string name = module.getSymName().value_or("program").str();
  mlir::FailureOr<std::string> object =
      compileModule(module, {.cpu = options.target, .optLevel = options.optLevel});
  if (failed(object))
    return createStringError("compilation failed");
  Expected<std::unique_ptr<Executable>> executable = Executable::load(*object, name);
  if (!executable)
    return executable.takeError();
  Expected<run::TensorMap> given =
      options.inputs.empty() ? run::TensorMap() : run::readTensors(options.inputs);
  if (!given)
    return given.takeError();

  run::CallOptions callOptions{options.repeat, options.threads, options.seed, options.time};
  run::TensorMap results;
  const luge_program &program = (*executable)->getProgram();
  for (int32_t i = 0; i < program.function_count; ++i) {
    const luge_function &function = program.functions[i];
    if (!options.functions.empty() && !is_contained(options.functions, function.name))
      continue;
    if (Error error = run::call(program, function, *given, results, callOptions))
      return joinErrors(createStringError(Twine("in '") + function.name + "'"), std::move(error));
  }
  return options.outputs.empty() ? Error::success() : run::writeTensors(options.outputs, results);
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  // LLVM's own options are none of ours, and some have our names.
  cl::ResetCommandLineParser();
  Options options;
  cl::ParseCommandLineOptions(argc, argv,
                              "Runs the functions of a module on tensors from a file\n");
  mlir::DialectRegistry registry;
  registerEverything(registry);
  mlir::MLIRContext context(registry);
  mlir::OwningOpRef<mlir::ModuleOp> module =
      mlir::parseSourceFile<mlir::ModuleOp>(options.file, &context);
  if (!module)
    return 1;
  if (Error error = compileAndRun(*module, options)) {
    handleAllErrors(std::move(error), [](const ErrorInfoBase &info) {
      WithColor::error() << info.message() << "\n";
    });
    return 1;
  }
  return 0;
}
