//===- Epilogue.cpp - What follows a contraction, tile by tile ------------===//
#include "compiler/Codegen/Epilogue.h"

#include "compiler/Codegen/BodyEmitter.h"
#include "compiler/Codegen/BufferRegion.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace luge {

/// Whether `op` may write one of these buffers; arguments and allocations are distinct.
static bool mayWrite(Operation *op, ArrayRef<Value> roots) {
  std::optional<SmallVector<MemoryEffects::EffectInstance>> effects = getEffectsRecursively(op);
  if (!effects)
    return true;
  return llvm::any_of(*effects, [&](const MemoryEffects::EffectInstance &effect) {
    return isa<MemoryEffects::Write>(effect.getEffect()) &&
           (!effect.getValue() || llvm::is_contained(roots, getRoot(effect.getValue())));
  });
}

SmallVector<OpOperand *> Epilogue::getTileOperands(Value result) const {
  SmallVector<OpOperand *> operands;
  for (OpOperand *input : linalg::GenericOp(op).getDpsInputOperands())
    if (input->get() == result)
      operands.push_back(input);
  return operands;
}

/// The first op after the contraction that uses its result; null if a view of it exists.
static Operation *findFirstReader(linalg::GenericOp contraction, Value result, bool &isOnly) {
  Operation *first = nullptr;
  isOnly = true;
  for (Operation *user : result.getUsers()) {
    if (isa<ViewLikeOpInterface>(user))
      return nullptr;
    Operation *op = contraction->getBlock()->findAncestorOpInBlock(*user);
    if (!op || op == contraction || op->isBeforeInBlock(contraction) || isa<memref::DimOp>(op))
      continue;
    isOnly &= !first || first == op;
    if (!first || op->isBeforeInBlock(first))
      first = op;
  }
  return first;
}

std::optional<Epilogue> findEpilogue(linalg::GenericOp contraction) {
  OpOperand *output = contraction.getDpsInitOperand(0);
  Value result = output->get();
  if (!isa_and_present<memref::AllocOp, memref::AllocaOp>(getRoot(result).getDefiningOp()) ||
      !isOnlyName(result, *contraction->getBlock()))
    return std::nullopt;
  bool isOnly;
  auto reader = dyn_cast_or_null<linalg::GenericOp>(findFirstReader(contraction, result, isOnly));
  if (!reader || reader->getBlock() != contraction->getBlock() ||
      !reader.hasPureBufferSemantics() || reader.getNumParallelLoops() != reader.getNumLoops() ||
      !BodyEmitter::canVectorize(reader))
    return std::nullopt;

  Epilogue epilogue{reader, SmallVector<unsigned>(reader.getNumLoops()),
                    !isOnly || !isTemporary(result)};
  SmallVector<OpOperand *> tiles = epilogue.getTileOperands(result);
  if (tiles.empty() || llvm::is_contained(reader.getDpsInits(), result))
    return std::nullopt;
  AffineMap map = reader.getMatchingIndexingMap(tiles.front());
  if (!map.isPermutation() || !llvm::all_of(tiles, [&](OpOperand *tile) {
        return reader.getMatchingIndexingMap(tile) == map;
      }))
    return std::nullopt;
  AffineMap contractionMap = contraction.getMatchingIndexingMap(output);
  for (unsigned position = 0, e = map.getNumResults(); position < e; ++position)
    epilogue.loops[map.getDimPosition(position)] = contractionMap.getDimPosition(position);

  // The contraction moves down to its reader: nothing in between, nor the reader itself, may write what it
  // reads; and the reader may write only element by element what it reads.
  SmallVector<Value> inputs = llvm::map_to_vector(contraction.getDpsInputs(), getRoot);
  for (Operation *op = contraction->getNextNode(); op != reader->getNextNode();
       op = op->getNextNode())
    if (mayWrite(op, inputs))
      return std::nullopt;
  for (OpOperand &init : reader.getDpsInitsMutable()) {
    AffineMap initMap = reader.getMatchingIndexingMap(&init);
    if (!initMap.isPermutation())
      return std::nullopt;
    for (OpOperand &other : reader->getOpOperands())
      if (&other != &init && isa<MemRefType>(other.get().getType()) &&
          getRoot(other.get()) == getRoot(init.get()) &&
          (other.get() != init.get() || reader.getMatchingIndexingMap(&other) != initMap))
        return std::nullopt;
  }
  return epilogue;
}

} // namespace luge
