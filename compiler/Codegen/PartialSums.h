//===- PartialSums.h - A reduction as several, and one of those -*- C++ -*-===//
#ifndef LUGE_CODEGEN_PARTIALSUMS_H
#define LUGE_CODEGEN_PARTIALSUMS_H

#include "compiler/Codegen/Combiner.h"

namespace luge {

/// Room for so many partial results of a reduction, in the place of the one that its outputs have.
class PartialSums {
public:
  /// Of `outputs` of `op`, which are indexed by parallel loops alone and combined by `getCombiners`.
  PartialSums(mlir::OpBuilder &builder, mlir::linalg::GenericOp op,
              mlir::ArrayRef<unsigned> outputs, int64_t partials);

  /// The outputs in whose place the partial results are.
  mlir::ArrayRef<mlir::Value> getWholes() const { return wholes; }
  mlir::ArrayRef<Combiner> getCombiners() const { return combiners; }
  /// What a partial result has instead of each of the outputs.
  llvm::SmallVector<mlir::Value> emitSlices(mlir::OpBuilder &builder, mlir::Value number) const;
  /// Combines all partial results, in their order, with what the outputs hold.
  mlir::linalg::GenericOp emitCombination(mlir::OpBuilder &builder) const;

private:
  mlir::Location loc;
  int64_t rank;
  llvm::SmallVector<Combiner> combiners;
  llvm::SmallVector<mlir::Value> wholes, buffers;
  /// Of a loop over the partial results and the op's parallel ones.
  llvm::SmallVector<mlir::AffineMap> wholeMaps, bufferMaps;
};

} // namespace luge

#endif // LUGE_CODEGEN_PARTIALSUMS_H
