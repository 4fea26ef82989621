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

void luge::buildAutodiffPipeline(OpPassManager &manager, const PipelineOptions &) {
  DecomposePassOptions decompose;
  decompose.keepDifferentiable = true;
  manager.addPass(createDecomposePass(decompose));
  manager.addPass(createDifferentiatePass());
}

void luge::buildSimplifyPipeline(OpPassManager &manager, const PipelineOptions &) {
  manager.addPass(createDecomposePass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  // What is equal now may fold with what it was compared to.
  manager.addPass(createSimplifyPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

void luge::buildLinalgPipeline(OpPassManager &manager, const PipelineOptions &) {
  manager.addPass(createConvertNnToLinalgPass());
  manager.addPass(createConvertOptimToLinalgPass());
  // Extents are those of arguments, rather than of temporaries, which fusion then removes.
  manager.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
}

void luge::buildVectorPipeline(OpPassManager &manager, const PipelineOptions &options) {
  VectorStageOptions vector;
  vector.target = options.vectors;
  buildVectorStage(manager, vector);
}

void luge::buildMemoryPipeline(OpPassManager &manager, const PipelineOptions &options) {
  MemoryStageOptions memory;
  memory.threads = options.threads;
  buildMemoryStage(manager, memory);
}

void luge::buildLlvmPipeline(OpPassManager &manager, const PipelineOptions &) {
  buildLlvmStage(manager);
}

namespace {
struct StageDescription {
  Stage stage;
  StringRef name, summary;
  void (*build)(OpPassManager &, const PipelineOptions &);
};
} // namespace

static const StageDescription stages[] = {
    {Stage::Autodiff, "luge-stage-autodiff", "Build gradients", buildAutodiffPipeline},
    {Stage::Simplify, "luge-stage-simplify", "Fold and deduplicate", buildSimplifyPipeline},
    {Stage::Linalg, "luge-stage-linalg", "Lower Luge's dialects to linalg", buildLinalgPipeline},
    {Stage::Vector, "luge-stage-vector", "Pack, tile, fuse and vectorize, in place",
     buildVectorPipeline},
    {Stage::Memory, "luge-stage-memory", "Plan memory, distribute over threads",
     buildMemoryPipeline},
    {Stage::Llvm, "luge-stage-llvm", "Lower to the LLVM dialect", buildLlvmPipeline},
};

void luge::buildPipeline(OpPassManager &manager, const PipelineOptions &options) {
  for (const StageDescription &description : stages)
    if (description.stage <= options.stopAfter)
      description.build(manager, options);
}

void luge::registerPipelines() {
  for (const StageDescription &description : stages)
    PassPipelineRegistration<PipelineOptions>(description.name, description.summary,
                                              description.build);
  PassPipelineRegistration<PipelineOptions>(
      "luge-pipeline", "All stages, from what the user wrote to `stop-after`", buildPipeline);
}
