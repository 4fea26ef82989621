//===- Gathering.cpp - Ops of a block that come together ------------------===//
#include "compiler/Codegen/Gathering.h"

using namespace mlir;

namespace luge {

ArrayRef<Access> BlockAccesses::get(Operation *op) {
  auto [entry, isNew] = accesses.try_emplace(op);
  if (isNew) {
    SmallVector<Access> found;
    // An op of unknown effects may touch anything.
    if (failed(collectAccesses(op, found)))
      found = {Access{BufferRegion(), /*write=*/true}};
    entry->second.assign(found.begin(), found.end());
  }
  return entry->second;
}

bool BlockAccesses::conflict(Operation *first, Operation *second) {
  // Finding the one may move the other.
  SmallVector<Access> ofFirst(get(first));
  return llvm::any_of(get(second), [&](const Access &b) {
    return llvm::any_of(ofFirst, [&](const Access &a) {
      return (a.write || b.write) && a.region.overlaps(b.region);
    });
  });
}

bool Gathering::dependsOn(Operation *op, ArrayRef<Operation *> others) {
  auto usesResult = [&](Operation *other) {
    return llvm::any_of(other->getUsers(), [&](Operation *user) { return op->isAncestor(user); });
  };
  return llvm::any_of(
      others, [&](Operation *other) { return usesResult(other) || accesses.conflict(other, op); });
}

bool Gathering::canJoin(Operation *op) { return !dependsOn(op, behind); }

void Gathering::passOver(Operation *op) {
  if (op->hasTrait<OpTrait::IsTerminator>())
    return;
  (dependsOn(op, members) || dependsOn(op, behind) ? behind : inFront).push_back(op);
}

void Gathering::moveOthersInFront() {
  for (Operation *op : ArrayRef(inFront).take_front(between))
    op->moveBefore(members.front());
}

} // namespace luge
