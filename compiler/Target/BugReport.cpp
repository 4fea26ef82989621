//===- BugReport.cpp - Whose fault it is that a program does not compile ---===//
#include "compiler/Target/BugReport.h"

#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/ProgramDescription.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace luge {

static LogicalResult lower(ModuleOp module, Stage stage) {
  PipelineOptions options;
  options.stopAfter = stage;
  PassManager manager(module.getContext());
  buildPipeline(manager, options);
  return manager.run(module);
}

bool isValidProgram(StringRef program, MLIRContext *context) {
  ScopedDiagnosticHandler silence(context, [](Diagnostic &) { return success(); });
  auto module = parseSourceString<ModuleOp>(program, context);
  if (!module)
    return false;
  FailureOr<ProgramDescription> description = describeProgram(*module);
  if (failed(description) || failed(lower(*module, Stage::Simplify)))
    return false;
  return failed(lower(*module, Stage::Memory)) || succeeded(describePlan(*module, *description));
}

/// Returns the file's path, or "-" if it cannot be written.
static std::string writeReproducer(StringRef text) {
  llvm::SmallString<128> path;
  int file;
  if (llvm::sys::fs::createTemporaryFile("luge-reproducer", "mlir", file, path))
    return "-";
  llvm::raw_fd_ostream(file, /*shouldClose=*/true) << text;
  return path.str().str();
}

std::string reportBug(StringRef program, StringRef options) {
  return "this is a bug in luge, not in your program; to see it again:\n  luge compile " +
         writeReproducer(program) + " " + options.str() + " -o /dev/null";
}

} // namespace luge
