//===- LoopExtents.cpp - Which loops have equal extents -------------------===//
#include "compiler/Codegen/LoopExtents.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace luge {

LoopExtents::Key LoopExtents::getKey(Value buffer, int64_t dimension) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(dimension))
    return {nullptr, type.getDimSize(dimension)};
  if (auto part = buffer.getDefiningOp<memref::SubViewOp>(); part && part.getDroppedDims().none())
    if (auto size = dyn_cast<Value>(part.getMixedSizes()[dimension]))
      return {size.getAsOpaquePointer(), -1};
  auto alloc = buffer.getDefiningOp<memref::AllocOp>();
  if (!alloc)
    return {buffer.getAsOpaquePointer(), dimension};
  Value size = alloc.getDynamicSizes()[type.getDynamicDimIndex(dimension)];
  auto dim = size.getDefiningOp<memref::DimOp>();
  if (dim && dim.getConstantIndex() && isa<MemRefType>(dim.getSource().getType()))
    return getKey(dim.getSource(), *dim.getConstantIndex());
  return {size.getAsOpaquePointer(), -1};
}

SmallVector<LoopExtents::Key> LoopExtents::getKeys(linalg::LinalgOp op, unsigned loop) {
  SmallVector<Key> keys;
  for (OpOperand &operand : op->getOpOperands())
    if (isa<MemRefType>(operand.get().getType()))
      for (auto [dimension, expr] :
           llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
        if (expr == getAffineDimExpr(loop, op.getContext()))
          keys.push_back(getKey(operand.get(), dimension));
  return keys;
}

LoopExtents::LoopExtents(Block &block) {
  for (auto op : block.getOps<linalg::LinalgOp>())
    for (unsigned loop = 0, e = op.getNumLoops(); loop < e; ++loop) {
      SmallVector<Key> keys = getKeys(op, loop);
      for (const Key &key : keys)
        classes.unionSets(keys.front(), key);
    }
}

bool LoopExtents::areEqual(linalg::LinalgOp first, unsigned firstLoop, linalg::LinalgOp second,
                           unsigned secondLoop) {
  SmallVector<Key> firstKeys = getKeys(first, firstLoop), secondKeys = getKeys(second, secondLoop);
  return !firstKeys.empty() && !secondKeys.empty() &&
         classes.isEquivalent(firstKeys.front(), secondKeys.front());
}

} // namespace luge
