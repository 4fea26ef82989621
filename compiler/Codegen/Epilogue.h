//===- Epilogue.h - What follows a contraction, tile by tile ----*- C++ -*-===//
#ifndef LUGE_CODEGEN_EPILOGUE_H
#define LUGE_CODEGEN_EPILOGUE_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace luge {

/// An elementwise generic that reads a contraction's result, and can be done on each tile of it as soon as
/// the tile is complete.
struct Epilogue {
  mlir::linalg::GenericOp op;
  /// For each loop of `op`, the contraction's loop with the same iterations.
  llvm::SmallVector<unsigned> loops;
  /// Whether others read the contraction's result, so that it must be stored as well.
  bool keepsResult;

  /// The operands of `op` that are the contraction's result.
  llvm::SmallVector<mlir::OpOperand *> getTileOperands(mlir::Value result) const;
};

/// The epilogue of a contraction on buffers, if its first reader is one and the contraction may as well be
/// done where that reader stands.
std::optional<Epilogue> findEpilogue(mlir::linalg::GenericOp contraction);

} // namespace luge

#endif // LUGE_CODEGEN_EPILOGUE_H
