//===- BufferRegion.cpp - Which bytes an op may touch ---------------------===//
#include "compiler/Codegen/BufferRegion.h"

#include "compiler/Codegen/ExtentBound.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace luge {

bool BufferRegion::isPrivate() const { return root && root.getDefiningOp<memref::AllocaOp>(); }

BufferRegion getBufferRegion(Value memref) {
  BufferRegion region{memref};
  while (auto view = region.root.getDefiningOp<ViewLikeOpInterface>()) {
    APInt shift;
    if (auto bytes = dyn_cast<memref::ViewOp>(*view);
        bytes && matchPattern(bytes.getByteShift(), m_ConstantInt(&shift))) {
      FailureOr<int64_t> size =
          computeLargestSize(bytes.getType(), bytes.getSizes(), getMaxBatch(view));
      region.begin = shift.getSExtValue();
      if (succeeded(size))
        region.end = region.begin + *size;
    }
    region.root = view.getViewSource();
  }
  // A memref that a loop or a branch passes on may be any of several.
  Operation *source = region.root.getDefiningOp();
  if (source ? !isa<memref::AllocOp, memref::AllocaOp, memref::GetGlobalOp>(source)
             : !isa<FunctionOpInterface>(region.root.getParentBlock()->getParentOp()))
    region.root = nullptr;
  return region;
}

Value getRoot(Value buffer) {
  while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>())
    buffer = view.getViewSource();
  return buffer;
}

/// Whether no op for which `counts` holds reaches the bytes of `buffer` under another name.
static bool isReachedAlone(Value buffer, function_ref<bool(Operation *)> counts) {
  if (llvm::any_of(buffer.getUsers(), llvm::IsaPred<ViewLikeOpInterface>))
    return false;
  while (auto view = buffer.getDefiningOp<ViewLikeOpInterface>()) {
    buffer = view.getViewSource();
    if (llvm::any_of(buffer.getUsers(), [&](Operation *user) {
          return user != view && !isa<memref::DimOp>(user) && counts(user);
        }))
      return false;
  }
  return true;
}

bool isOnlyName(Value buffer, Block &block) {
  return isReachedAlone(buffer,
                        [&](Operation *user) { return block.findAncestorOpInBlock(*user); }) &&
         getBufferRegion(buffer).root != nullptr;
}

bool isTemporary(Value buffer) {
  return isReachedAlone(buffer, [](Operation *) { return true; }) &&
         isa_and_present<memref::AllocOp, memref::AllocaOp>(getRoot(buffer).getDefiningOp());
}

/// Buffers that were read and written already: another access adds nothing.
using SeenAccesses = std::array<llvm::DenseSet<Value>, 2>;

static LogicalResult collectOwnAccesses(Operation *op, SmallVectorImpl<Access> &accesses,
                                        SeenAccesses &seen) {
  // It changes no byte, whatever its effects say.
  if (isa<memref::PrefetchOp>(op))
    return success();
  if (auto interface = dyn_cast<MemoryEffectOpInterface>(op)) {
    SmallVector<MemoryEffects::EffectInstance> effects;
    interface.getEffects(effects);
    for (const MemoryEffects::EffectInstance &effect : effects) {
      if (!isa<MemoryEffects::Read, MemoryEffects::Write>(effect.getEffect()))
        continue;
      Value value = effect.getValue();
      bool write = isa<MemoryEffects::Write>(effect.getEffect());
      if (seen[write].insert(value).second)
        accesses.push_back({value ? getBufferRegion(value) : BufferRegion(), write});
    }
    return success();
  }
  if (isa<CallOpInterface>(op)) {
    for (Value operand : op->getOperands())
      if (isa<MemRefType>(operand.getType()))
        accesses.push_back({getBufferRegion(operand), /*write=*/true});
    return success();
  }
  if (op->hasTrait<OpTrait::HasRecursiveMemoryEffects>())
    return success();
  return op->emitOpError("expected an op with known memory effects");
}

LogicalResult collectAccesses(Operation *op, SmallVectorImpl<Access> &accesses) {
  SeenAccesses seen;
  WalkResult result = op->walk(
      [&](Operation *nested) { return WalkResult(collectOwnAccesses(nested, accesses, seen)); });
  return success(!result.wasInterrupted());
}

} // namespace luge
