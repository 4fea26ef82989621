// A program that is compiled to run at once.
#include "tools/luge/JustInTime.h"
#include "compiler/Target/Compiler.h"
#include "tools/luge/Failure.h"
#include "tools/luge/Reproducer.h"
#include <chrono>

using namespace luge;
using namespace luge::driver;

JustInTime::JustInTime(mlir::OwningOpRef<mlir::ModuleOp> module, CompileTimes &times) {
  mlir::TimingScope timing = times.begin();
  llvm::Expected<TargetOptions> wanted = Executable::getTargetOptions();
  if (!wanted)
    throw Failure(ExitCode::BadUsage, llvm::toString(wanted.takeError()));
  TargetOptions options = *wanted;
  options.timing = &timing;
  llvm::Expected<std::optional<ObjectCache>> cache = ObjectCache::open();
  if (!cache)
    throw Failure(ExitCode::BadUsage, llvm::toString(cache.takeError()));
  auto start = std::chrono::steady_clock::now();
  std::string name = module->getSymName().value_or("program").str(), object;
  compileOrExplain(*module, "--emit=obj", [&]() -> mlir::LogicalResult {
    mlir::FailureOr<std::string> result =
        *cache && !times.isWanted() ? compileThroughCache(*module, options, **cache)
                                    : compileModule(*module, options, OutputKind::Archive);
    if (succeeded(result))
      object = std::move(*result);
    return result;
  });
  mlir::TimingScope loading = timing.nest("loading");
  llvm::Expected<std::unique_ptr<Executable>> loaded = Executable::load(object, name);
  if (!loaded)
    throw Failure(ExitCode::OurBug, llvm::toString(loaded.takeError()));
  executable = std::move(*loaded);
  loading.stop();
  timing.stop();
  times.report();
  elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}
