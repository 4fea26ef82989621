// luge compile: writes a program at some stage, as machine code, or as a library with its header.
#include "compiler/Target/TargetMachine.h"
#include "tools/luge/Command.h"
#include "tools/luge/CompileTimes.h"
#include "tools/luge/Emission.h"
#include "tools/luge/OutputFiles.h"
#include "tools/luge/ProgramOptions.h"
#include "tools/luge/Reproducer.h"

namespace cl = llvm::cl;
using namespace luge;
using namespace luge::driver;

namespace {

class CompileCommand : public Command {
public:
  CompileCommand()
      : Command("compile", "Write a program at some stage, or as machine code", outputOptions),
        program(*this) {}

  int run() override;

private:
  llvm::SmallVector<OutputForm> selectForms() const;
  TargetOptions targetOptions() const;
  std::string produce(mlir::ModuleOp module, const OutputForm &form,
                      const TargetOptions &options) const;

  ProgramOptions program;
  ListOption<std::string> emit{
      *this, "emit", cl::CommaSeparated, cl::value_desc("kind,..."),
      cl::desc("nn, step, linalg, vector, llvm, asm, obj, lib, header (nn)")};
  Option<std::string> stopAfter{*this, "stop-after", cl::value_desc("stage"),
                                cl::desc("Write the IR after trace, autodiff, simplify, linalg, "
                                         "vector, memory or llvm, instead of --emit")};
  Option<std::string> output{
      *this, "o", cl::init("-"), cl::value_desc("file"),
      cl::desc("Where to; for several kinds, the name without extension (-)")};
  Option<std::string> target{*this, "target", cl::init("native"), cl::value_desc("cpu"),
                             cl::desc("A CPU by LLVM's name, such as x86-64-v3 (native)")};
  Option<std::string> features{*this, "features", cl::value_desc("list"),
                               cl::desc("Beyond the CPU's: +name,-name")};
  Option<int64_t> maxBatch{*this, "max-batch", cl::value_desc("n"), cl::init(128),
                           cl::desc("The largest batch (128)")};
  Option<bool> threads{*this, "threads", cl::init(true), cl::desc("Use a team of threads (true)")};
  Option<bool> debugInfo{*this, "g", cl::desc("Line tables, for debuggers and profilers")};
  CompileTimes times{*this};
};

} // namespace

static const OutputForm &find(llvm::ArrayRef<OutputForm> forms, llvm::StringRef what,
                              llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> known;
  for (const OutputForm &form : forms) {
    if (form.name == name)
      return form;
    known.push_back(form.name);
  }
  failUnknown(what, name, known);
}

llvm::SmallVector<OutputForm> CompileCommand::selectForms() const {
  if (stopAfter.getNumOccurrences() && !emit.empty())
    throw Failure(ExitCode::BadUsage, "expected one of --emit and --stop-after, got both");
  if (stopAfter.getNumOccurrences())
    return {find(getStageForms(), "stage", stopAfter)};
  llvm::SmallVector<OutputForm> forms;
  for (const std::string &name : emit)
    forms.push_back(find(getOutputKinds(), "kind of output", name));
  if (forms.empty())
    forms.push_back(find(getOutputKinds(), "kind of output", "nn"));
  if (forms.size() > 1 && output == "-")
    throw Failure(ExitCode::BadUsage, "expected -o to name the files of several kinds");
  return forms;
}

TargetOptions CompileCommand::targetOptions() const {
  TargetOptions options = {
      .cpu = target, .features = features, .threads = threads, .debugInfo = debugInfo};
  if (llvm::Error error = createTargetMachine(options).takeError())
    throw Failure(ExitCode::BadUsage, llvm::toString(std::move(error)));
  return options;
}

std::string CompileCommand::produce(mlir::ModuleOp module, const OutputForm &form,
                                    const TargetOptions &options) const {
  mlir::OwningOpRef<mlir::ModuleOp> lowered = module.clone();
  std::string content;
  std::string replay = (stopAfter.getNumOccurrences() ? "--stop-after=" : "--emit=") +
                       form.name.str() + " --target=" + target;
  if (!features.empty())
    replay += " --features=" + features;
  if (!threads)
    replay += " --threads=false";
  compileOrExplain(module, replay, [&]() -> mlir::LogicalResult {
    mlir::FailureOr<std::string> emitted = form.emit(*lowered, options);
    if (succeeded(emitted))
      content = std::move(*emitted);
    return emitted;
  });
  return content;
}

int CompileCommand::run() {
  expectAtLeast(maxBatch, 1);
  llvm::SmallVector<OutputForm> forms = selectForms();
  TargetOptions options = targetOptions();
  mlir::TimingScope timing = times.begin();
  options.timing = &timing;
  mlir::OwningOpRef<mlir::ModuleOp> module = program.buildStep(maxBatch);
  llvm::SmallVector<OutputFile> files;
  for (const OutputForm &form : forms) {
    std::string path = output;
    if (forms.size() > 1)
      path += form.extension;
    files.push_back({path, produce(*module, form, options)});
  }
  timing.stop();
  times.report();
  writeFiles(files);
  return int(ExitCode::Success);
}

std::unique_ptr<Command> luge::driver::makeCompileCommand() {
  return std::make_unique<CompileCommand>();
}
