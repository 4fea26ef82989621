//===- Stages.h - The stages that Codegen builds ----------------*- C++ -*-===//
#ifndef LUGE_CODEGEN_STAGES_H
#define LUGE_CODEGEN_STAGES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace luge {

struct MemoryStageOptions : public mlir::PassPipelineOptions<MemoryStageOptions> {
  Option<bool> threads{*this, "threads", llvm::cl::desc("Distribute over a team of threads"),
                       llvm::cl::init(true)};
  Option<bool> trace{*this, "trace", llvm::cl::desc("Record when kernels run"),
                     llvm::cl::init(false)};
};

/// From functions on buffers to the program of one thread, with every temporary in one arena.
void buildMemoryStage(mlir::OpPassManager &manager, const MemoryStageOptions &options);

/// From the `memory` stage to the LLVM dialect, with an entry for each public function.
void buildLlvmStage(mlir::OpPassManager &manager);

} // namespace luge

#endif // LUGE_CODEGEN_STAGES_H
