//===- Pipelines.cpp - The stages of compilation, by name ---------------------------------===//
#include "compiler/Pipelines/Pipelines.h"

#include "compiler/Autodiff/Passes.h"
#include "compiler/Codegen/Stages.h"
#include "compiler/Codegen/VectorStage.h"
#include "compiler/Conversion/Passes.h"
#include "compiler/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace luge;

void luge::buildAutodiffStage(OpPassManager &manager) {
  manager.addPass(createNameLocationsPass());
  DecomposePassOptions decompose;
  decompose.keepDifferentiable = true;
  manager.addPass(createDecomposePass(decompose));
  manager.addPass(createDifferentiatePass());
}

void luge::buildSimplifyStage(OpPassManager &manager) {
  manager.addPass(createDecomposePass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  // What is equal now may fold with what it was compared to.
  manager.addPass(createSimplifyPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

void luge::buildLinalgStage(OpPassManager &manager) {
  manager.addPass(createConvertNnToLinalgPass());
  manager.addPass(createConvertOptimToLinalgPass());
  // Extents are those of arguments, rather than of temporaries, which fusion then removes.
  manager.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

void luge::buildPipeline(OpPassManager &manager, const PipelineOptions &options) {
  if (options.stopAfter >= Stage::Autodiff)
    buildAutodiffStage(manager);
  if (options.stopAfter >= Stage::Simplify)
    buildSimplifyStage(manager);
  if (options.stopAfter >= Stage::Linalg)
    buildLinalgStage(manager);
  if (options.stopAfter >= Stage::Vector) {
    VectorStageOptions vector;
    vector.target = options.target;
    buildVectorStage(manager, vector);
  }
  if (options.stopAfter >= Stage::Memory) {
    MemoryStageOptions memory;
    memory.threads = options.threads;
    memory.trace = options.trace;
    buildMemoryStage(manager, memory);
  }
  if (options.stopAfter >= Stage::Llvm)
    buildLlvmStage(manager);
}

void luge::registerPipelines() {
  PassPipelineRegistration<>("luge-stage-autodiff", "Build gradients", buildAutodiffStage);
  PassPipelineRegistration<>("luge-stage-simplify", "Fold and deduplicate", buildSimplifyStage);
  PassPipelineRegistration<>("luge-stage-linalg", "Lower Luge's dialects to linalg",
                             buildLinalgStage);
  PassPipelineRegistration<VectorStageOptions>(
      "luge-stage-vector", "Pack, tile, fuse and vectorize, in place", buildVectorStage);
  PassPipelineRegistration<MemoryStageOptions>(
      "luge-stage-memory", "Plan memory, distribute over threads", buildMemoryStage);
  PassPipelineRegistration<>("luge-stage-llvm", "Lower to the LLVM dialect", buildLlvmStage);
  PassPipelineRegistration<PipelineOptions>(
      "luge-pipeline", "All stages, from what the user wrote to `stop-after`", buildPipeline);
}
