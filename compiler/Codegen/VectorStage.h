//===- VectorStage.h - From tensors to vectors on buffers -------*- C++ -*-===//
#ifndef LUGE_CODEGEN_VECTORSTAGE_H
#define LUGE_CODEGEN_VECTORSTAGE_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace luge {

struct VectorStageOptions : public mlir::PassPipelineOptions<VectorStageOptions> {
  Option<std::string> target{*this, "target", llvm::cl::desc("A name of TargetTable.cpp"),
                             llvm::cl::init("avx512")};
};

/// From functions on tensors that hold linalg to functions on buffers that hold vector and scf: state is
/// updated in place, `memref.alloc` and `scf.forall` stand at the top level of a function.
void buildVectorStage(mlir::OpPassManager &manager, const VectorStageOptions &options);

} // namespace luge

#endif // LUGE_CODEGEN_VECTORSTAGE_H
