//===- Combiner.h - How a reduction combines two values ---------*- C++ -*-===//
#ifndef LUGE_CODEGEN_COMBINER_H
#define LUGE_CODEGEN_COMBINER_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace luge {

/// The associative op, or the pair of a comparison and a selection, by which one output of a `linalg.generic` takes in the
/// values of its reduction loops.
struct Combiner {
  mlir::Operation *op;
  mlir::TypedAttr neutral;

  /// Combines scalars or vectors.
  mlir::Value combine(mlir::OpBuilder &builder, mlir::Value lhs, mlir::Value rhs) const;
  /// Combines the lanes of a vector in a fixed tree: halves, then their halves.
  mlir::Value combineLanes(mlir::OpBuilder &builder, mlir::Value vector) const;
};

/// The combiner of that output; none if the body does more with the output than to combine.
std::optional<Combiner> getCombiner(mlir::linalg::GenericOp op, unsigned output);

/// The numbers of all outputs.
llvm::SmallVector<unsigned> getAllOutputs(mlir::linalg::GenericOp op);

/// The combiners of these outputs, or none.
std::optional<llvm::SmallVector<Combiner>> getCombiners(mlir::linalg::GenericOp op,
                                                        llvm::ArrayRef<unsigned> outputs);

/// The outputs with one element for all iterations of the reduction loops; none if another output has not one
/// for each of these iterations. Without reduction loops there are none of the first kind.
std::optional<llvm::SmallVector<unsigned>> findReducedOutputs(mlir::linalg::GenericOp op);

/// If nothing touches the output between its last write, a `linalg.fill`, and `op`: erases the fill and
/// returns its scalar.
mlir::Value takeInitialFill(mlir::linalg::GenericOp op, mlir::OpOperand &output);

} // namespace luge

#endif // LUGE_CODEGEN_COMBINER_H
