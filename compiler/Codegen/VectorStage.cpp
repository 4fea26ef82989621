//===- VectorStage.cpp - From tensors to vectors on buffers ---------------===//
#include "compiler/Codegen/VectorStage.h"

#include "compiler/Codegen/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace luge {

static void addTensorPasses(OpPassManager &manager) {
  manager.addNestedPass<func::FuncOp>(createFuseElementwisePass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addNestedPass<func::FuncOp>(createSeparateDestinationsPass());
}

static void addBufferizationPasses(OpPassManager &manager) {
  manager.addPass(createBindArgumentsPass());
  manager.addPass(bufferization::createEmptyTensorEliminationPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = false;
  bufferize.functionBoundaryTypeConversion = bufferization::LayoutMapOption::IdentityLayoutMap;
  manager.addPass(bufferization::createOneShotBufferizePass(bufferize));
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

void buildVectorStage(OpPassManager &manager, const VectorStageOptions &options) {
  addTensorPasses(manager);
  addBufferizationPasses(manager);
  manager.addNestedPass<func::FuncOp>(createPrepareBuffersPass());
  MergeGenericsPassOptions chains;
  chains.elementwise = true;
  manager.addNestedPass<func::FuncOp>(createMergeGenericsPass(chains));
  FuseRowsPassOptions layers;
  layers.target = options.target;
  layers.products = true;
  manager.addNestedPass<func::FuncOp>(createFuseRowsPass(layers));
  LowerContractionsPassOptions contractions;
  contractions.target = options.target;
  manager.addNestedPass<func::FuncOp>(createLowerContractionsPass(contractions));
  manager.addNestedPass<func::FuncOp>(createMergeGenericsPass());
  FuseRowsPassOptions rows;
  rows.target = options.target;
  manager.addNestedPass<func::FuncOp>(createFuseRowsPass(rows));
  MergeGenericsPassOptions sums;
  sums.intoSums = true;
  manager.addNestedPass<func::FuncOp>(createMergeGenericsPass(sums));
  manager.addNestedPass<func::FuncOp>(createCollapseLoopsPass());
  LowerGenericsPassOptions generics;
  generics.target = options.target;
  manager.addNestedPass<func::FuncOp>(createLowerGenericsPass(generics));
  manager.addPass(createExpandMathPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  LimitVectorsPassOptions limit;
  limit.target = options.target;
  manager.addNestedPass<func::FuncOp>(createLimitVectorsPass(limit));
}

} // namespace luge
