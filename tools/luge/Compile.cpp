// luge compile: writes a program at some stage, or as machine code.
#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/Compiler.h"
#include "mlir/Pass/PassManager.h"
#include "tools/luge/Command.h"
#include "tools/luge/OutputFiles.h"
#include "tools/luge/ProgramOptions.h"
#include "tools/luge/Reproducer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <variant>

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;

namespace {

/// What can be written: the IR after a stage, or a form of code.
struct OutputForm {
  llvm::StringRef name, extension;
  std::variant<Stage, OutputKind> content;
};

/// For --emit.
const OutputForm kinds[] = {
    {"nn", ".mlir", Stage::Trace},       {"step", ".mlir", Stage::Simplify},
    {"linalg", ".mlir", Stage::Linalg},  {"vector", ".mlir", Stage::Vector},
    {"llvm", ".ll", OutputKind::LlvmIr}, {"asm", ".s", OutputKind::Assembly},
    {"obj", ".o", OutputKind::Object},
};

/// For --stop-after.
const OutputForm stages[] = {
    {"trace", ".mlir", Stage::Trace},       {"autodiff", ".mlir", Stage::Autodiff},
    {"simplify", ".mlir", Stage::Simplify}, {"linalg", ".mlir", Stage::Linalg},
    {"vector", ".mlir", Stage::Vector},     {"memory", ".mlir", Stage::Memory},
    {"llvm", ".mlir", Stage::Llvm},
};

class CompileCommand : public Command {
public:
  CompileCommand()
      : Command("compile", "Write a program at some stage, or as machine code"), program(*this) {}

  int run() override;

private:
  llvm::SmallVector<OutputForm> selectForms() const;
  std::string pathOf(const OutputForm &form, size_t formCount) const;
  std::string produce(mlir::ModuleOp module, const OutputForm &form) const;

  ProgramOptions program;
  ListOption<std::string> emit{*this, "emit",
                               cl::desc("nn, step, linalg, vector, llvm, asm or obj (nn)"),
                               cl::value_desc("kind,..."), cl::CommaSeparated};
  Option<std::string> stopAfter{
      *this, "stop-after", cl::value_desc("stage"),
      cl::desc("Write the IR after trace, autodiff, simplify, linalg, vector, memory or llvm")};
  Option<std::string> output{
      *this, "o", cl::desc("Where to; for several kinds, the name without extension (-)"),
      cl::value_desc("file"), cl::init("-")};
  Option<std::string> target{*this, "target",
                             cl::desc("A CPU by LLVM's name, such as x86-64-v3 (native)"),
                             cl::value_desc("cpu"), cl::init("native")};
  Option<std::string> features{*this, "features", cl::desc("Beyond the CPU's: +name,-name"),
                               cl::value_desc("list")};
  Option<int64_t> maxBatch{*this, "max-batch", cl::desc("The largest batch (128)"), cl::init(128)};
  Option<bool> threads{*this, "threads", cl::desc("Use a team of threads (true)"), cl::init(true)};
};

} // namespace

static const OutputForm &findForm(llvm::ArrayRef<OutputForm> forms, llvm::StringRef what,
                                  llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> known;
  for (const OutputForm &form : forms) {
    if (form.name == name)
      return form;
    known.push_back(form.name);
  }
  failUnknown(what, name, known);
}

int CompileCommand::run() {
  expectAtLeast(maxBatch, 1);
  llvm::SmallVector<OutputForm> forms = selectForms();
  mlir::OwningOpRef<mlir::ModuleOp> module = program.build(maxBatch);
  llvm::SmallVector<OutputFile> files;
  for (const OutputForm &form : forms)
    files.push_back({pathOf(form, forms.size()), produce(*module, form)});
  writeFiles(files);
  return int(ExitCode::Success);
}

llvm::SmallVector<OutputForm> CompileCommand::selectForms() const {
  if (stopAfter.getNumOccurrences()) {
    if (!emit.empty())
      throw Failure(ExitCode::BadUsage, "expected one of --emit and --stop-after, got both");
    return {findForm(stages, "stage", stopAfter)};
  }
  llvm::SmallVector<OutputForm> forms;
  for (const std::string &name : emit)
    forms.push_back(findForm(kinds, "kind of output", name));
  if (forms.empty())
    forms.push_back(kinds[0]);
  if (forms.size() > 1 && output == "-")
    throw Failure(ExitCode::BadUsage, "expected -o to name the files of several kinds");
  return forms;
}

std::string CompileCommand::pathOf(const OutputForm &form, size_t formCount) const {
  return formCount == 1 ? output.getValue() : output + form.extension.str();
}

std::string CompileCommand::produce(mlir::ModuleOp original, const OutputForm &form) const {
  mlir::OwningOpRef<mlir::ModuleOp> module = original.clone();
  std::string content;
  compileOrExplain(original, [&]() -> mlir::LogicalResult {
    if (const OutputKind *kind = std::get_if<OutputKind>(&form.content)) {
      mlir::FailureOr<std::string> code =
          compileModule(*module, {.cpu = target, .features = features, .threads = threads}, *kind);
      if (succeeded(code))
        content = std::move(*code);
      return code;
    }
    PipelineOptions options;
    options.stopAfter = std::get<Stage>(form.content);
    options.threads = threads;
    mlir::PassManager manager(module->getContext());
    buildPipeline(manager, options);
    llvm::raw_string_ostream stream(content);
    return mlir::success(succeeded(manager.run(*module)) && (stream << *module << '\n', true));
  });
  return content;
}

std::unique_ptr<Command> luge::driver::makeCompileCommand() {
  return std::make_unique<CompileCommand>();
}
