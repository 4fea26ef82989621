//===- Gathering.h - Ops of a block that come together ----------*- C++ -*-===//
#ifndef LUGE_CODEGEN_GATHERING_H
#define LUGE_CODEGEN_GATHERING_H

#include "compiler/Codegen/BufferRegion.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace luge {

/// What each op of a block accesses, found once.
class BlockAccesses {
public:
  mlir::ArrayRef<Access> get(mlir::Operation *op);
  /// To be called before `op` is erased.
  void forget(mlir::Operation *op) { accesses.erase(op); }
  /// Whether two ops must stay in their order because of memory.
  bool conflict(mlir::Operation *first, mlir::Operation *second);

private:
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<Access, 4>> accesses;
};

/// Ops of a block on buffers, without results, that are to run one after the other at the place of the first.
/// The block is visited in order: each op after the first either joins or is passed over. Of these, those that
/// depend on the gathered ones stay behind; the others can go in front.
class Gathering {
public:
  Gathering(BlockAccesses &accesses, mlir::Operation *first) : accesses(accesses), members{first} {}

  /// Whether `op`, the next of the block, depends on nothing that stays behind.
  bool canJoin(mlir::Operation *op);
  void join(mlir::Operation *op) {
    members.push_back(op);
    between = inFront.size();
  }
  void passOver(mlir::Operation *op);
  mlir::ArrayRef<mlir::Operation *> getMembers() const { return members; }

  /// Moves what was passed over before the last member, and does not stay behind, in front of the first.
  void moveOthersInFront();

private:
  bool dependsOn(mlir::Operation *op, mlir::ArrayRef<mlir::Operation *> others);

  BlockAccesses &accesses;
  llvm::SmallVector<mlir::Operation *> members, behind, inFront;
  /// How many of those that can go in front come before the last member.
  size_t between = 0;
};

} // namespace luge

#endif // LUGE_CODEGEN_GATHERING_H
