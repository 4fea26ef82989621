//===- PackPanels.h - Copies an operand in the order it is read -*- C++ -*-===//
#ifndef LUGE_CODEGEN_PACKPANELS_H
#define LUGE_CODEGEN_PACKPANELS_H

#include "compiler/Codegen/LoopNest.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace luge {

/// An operand of a contraction as panels of `width` iterations of the loop `across`. The buffer's dimensions
/// are `outer`, the panel, k, and the place in the panel.
struct PackedOperand {
  mlir::Value buffer;
  llvm::SmallVector<unsigned> outer;
  unsigned across, along;
  int64_t width;
  /// The first iteration of `along` that the buffer holds now; null if it holds all.
  mlir::Value firstAlong;

  /// One of the panel's elements at that point, and all of them; its loop `across` is at the first.
  mlir::Value loadElement(mlir::OpBuilder &builder, mlir::Location loc,
                          mlir::ArrayRef<mlir::Value> point, int64_t place) const;
  mlir::Value load(mlir::OpBuilder &builder, mlir::Location loc,
                   mlir::ArrayRef<mlir::Value> point) const;
};

/// Allocates and fills the panels of `operand` before `op`, in parallel unless `op` is in a parallel loop. What a last,
/// incomplete panel has in its missing places is unspecified.
PackedOperand packPanels(mlir::OpBuilder &builder, mlir::linalg::GenericOp op,
                         mlir::OpOperand &operand, unsigned across, unsigned along, int64_t width,
                         int64_t lanes);

/// Allocates panels for `length` iterations of `along` at a time.
PackedOperand allocatePanels(mlir::OpBuilder &builder, mlir::linalg::GenericOp op,
                             mlir::OpOperand &operand, unsigned across, unsigned along,
                             int64_t width, mlir::OpFoldResult length, int64_t lanes);

/// Fills the panels of one block, `ranges`, here; `packed` holds this range of `along` from now on.
void packBlock(mlir::OpBuilder &builder, mlir::linalg::GenericOp op, mlir::OpOperand &operand,
               PackedOperand &packed, int64_t lanes, llvm::ArrayRef<LoopRange> ranges);

} // namespace luge

#endif // LUGE_CODEGEN_PACKPANELS_H
