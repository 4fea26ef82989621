//===- Pipelines.h - The stages of compilation, by name -----------------------------------===//
#ifndef LUGE_PIPELINES_PIPELINES_H
#define LUGE_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace luge {

/// What a program is after each stage; `test/Pipelines` has one file for each.
enum class Stage {
  Trace,    ///< what the user wrote: `nn`, `autodiff.gradient`, `optim`
  Autodiff, ///< no `autodiff` op is left
  Simplify, ///< folded, without composite, equal or dead ops
  Linalg,   ///< upstream dialects on tensors, nothing of Luge's
  Vector,   ///< vectorized loops on buffers
  Memory,   ///< the program of one thread, every temporary in one arena
  Llvm      ///< the LLVM dialect
};

struct PipelineOptions : mlir::PassPipelineOptions<PipelineOptions> {
  Option<Stage> stopAfter{
      *this, "stop-after", llvm::cl::desc("The last stage"), llvm::cl::init(Stage::Llvm),
      llvm::cl::values(clEnumValN(Stage::Trace, "trace", "What the user wrote"),
                       clEnumValN(Stage::Autodiff, "autodiff", "Gradients are ordinary ops"),
                       clEnumValN(Stage::Simplify, "simplify", "Folded and deduplicated"),
                       clEnumValN(Stage::Linalg, "linalg", "Upstream dialects on tensors"),
                       clEnumValN(Stage::Vector, "vector", "Vectorized loops on buffers"),
                       clEnumValN(Stage::Memory, "memory", "One thread's program, one arena"),
                       clEnumValN(Stage::Llvm, "llvm", "The LLVM dialect"))};
  Option<bool> threads{*this, "threads", llvm::cl::desc("Distribute over a team of threads"),
                       llvm::cl::init(true)};
  Option<bool> trace{*this, "trace", llvm::cl::desc("Record when kernels run"),
                     llvm::cl::init(false)};
  Option<std::string> target{*this, "target",
                             llvm::cl::desc("Vector registers to use: avx512, avx2, generic"),
                             llvm::cl::init("avx512")};
};

/// Each brings a program from the stage before to its own. Those of the later stages are Codegen's.
void buildAutodiffStage(mlir::OpPassManager &manager);
void buildSimplifyStage(mlir::OpPassManager &manager);
void buildLinalgStage(mlir::OpPassManager &manager);

/// All stages up to and including `options.stopAfter`. A program that is further already passes
/// unchanged through the stages it has behind it.
void buildPipeline(mlir::OpPassManager &manager, const PipelineOptions &options);

/// Registers each stage as `luge-stage-<name>`, and all of them as `luge-pipeline`.
void registerPipelines();

} // namespace luge

#endif // LUGE_PIPELINES_PIPELINES_H
