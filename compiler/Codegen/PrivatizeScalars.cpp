//===- PrivatizeScalars.cpp - Small results that each thread computes -----===//
#include "compiler/Codegen/BufferRegion.h"
#include "compiler/Codegen/ByteCount.h"
#include "compiler/Codegen/ExtentBound.h"
#include "compiler/Codegen/Passes.h"
#include "compiler/Codegen/WorkEstimate.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace luge {
#define GEN_PASS_DEF_PRIVATIZESCALARSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace luge {
namespace {

struct PrivatizeScalarsPass final : public impl::PrivatizeScalarsPassBase<PrivatizeScalarsPass> {
  using Base::Base;
  void getDependentDialects(DialectRegistry &registry) const override {
    Base::getDependentDialects(registry);
    registerExtentBounds(registry);
  }
  void runOnOperation() override;

private:
  /// The ops that write the buffer, if it can be private.
  std::optional<SetVector<Operation *>> findWriters(memref::AllocOp alloc);
};

} // namespace

/// The op of the function's top-level block that `user` is in.
static Operation *getTopLevel(Operation *user) {
  return user->getParentOfType<func::FuncOp>().front().findAncestorOpInBlock(*user);
}

/// The regions that `op` writes; none if that is unknown.
static std::optional<SmallVector<BufferRegion>> findWrites(Operation *op) {
  SmallVector<Access> accesses;
  if (failed(collectAccesses(op, accesses)))
    return std::nullopt;
  SmallVector<BufferRegion> writes;
  for (const Access &access : accesses)
    if (access.write)
      writes.push_back(access.region);
  return writes;
}

/// Whether a value that `op` needs is the result of an op that writes memory, which no other thread may repeat.
static bool needsWriter(Operation *op) {
  SmallVector<Operation *> pending = {op};
  llvm::SmallPtrSet<Operation *, 16> seen = {op};
  while (!pending.empty()) {
    bool found = false;
    pending.pop_back_val()->walk([&](Operation *nested) {
      for (Value operand : nested->getOperands()) {
        Operation *source = operand.getDefiningOp();
        if (!source || source->getBlock() != op->getBlock() || !seen.insert(source).second)
          continue;
        std::optional<SmallVector<BufferRegion>> writes = findWrites(source);
        found |= !writes || !writes->empty();
        pending.push_back(source);
      }
    });
    if (found)
      return true;
  }
  return false;
}

/// A private buffer is small, and computed at little cost by ops that write nothing else.
std::optional<SetVector<Operation *>> PrivatizeScalarsPass::findWriters(memref::AllocOp alloc) {
  constexpr int64_t kMaxBytes = 64;
  MemRefType type = alloc.getType();
  if (!type.hasStaticShape() || !type.getElementType().isIntOrFloat() ||
      countBytes(type.getShape(), llvm::divideCeil(type.getElementTypeBitWidth(), 8)) > kMaxBytes)
    return std::nullopt;
  int64_t work = 0;
  SetVector<Operation *> writers;
  for (Operation *user : alloc->getUsers()) {
    if (isa<ViewLikeOpInterface>(user))
      return std::nullopt;
    Operation *op = getTopLevel(user);
    std::optional<SmallVector<BufferRegion>> writes = findWrites(op);
    if (!writes)
      return std::nullopt;
    auto isHere = [&](const BufferRegion &region) { return region.root == alloc; };
    if (llvm::none_of(*writes, isHere) || !writers.insert(op))
      continue;
    if (!llvm::all_of(*writes, isHere) || isa<scf::ForallOp>(op) || needsWriter(op))
      return std::nullopt;
    work = addSizes(work, estimateWork(*op));
  }
  return work <= mostWork ? std::optional(writers) : std::nullopt;
}

void PrivatizeScalarsPass::runOnOperation() {
  func::FuncOp function = getOperation();
  if (function.isDeclaration())
    return;
  // Those that parallel loops read, and those that these are computed from.
  SmallVector<Operation *> readers(function.getOps<scf::ForallOp>());
  llvm::SmallPtrSet<Operation *, 32> seen(readers.begin(), readers.end());
  auto follow = [&](Operation *op) {
    if (op && op->getBlock() == &function.front() && seen.insert(op).second)
      readers.push_back(op);
  };
  SetVector<memref::AllocOp> found;
  while (!readers.empty()) {
    readers.pop_back_val()->walk([&](Operation *nested) {
      for (Value operand : nested->getOperands()) {
        Operation *source = operand.getDefiningOp();
        auto alloc = dyn_cast_or_null<memref::AllocOp>(source);
        if (!alloc || alloc->getParentOp() != function)
          follow(source);
        else if (!found.contains(alloc))
          if (std::optional<SetVector<Operation *>> writers = findWriters(alloc)) {
            found.insert(alloc);
            llvm::for_each(*writers, follow);
          }
      }
    });
  }
  for (memref::AllocOp alloc : found) {
    OpBuilder builder(alloc);
    alloc.replaceAllUsesWith(
        memref::AllocaOp::create(builder, alloc.getLoc(), alloc.getType(), alloc.getAlignmentAttr())
            .getResult());
    alloc.erase();
  }
  scalars += found.size();
}

} // namespace luge
