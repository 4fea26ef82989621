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

static OptimizationLevel getLevel(const TargetMachine &machine) {
  switch (machine.getOptLevel()) {
  case CodeGenOptLevel::None:
    return OptimizationLevel::O0;
  case CodeGenOptLevel::Less:
    return OptimizationLevel::O1;
  case CodeGenOptLevel::Default:
    return OptimizationLevel::O2;
  case CodeGenOptLevel::Aggressive:
    return OptimizationLevel::O3;
  }
  llvm_unreachable("an optimization level");
}

void optimize(Module &module, TargetMachine &machine) {
  setTargetAttributes(module, machine);
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = false;
  tuning.SLPVectorization = false;
  tuning.LoopInterleaving = false;
  PassBuilder builder(&machine, tuning);
  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager components;
  ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  OptimizationLevel level = getLevel(machine);
  ModulePassManager passes = level == OptimizationLevel::O0
                                 ? builder.buildO0DefaultPipeline(level)
                                 : builder.buildPerModuleDefaultPipeline(level);
  passes.run(module, modules);
}

Expected<std::string> emitMachineCode(Module &module, TargetMachine &machine,
                                      CodeGenFileType type) {
  SmallString<0> code;
  raw_svector_ostream stream(code);
  legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, /*DwoOut=*/nullptr, type))
    return createStringError("the target does not emit files of this type");
  passes.run(module);
  return code.str().str();
}

} // namespace luge
