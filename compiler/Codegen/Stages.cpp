//===- Stages.cpp - The stages that Codegen builds ------------------------===//
#include "compiler/Codegen/Stages.h"

#include "compiler/Codegen/Passes.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Func/Transforms/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Vector/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace luge {

void buildMemoryStage(OpPassManager &manager, const MemoryStageOptions &options) {
  if (options.threads)
    manager.addNestedPass<func::FuncOp>(createPrivatizeScalarsPass());
  manager.addPass(createPlanMemoryPass());
  DistributePassOptions distribute;
  distribute.threads = options.threads;
  manager.addPass(createDistributePass(distribute));
  manager.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  manager.addNestedPass<func::FuncOp>(createCSEPass());
  OutlineKernelsPassOptions outline;
  outline.all = options.trace;
  manager.addPass(createOutlineKernelsPass(outline));
  if (options.trace)
    manager.addPass(createTraceKernelsPass());
  // Names the arguments and constants of equal kernels alike.
  manager.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  manager.addPass(func::createDuplicateFunctionEliminationPass());
}

void buildLlvmStage(OpPassManager &manager) {
  manager.addPass(createEmitEntriesPass());
  OpPassManager &kernels = manager.nest<func::FuncOp>();
  kernels.addPass(createConvertVectorToSCFPass());
  kernels.addPass(memref::createExpandStridedMetadataPass());
  kernels.addPass(createLowerAffinePass());
  kernels.addPass(createSCFToControlFlowPass());
  // Before vectors: a call per lane takes its argument out of one.
  kernels.addPass(createConvertMathToLLVMPass());
  manager.addPass(createConvertMathToLibmPass());
  ConvertVectorToLLVMPassOptions vector;
  vector.vectorContractLowering = vector::VectorContractLowering::OuterProduct;
  vector.vectorTransposeLowering = vector::VectorTransposeLowering::Shuffle16x16;
  vector.x86Vector = true;
  OpPassManager &vectors = manager.nest<func::FuncOp>();
  vectors.addPass(createConvertVectorToLLVMPass(vector));
  vectors.addPass(createConvertIndexToLLVMPass());
  vectors.addPass(createArithToLLVMConversionPass());
  vectors.addPass(createUBToLLVMConversionPass());
  manager.addPass(createFinalizeMemRefToLLVMConversionPass());
  manager.addPass(createConvertFuncToLLVMPass());
  manager.addPass(createConvertControlFlowToLLVMPass());
  OpPassManager &code = manager.nest<LLVM::LLVMFuncOp>();
  // What memory accesses became computes addresses.
  code.addPass(createArithToLLVMConversionPass());
  code.addPass(createCanonicalizerPass());
  code.addPass(createCSEPass());
  code.addPass(createReconcileUnrealizedCastsPass());
}

} // namespace luge
