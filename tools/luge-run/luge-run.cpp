// Compiles a module and calls its functions on arrays from a file: the numeric tests' way in.
#include "compiler/Target/Compiler.h"
#include "compiler/Target/Executable.h"
#include "mlir/Parser/Parser.h"
#include "runtime/Data/Error.h"
#include "tools/Registry/Registry.h"
#include "tools/luge-run/Runner.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/WithColor.h"
#include <chrono>

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
                              cl::desc("Arguments: an npz file with '<function>.<name>'")};
  cl::opt<std::string> outputs{"outputs", cl::cat(category),
                               cl::desc("Where to write results and updated state")};
  cl::opt<int64_t> repeat{"repeat", cl::init(1), cl::cat(category),
                          cl::desc("Calls of each function, state carried on")};
  cl::opt<int> threads{"threads", cl::init(1), cl::cat(category), cl::desc("Threads of the team")};
  cl::opt<uint64_t> seed{"seed", cl::init(0), cl::cat(category),
                         cl::desc("Seed of initial values that no file gives")};
  cl::opt<bool> cache{"cache", cl::cat(category), cl::desc("Take code from the cache on disk")};
  cl::opt<bool> time{"time", cl::cat(category), cl::desc("Print times")};
  cl::opt<std::string> target{"target", cl::init("native"), cl::cat(category),
                              cl::desc("CPU to compile for")};
  cl::opt<unsigned> optLevel{"O", cl::Prefix, cl::init(2), cl::cat(category),
                             cl::desc("LLVM's optimization level")};
};

} // namespace

/// The object for `module`, from the cache if the user asked for it.
static std::string compile(mlir::ModuleOp module, const Options &options) {
  TargetOptions target{.cpu = options.target, .optLevel = options.optLevel};
  std::optional<ObjectCache> cache;
  if (options.cache)
    cache = llvm::cantFail(ObjectCache::open());
  mlir::FailureOr<std::string> object = cache ? compileThroughCache(module, target, *cache)
                                              : compileModule(module, target, OutputKind::Archive);
  if (failed(object))
    throw data::Error("compilation failed");
  return *object;
}

static void compileAndRun(mlir::ModuleOp module, const Options &options) {
  data::Arrays given, results;
  if (!options.inputs.empty())
    given = data::readNpz(options.inputs.getValue());
  run::nameUnnamed(module);
  std::string name = module.getSymName().value_or("program").str();
  auto start = std::chrono::steady_clock::now();
  Expected<std::unique_ptr<Executable>> executable =
      Executable::load(compile(module, options), name);
  if (!executable)
    throw data::Error(toString(executable.takeError()));
  std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
  if (options.time)
    outs() << "compile: " << format("%.1f", elapsed.count()) << " ms\n";

  run::CallOptions callOptions{options.repeat, options.threads, options.seed, options.time};
  const luge_program &program = (*executable)->getProgram();
  for (int32_t i = 0; i < program.function_count; ++i)
    if (options.functions.empty() || is_contained(options.functions, program.functions[i].name))
      run::call(program, program.functions[i], given, results, callOptions);
  if (!options.outputs.empty())
    data::writeNpz(options.outputs.getValue(), results);
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  // LLVM's own options are none of ours, and some have our names.
  cl::ResetCommandLineParser();
  Options options;
  cl::ParseCommandLineOptions(argc, argv, "Runs the functions of a module on arrays from a file\n");
  mlir::DialectRegistry registry;
  registerEverything(registry);
  mlir::MLIRContext context(registry);
  mlir::OwningOpRef<mlir::ModuleOp> module =
      mlir::parseSourceFile<mlir::ModuleOp>(options.file, &context);
  if (!module)
    return 1;
  try {
    compileAndRun(*module, options);
  } catch (const data::Error &error) {
    WithColor::error() << error.what() << "\n";
    return 1;
  }
  return 0;
}
