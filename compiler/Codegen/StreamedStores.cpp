//===- StreamedStores.cpp - Stores past the caches ------------------------===//
#include "compiler/Codegen/StreamedStores.h"

#include "compiler/Codegen/BufferRegion.h"
#include "compiler/Codegen/ByteCount.h"
#include "compiler/Codegen/ExtentBound.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace luge {

static bool isOnlyWritten(Value buffer, ArrayRef<Operation *> readers);

/// Whether that use reads nothing of the buffer.
static bool onlyWrites(OpOperand &use, ArrayRef<Operation *> readers) {
  Operation *user = use.getOwner();
  if (isa<memref::DimOp, memref::PrefetchOp, memref::ExtractStridedMetadataOp,
          memref::ExtractAlignedPointerAsIndexOp>(user))
    return true;
  if (auto view = dyn_cast<ViewLikeOpInterface>(user))
    return isOnlyWritten(view.getViewDest(), readers);
  if (auto store = dyn_cast<vector::StoreOp>(user))
    return use.get() == store.getBase();
  if (auto store = dyn_cast<vector::MaskedStoreOp>(user))
    return use.get() == store.getBase();
  if (auto store = dyn_cast<memref::StoreOp>(user))
    return use.get() == store.getMemRef();
  auto op = dyn_cast<linalg::LinalgOp>(user);
  return op && op.isDpsInit(&use) && op.getMatchingBlockArgument(&use).use_empty();
}

static bool isOnlyWritten(Value buffer, ArrayRef<Operation *> readers) {
  return llvm::all_of(buffer.getUses(), [&](OpOperand &use) {
    return llvm::is_contained(readers, use.getOwner()) || onlyWrites(use, readers);
  });
}

bool isLargeResult(Value buffer, ArrayRef<Operation *> readers) {
  // Less may still be in a cache when the caller reads it.
  constexpr int64_t kMinBytes = 8 << 20;
  auto argument = dyn_cast<BlockArgument>(getRoot(buffer));
  if (!argument || !isa<FunctionOpInterface>(argument.getOwner()->getParentOp()))
    return false;
  auto type = cast<MemRefType>(argument.getType());
  int64_t batch = getMaxBatch(argument.getOwner()->getParentOp()).value_or(0);
  return type.getElementType().isIntOrFloat() &&
         countBytes(type.getShape(), llvm::divideCeil(type.getElementTypeBitWidth(), 8), batch) >=
             kMinBytes &&
         isOnlyWritten(argument, readers);
}

Value emitDistanceToAligned(OpBuilder &builder, Location loc, Value buffer, ValueRange indices,
                            int64_t alignment) {
  auto constant = [&](int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value).getResult();
  };
  int64_t elementBytes = cast<MemRefType>(buffer.getType()).getElementTypeBitWidth() / 8;
  auto metadata = memref::ExtractStridedMetadataOp::create(builder, loc, buffer);
  Value place = metadata.getOffset();
  for (auto [index, stride] : llvm::zip_equal(indices, metadata.getStrides()))
    place = arith::AddIOp::create(builder, loc, place,
                                  arith::MulIOp::create(builder, loc, index, stride));
  Value address = memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, buffer);
  address = arith::AddIOp::create(
      builder, loc, address, arith::MulIOp::create(builder, loc, place, constant(elementBytes)));
  Value before = arith::SubIOp::create(builder, loc, constant(0), address);
  Value bytes = arith::AndIOp::create(builder, loc, before, constant(alignment - 1));
  return arith::DivUIOp::create(builder, loc, bytes, constant(elementBytes));
}

void emitStreamFence(OpBuilder &builder, Location loc) {
  LLVM::CallIntrinsicOp::create(builder, loc, builder.getStringAttr("llvm.x86.sse.sfence"),
                                ValueRange());
}

} // namespace luge
