//===- RowGroup.h - Generics that go through the same rows ------*- C++ -*-===//
#ifndef LUGE_CODEGEN_ROWGROUP_H
#define LUGE_CODEGEN_ROWGROUP_H

#include "compiler/Codegen/LoopExtents.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/MapVector.h"

namespace luge {

/// Generics on buffers with a loop in common, the rows', such that no row of any of them depends on another row of
/// any of them. The loop is parallel; or it is one that an op sums over, and no other member uses the sums.
class RowGroup {
public:
  struct Member {
    mlir::linalg::GenericOp op;
    unsigned rowLoop;

    /// Whether the op sums over the rows.
    bool isSum() {
      return op.getIteratorTypesArray()[rowLoop] == mlir::utils::IteratorType::reduction;
    }
  };

  /// A group of one, if `rowLoop` can be its rows'.
  static std::optional<RowGroup> start(mlir::linalg::GenericOp op, unsigned rowLoop);

  /// The loop of `op` that is the rows', if `op` can be the last member.
  std::optional<unsigned> findRowLoop(mlir::linalg::GenericOp op, LoopExtents &extents) const;
  void add(mlir::linalg::GenericOp op, unsigned rowLoop);

  mlir::ArrayRef<Member> getMembers() const { return members; }
  /// Each buffer of the members, with its dimension that is the rows'; negative if it has none.
  const llvm::MapVector<mlir::Value, int64_t> &getBuffers() const { return buffers; }

private:
  bool hasConflict(mlir::linalg::GenericOp op) const;

  llvm::SmallVector<Member> members;
  llvm::MapVector<mlir::Value, int64_t> buffers;
};

} // namespace luge

#endif // LUGE_CODEGEN_ROWGROUP_H
