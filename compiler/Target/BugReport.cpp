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

bool isValidProgram(StringRef program, MLIRContext *context) {
  ScopedDiagnosticHandler silence(context, [](Diagnostic &) { return success(); });
  auto module = parseSourceString<ModuleOp>(program, context);
  if (!module || failed(describeProgram(*module)))
    return false;
  PipelineOptions options;
  options.stopAfter = Stage::Simplify;
  PassManager manager(context);
  buildPipeline(manager, options);
  return succeeded(manager.run(*module));
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
