//===- RowGroup.cpp - Generics that go through the same rows --------------===//
#include "compiler/Codegen/RowGroup.h"

#include "compiler/Codegen/BufferRegion.h"
#include "compiler/Codegen/Combiner.h"

using namespace mlir;

namespace luge {

/// In the place of a buffer's dimension: that it holds sums over rows, which are not known before the last row.
static constexpr int64_t kSums = -2;

/// Whether `op` does nothing but to combine what it makes of the iterations of `loop`, along no other loop.
static bool isSumOver(linalg::GenericOp op, unsigned loop) {
  return op.getNumReductionLoops() == 1 && op.getNumLoops() > 1 &&
         getCombiners(op, getAllOutputs(op));
}

/// The dimension of the operand that `loop` walks, or -1 if it stays in one place; none if it does anything else.
static std::optional<int64_t> findDimension(linalg::GenericOp op, OpOperand &operand,
                                            unsigned loop) {
  int64_t found = -1;
  for (auto [position, expr] : llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
    if (!expr.isFunctionOfDim(loop))
      continue;
    if (!isa<AffineDimExpr>(expr) || found != -1)
      return std::nullopt;
    found = position;
  }
  return found;
}

/// The rows' dimension of each buffer of `op`, if `loop` can be the rows'.
static std::optional<llvm::MapVector<Value, int64_t>> findDimensions(linalg::GenericOp op,
                                                                     unsigned loop) {
  bool isSum = op.getIteratorTypesArray()[loop] != utils::IteratorType::parallel;
  if (isSum && !isSumOver(op, loop))
    return std::nullopt;
  llvm::MapVector<Value, int64_t> dimensions;
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    std::optional<int64_t> dimension = findDimension(op, operand, loop);
    bool isOutput = op.isDpsInit(&operand);
    if (!dimension || (isOutput && (*dimension == -1) != isSum))
      return std::nullopt;
    // What lies side by side in memory is no row.
    if (isSum && *dimension == cast<MemRefType>(operand.get().getType()).getRank() - 1)
      return std::nullopt;
    if (isOutput && isSum)
      dimension = kSums;
    auto [entry, isNew] = dimensions.insert({operand.get(), *dimension});
    if (!isNew && entry->second != *dimension)
      return std::nullopt;
  }
  return dimensions;
}

std::optional<RowGroup> RowGroup::start(linalg::GenericOp op, unsigned rowLoop) {
  if (!findDimensions(op, rowLoop))
    return std::nullopt;
  RowGroup group;
  group.add(op, rowLoop);
  return group;
}

/// Whether `op` and a member share bytes under different names, which one of them writes.
bool RowGroup::hasConflict(linalg::GenericOp op) const {
  auto conflict = [](OpOperand &first, OpOperand &second) {
    auto isWritten = [](OpOperand &operand) {
      return cast<linalg::GenericOp>(operand.getOwner()).isDpsInit(&operand);
    };
    return first.get() != second.get() && isa<MemRefType>(first.get().getType()) &&
           isa<MemRefType>(second.get().getType()) && (isWritten(first) || isWritten(second)) &&
           getBufferRegion(first.get()).overlaps(getBufferRegion(second.get()));
  };
  return llvm::any_of(members, [&](Member member) {
    return llvm::any_of(member.op->getOpOperands(), [&](OpOperand &first) {
      return llvm::any_of(op->getOpOperands(),
                          [&](OpOperand &second) { return conflict(first, second); });
    });
  });
}

std::optional<unsigned> RowGroup::findRowLoop(linalg::GenericOp op, LoopExtents &extents) const {
  for (unsigned loop = 0, e = op.getNumLoops(); loop < e; ++loop) {
    auto dimensions = findDimensions(op, loop);
    if (!dimensions || !extents.areEqual(members.front().op, members.front().rowLoop, op, loop))
      continue;
    bool shares = false, agrees = true;
    for (auto [buffer, dimension] : *dimensions)
      if (auto known = buffers.find(buffer); known != buffers.end()) {
        agrees &= known->second == dimension && dimension != kSums;
        shares |= dimension >= 0;
      }
    if (shares && agrees && !hasConflict(op))
      return loop;
  }
  return std::nullopt;
}

void RowGroup::add(linalg::GenericOp op, unsigned rowLoop) {
  members.push_back({op, rowLoop});
  auto dimensions = findDimensions(op, rowLoop);
  for (auto [buffer, dimension] : *dimensions)
    buffers.insert({buffer, dimension});
}

} // namespace luge
