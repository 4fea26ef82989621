//===- Compiler.cpp - From a module to machine code -----------------------===//
#include "compiler/Target/Compiler.h"

#include "compiler/Target/BuildId.h"
#include "compiler/Target/ObjectArchive.h"
#include "compiler/Target/ObjectCode.h"
#include "compiler/Target/ProgramDescription.h"
#include "compiler/Target/ProgramGlobals.h"
#include "compiler/Target/TargetMachine.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;

namespace luge {

/// Whether a core has two units for multiply-adds of 512 bits. No feature tells, nor does LLVM's model of Zen 5.
static bool hasTwoFusedUnits(StringRef cpu) {
  return llvm::is_contained({"znver5", "icelake-server", "sapphirerapids", "emeraldrapids",
                             "graniterapids", "graniterapids-d", "diamondrapids"},
                            cpu);
}

/// The first cores with AVX-512. Those with one unit have the same name as those with two, which are more.
static bool isSkylake(StringRef cpu) {
  return llvm::is_contained({"skylake-avx512", "cascadelake", "cooperlake"}, cpu);
}

/// The widest vectors of the machine, by their name in Codegen's table.
static StringRef getVectors(const llvm::TargetMachine &machine) {
  const llvm::MCSubtargetInfo &subtarget = *machine.getMCSubtargetInfo();
  StringRef cpu = machine.getTargetCPU();
  if (subtarget.checkFeatures("+avx512f,+avx512vl,+avx512dq,+avx512bw"))
    return isSkylake(cpu) ? "avx512-skylake" : hasTwoFusedUnits(cpu) ? "avx512-2fma" : "avx512";
  return subtarget.checkFeatures("+avx2,+fma") ? "avx2" : "generic";
}

/// Lines for LLVM, which wants a place for every call: line 0 is code that nobody wrote.
static LogicalResult addLineTables(ModuleOp module) {
  Location nowhere = FileLineColLoc::get(module.getContext(), "-", 0, 0);
  module.walk([&](Operation *op) {
    if (!op->getLoc()->findInstanceOf<FileLineColLoc>())
      op->setLoc(nowhere);
  });
  PassManager manager(module.getContext());
  manager.addPass(LLVM::createDIScopeForLLVMFuncOpPass());
  return manager.run(module);
}

static LogicalResult runStages(ModuleOp module, const TargetOptions &options,
                               const llvm::TargetMachine &machine, Stage last = Stage::Llvm,
                               std::unique_ptr<PassInstrumentation> watcher = nullptr) {
  PassManager manager(module.getContext());
  mlir::TimingScope timing = options.time("stages");
  manager.enableTiming(timing);
#ifdef NDEBUG
  // After each pass that is a fifth of the time; after all of them it still tells a bug of ours from LLVM's.
  manager.enableVerifier(false);
#endif
  if (watcher)
    manager.addInstrumentation(std::move(watcher));
  PipelineOptions pipeline;
  pipeline.stopAfter = last;
  pipeline.threads = options.threads;
  pipeline.trace = options.trace;
  pipeline.target = getVectors(machine).str();
  buildPipeline(manager, pipeline);
  if (failed(manager.run(module)) ||
      (options.debugInfo && last == Stage::Llvm && failed(addLineTables(module))))
    return failure();
  return verify(module);
}

static std::unique_ptr<llvm::Module> translate(ModuleOp module, llvm::LLVMContext &context,
                                               const llvm::TargetMachine &machine,
                                               const TargetOptions &options) {
  mlir::TimingScope timing = options.time("translation to LLVM IR");
  registerBuiltinDialectTranslation(*module.getContext());
  registerLLVMDialectTranslation(*module.getContext());
  std::unique_ptr<llvm::Module> result =
      translateModuleToLLVMIR(module, context, module.getSymName().value_or("program"));
  if (result) {
    result->setTargetTriple(machine.getTargetTriple());
    result->setDataLayout(machine.createDataLayout());
  }
  return result;
}

static llvm::Expected<std::string> emit(llvm::Module &module, llvm::TargetMachine &machine,
                                        const TargetOptions &options, OutputKind kind) {
  if (kind == OutputKind::Archive)
    return emitArchive(module, options);
  optimize(module, machine, options);
  switch (kind) {
  case OutputKind::LlvmIr: {
    std::string text;
    llvm::raw_string_ostream(text) << module;
    return text;
  }
  case OutputKind::Assembly:
    return emitMachineCode(module, machine, options, llvm::CodeGenFileType::AssemblyFile);
  case OutputKind::Object:
    return emitMachineCode(module, machine, options, llvm::CodeGenFileType::ObjectFile);
  case OutputKind::Archive:
    break;
  }
  llvm_unreachable("a kind of output");
}

LogicalResult lowerModule(ModuleOp module, const TargetOptions &options, Stage last,
                          std::unique_ptr<PassInstrumentation> watcher) {
  auto machine = createTargetMachine(options);
  if (!machine)
    return module.emitError(llvm::toString(machine.takeError()));
  return runStages(module, options, **machine, last, std::move(watcher));
}

llvm::Expected<std::string> getVectors(const TargetOptions &options) {
  auto machine = createTargetMachine(options);
  if (!machine)
    return machine.takeError();
  return getVectors(**machine).str();
}

FailureOr<std::string> compileModule(ModuleOp module, const TargetOptions &options,
                                     OutputKind kind) {
  auto machine = createTargetMachine(options);
  if (!machine)
    return module.emitError(llvm::toString(machine.takeError()));
  FailureOr<ProgramDescription> program = describeProgram(module);
  if (failed(program) || failed(runStages(module, options, **machine)) ||
      failed(describePlan(module, *program)))
    return failure();

  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> llvmModule = translate(module, context, **machine, options);
  if (!llvmModule)
    return failure();
  emitProgramGlobals(*llvmModule, *program);
  llvm::Expected<std::string> code = emit(*llvmModule, **machine, options, kind);
  if (!code)
    return module.emitError(llvm::toString(code.takeError()));
  return *code;
}

std::string makeCacheKey(ModuleOp module, const TargetOptions &options) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  OpPrintingFlags flags;
  flags.enableDebugInfo(options.debugInfo || options.trace);
  module.print(stream, flags);
  llvm::SHA256 hash;
  std::string target = describeTarget(options);
  // Each part is followed by a byte that none contains.
  for (StringRef part : {StringRef(text), StringRef(target), StringRef(LLVM_VERSION_STRING)}) {
    hash.update(part);
    hash.update(StringRef("\0", 1));
  }
  hash.update(getBuildId());
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

FailureOr<std::string> compileThroughCache(ModuleOp module, const TargetOptions &options,
                                           const ObjectCache &cache) {
  if (getBuildId().empty())
    return compileModule(module, options, OutputKind::Archive);
  std::string key = makeCacheKey(module, options);
  if (std::optional<std::string> object = cache.find(key))
    return *object;
  FailureOr<std::string> object = compileModule(module, options, OutputKind::Archive);
  if (failed(object))
    return failure();
  if (llvm::Error error = cache.store(key, *object))
    module.emitWarning(llvm::toString(std::move(error)));
  return object;
}

} // namespace luge
