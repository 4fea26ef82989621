//===- Stages.cpp - The stages that Codegen builds ------------------------===//
#include "compiler/Codegen/Stages.h"

#include "compiler/Codegen/Passes.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Vector/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace luge {

void buildMemoryStage(OpPassManager &manager, const MemoryStageOptions &options) {
  manager.addPass(createPlanMemoryPass());
  DistributePassOptions distribute;
  distribute.threads = options.threads;
  manager.addPass(createDistributePass(distribute));
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

void buildLlvmStage(OpPassManager &manager) {
  manager.addPass(createEmitEntriesPass());
  manager.addNestedPass<func::FuncOp>(createConvertVectorToSCFPass());
  manager.addPass(memref::createExpandStridedMetadataPass());
  manager.addPass(createLowerAffinePass());
  manager.addPass(createSCFToControlFlowPass());
  // Before vectors: a call per lane takes its argument out of one.
  manager.addNestedPass<func::FuncOp>(createConvertMathToLLVMPass());
  manager.addPass(createConvertMathToLibmPass());
  ConvertVectorToLLVMPassOptions vector;
  vector.vectorContractLowering = vector::VectorContractLowering::OuterProduct;
  vector.vectorTransposeLowering = vector::VectorTransposeLowering::Shuffle16x16;
  vector.x86Vector = true;
  manager.addPass(createConvertVectorToLLVMPass(vector));
  manager.addPass(createConvertIndexToLLVMPass());
  manager.addPass(createFinalizeMemRefToLLVMConversionPass());
  manager.addPass(createConvertFuncToLLVMPass());
  manager.addPass(createArithToLLVMConversionPass());
  manager.addPass(createConvertControlFlowToLLVMPass());
  manager.addPass(createUBToLLVMConversionPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(createReconcileUnrealizedCastsPass());
}

} // namespace luge
