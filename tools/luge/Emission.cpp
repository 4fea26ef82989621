// The forms in which a program can be written.
#include "tools/luge/Emission.h"
#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/Compiler.h"
#include "compiler/Target/Library.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace luge;
using namespace luge::driver;

/// The IR after a stage.
template <Stage stage>
static mlir::FailureOr<std::string> emitIr(mlir::ModuleOp module, const TargetOptions &options) {
  if (failed(lowerModule(module, options, stage)))
    return mlir::failure();
  std::string text;
  llvm::raw_string_ostream(text) << module << '\n';
  return text;
}

template <OutputKind kind>
static mlir::FailureOr<std::string> emitCode(mlir::ModuleOp module, const TargetOptions &options) {
  return compileModule(module, options, kind);
}

static mlir::FailureOr<std::string> emitHeader(mlir::ModuleOp module, const TargetOptions &) {
  mlir::FailureOr<ProgramDescription> program = describeProgram(module);
  if (failed(program))
    return mlir::failure();
  return makeHeader(*program);
}

static mlir::FailureOr<std::string> emitLibrary(mlir::ModuleOp module,
                                                const TargetOptions &options) {
  mlir::FailureOr<ProgramDescription> program = describeProgram(module);
  mlir::FailureOr<std::string> object = compileModule(module, options);
  if (failed(program) || failed(object))
    return mlir::failure();
  llvm::SmallString<128> path;
  if (std::error_code error = llvm::sys::fs::createTemporaryFile("luge", "a", path))
    return module.emitError("cannot create a temporary file: ") << error.message();
  llvm::FileRemover remover(path);
  if (llvm::Error error =
          writeLibrary(path.str().str(), *object, *program, options, findRuntimeFolder()))
    return module.emitError(llvm::toString(std::move(error)));
  auto archive = llvm::MemoryBuffer::getFile(path);
  if (!archive)
    return module.emitError("cannot read '") << path << "': " << archive.getError().message();
  return (*archive)->getBuffer().str();
}

llvm::ArrayRef<OutputForm> luge::driver::getOutputKinds() {
  static const OutputForm forms[] = {
      {"nn", ".mlir", emitIr<Stage::Trace>},
      {"step", ".mlir", emitIr<Stage::Simplify>},
      {"linalg", ".mlir", emitIr<Stage::Linalg>},
      {"vector", ".mlir", emitIr<Stage::Vector>},
      {"llvm", ".ll", emitCode<OutputKind::LlvmIr>},
      {"asm", ".s", emitCode<OutputKind::Assembly>},
      {"obj", ".o", emitCode<OutputKind::Object>},
      {"lib", ".a", emitLibrary},
      {"header", ".h", emitHeader},
  };
  return forms;
}

llvm::ArrayRef<OutputForm> luge::driver::getStageForms() {
  static const OutputForm forms[] = {
      {"trace", ".mlir", emitIr<Stage::Trace>},
      {"autodiff", ".mlir", emitIr<Stage::Autodiff>},
      {"simplify", ".mlir", emitIr<Stage::Simplify>},
      {"linalg", ".mlir", emitIr<Stage::Linalg>},
      {"vector", ".mlir", emitIr<Stage::Vector>},
      {"memory", ".mlir", emitIr<Stage::Memory>},
      {"llvm", ".mlir", emitIr<Stage::Llvm>},
  };
  return forms;
}
