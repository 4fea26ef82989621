// What happens when compiling fails.
#include "tools/luge/Reproducer.h"
#include "compiler/Target/BugReport.h"
#include "tools/luge/Failure.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/raw_ostream.h"

using namespace luge;
using namespace luge::driver;

void luge::driver::compileOrExplain(mlir::ModuleOp module, llvm::StringRef options,
                                    llvm::function_ref<mlir::LogicalResult()> compile) {
  std::string text;
  llvm::raw_string_ostream(text) << module;

  mlir::LogicalResult result = mlir::failure();
  llvm::CrashRecoveryContext::Enable();
  bool survived = llvm::CrashRecoveryContext().RunSafely([&] { result = compile(); });
  llvm::CrashRecoveryContext::Disable();
  if (succeeded(result))
    return;
  if (survived && !isValidProgram(text, module.getContext()))
    throw Failure(ExitCode::BadInput, "the program is not valid");
  throw Failure(ExitCode::OurBug, reportBug(text, options));
}
