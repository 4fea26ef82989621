// What happens when compiling fails.
#include "tools/luge/Reproducer.h"
#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/ProgramDescription.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "tools/luge/Failure.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace luge;
using namespace luge::driver;

/// The stages that may reject a program; what they accept must compile.
static bool isAccepted(llvm::StringRef text, mlir::MLIRContext *context) {
  mlir::ScopedDiagnosticHandler silence(context,
                                        [](mlir::Diagnostic &) { return mlir::success(); });
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, context);
  if (!module || failed(describeProgram(*module)))
    return false;
  PipelineOptions options;
  options.stopAfter = Stage::Simplify;
  mlir::PassManager manager(context);
  buildPipeline(manager, options);
  return succeeded(manager.run(*module));
}

/// Returns the file's path, or nothing if it cannot be written.
static std::string writeReproducer(llvm::StringRef text) {
  llvm::SmallString<128> path;
  int file;
  if (llvm::sys::fs::createTemporaryFile("luge-reproducer", "mlir", file, path))
    return "";
  llvm::raw_fd_ostream(file, /*shouldClose=*/true) << text;
  return path.str().str();
}

void luge::driver::compileOrExplain(mlir::ModuleOp module,
                                    llvm::function_ref<mlir::LogicalResult()> compile) {
  std::string text;
  llvm::raw_string_ostream(text) << module;
  mlir::MLIRContext *context = module.getContext();

  mlir::LogicalResult result = mlir::failure();
  llvm::CrashRecoveryContext::Enable();
  bool survived = llvm::CrashRecoveryContext().RunSafely([&] { result = compile(); });
  llvm::CrashRecoveryContext::Disable();
  if (succeeded(result))
    return;
  if (survived && !isAccepted(text, context))
    throw Failure(ExitCode::BadInput, "the program is not valid");
  std::string path = writeReproducer(text);
  throw Failure(ExitCode::OurBug,
                "this is a bug in luge, not in your program; to see it again:\n  luge compile " +
                    path + " --emit=obj -o /dev/null");
}
