//===- LoopExtents.h - Which loops have equal extents -----------*- C++ -*-===//
#ifndef LUGE_CODEGEN_LOOPEXTENTS_H
#define LUGE_CODEGEN_LOOPEXTENTS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/EquivalenceClasses.h"

namespace luge {

/// Which loops of linalg ops on buffers run equally often: those of equal static extents, and those tied to one
/// another by the dimensions of buffers, since all operands of an op agree on the extents of its loops.
class LoopExtents {
public:
  explicit LoopExtents(mlir::Block &block);
  bool areEqual(mlir::linalg::LinalgOp first, unsigned firstLoop, mlir::linalg::LinalgOp second,
                unsigned secondLoop);

private:
  /// A value and a dimension of it; a null value and an extent; or an extent as a value.
  using Key = std::pair<void *, int64_t>;
  static Key getKey(mlir::Value buffer, int64_t dimension);
  static llvm::SmallVector<Key> getKeys(mlir::linalg::LinalgOp op, unsigned loop);

  llvm::EquivalenceClasses<Key> classes;
};

} // namespace luge

#endif // LUGE_CODEGEN_LOOPEXTENTS_H
