//===- ObjectCode.cpp - From LLVM IR to machine code ----------------------===//
#include "compiler/Target/ObjectCode.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace luge {

static void setTargetAttributes(Module &module, const TargetMachine &machine) {
  // Some CPUs prefer 256-bit vectors for code that mixes; ours is made of long runs of vector code.
  bool has512 = machine.getMCSubtargetInfo()->checkFeatures("+avx512f");
  for (Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
    function.addFnAttr(Attribute::NoUnwind);
    if (has512)
      function.addFnAttr("prefer-vector-width", "512");
  }
}

/// What is left to do for code that MLIR has canonicalized and vectorized: rotate loops, take invariants out of them,
/// simplify; a quarter of the time of LLVM's -O2. Loops are unrolled only where the number of iterations is known: one
/// that walks memory gains nothing, and each copy of its addresses costs time in code generation.
static constexpr StringLiteral kPasses =
    "function(sroa,early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg,"
    "loop-mssa(loop-rotate,licm),loop-unroll<no-runtime>,"
    "instcombine<no-verify-fixpoint>,simplifycfg)";

/// Adds the time of each of LLVM's passes to `scopes`, of which the last is the innermost that runs.
static void timePasses(PassInstrumentationCallbacks &callbacks,
                       SmallVectorImpl<mlir::TimingScope> &scopes) {
  callbacks.registerBeforeNonSkippedPassCallback(
      [&](StringRef pass, Any) { scopes.push_back(scopes.back().nest(pass)); });
  auto end = [&](StringRef, const PreservedAnalyses &) { scopes.pop_back(); };
  callbacks.registerAfterPassCallback(
      [=](StringRef pass, Any, const PreservedAnalyses &kept) { end(pass, kept); });
  callbacks.registerAfterPassInvalidatedCallback(end);
}

void optimize(Module &module, TargetMachine &machine, const TargetOptions &options) {
  SmallVector<mlir::TimingScope> timing;
  timing.push_back(options.time("optimization"));
  PassInstrumentationCallbacks callbacks;
  if (options.timing)
    timePasses(callbacks, timing);
  setTargetAttributes(module, machine);
  PassBuilder builder(&machine, PipelineTuningOptions(), /*PGOOpt=*/std::nullopt, &callbacks);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  ModulePassManager passes;
  if (machine.getOptLevel() == CodeGenOptLevel::None)
    passes = builder.buildO0DefaultPipeline(OptimizationLevel::O0);
  else
    cantFail(builder.parsePassPipeline(passes, kPasses));
  passes.run(module, modules);
}

Expected<std::string> emitMachineCode(Module &module, TargetMachine &machine,
                                      const TargetOptions &options, CodeGenFileType type) {
  mlir::TimingScope timing = options.time("code generation");
  SmallString<0> code;
  raw_svector_ostream stream(code);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, /*DwoOut=*/nullptr, type))
    return createStringError("the target does not emit files of this type");
  passes.run(module);
  return code.str().str();
}

} // namespace luge
