//===- LoopNest.cpp - The loops of a linalg op, written as scf ------------===//
#include "compiler/Codegen/LoopNest.h"

#include "compiler/Codegen/ByteCount.h"
#include "compiler/Codegen/ExtentBound.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace luge {

SmallVector<LoopRange> getLoopRanges(OpBuilder &builder, linalg::LinalgOp op) {
  SmallVector<LoopRange> ranges;
  for (Range range : op.createLoopRanges(builder, op.getLoc()))
    ranges.push_back({range.offset, range.size});
  return ranges;
}

LoopRange getBlock(OpBuilder &builder, Location loc, LoopRange range, OpFoldResult offset,
                   int64_t size) {
  AffineExpr d0, d1;
  bindDims(builder.getContext(), d0, d1);
  OpFoldResult lower = fold(builder, loc, d0 + d1, {range.lower, offset});
  std::optional<int64_t> total = getConstantIntValue(range.size);
  if (size == 1 || (total && *total % size == 0))
    return {lower, builder.getIndexAttr(size)};
  OpFoldResult rest = fold(builder, loc, d0 - d1, {range.size, offset});
  return {lower, affine::makeComposedFoldedAffineMin(
                     builder, loc, AffineMap::getMultiDimIdentityMap(2, builder.getContext()),
                     {rest, builder.getIndexAttr(size)})};
}

LoopRange getPart(OpBuilder &builder, Location loc, LoopRange range, OpFoldResult size,
                  Value number, int64_t parts) {
  AffineExpr d0, d1;
  bindDims(builder.getContext(), d0, d1);
  OpFoldResult offset = fold(builder, loc, d0 * d1, {number, size});
  std::optional<int64_t> total = getConstantIntValue(range.size), part = getConstantIntValue(size);
  if (total && part && (parts - 1) * *part < *total)
    return getBlock(builder, loc, range, offset, *part);
  OpFoldResult rest = fold(builder, loc, d0 - d1, {range.size, offset});
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value length = arith::MinSIOp::create(builder, loc, asIndex(builder, loc, rest),
                                        asIndex(builder, loc, size));
  return {fold(builder, loc, d0 + d1, {range.lower, offset}),
          OpFoldResult(arith::MaxSIOp::create(builder, loc, length, zero).getResult())};
}

bool isShared(Operation *op) { return op->getParentOfType<scf::ForallOp>() != nullptr; }

std::optional<int64_t> getConstantBound(OpFoldResult extent) {
  if (std::optional<int64_t> constant = getConstantIntValue(extent))
    return constant;
  auto minimum = cast<Value>(extent).getDefiningOp<affine::AffineMinOp>();
  std::optional<int64_t> least;
  for (AffineExpr expr : minimum ? minimum.getMap().getResults() : ArrayRef<AffineExpr>())
    if (auto constant = dyn_cast<AffineConstantExpr>(expr))
      least = std::min(constant.getValue(), least.value_or(constant.getValue()));
  return least;
}

/// An extent of `buffer` in which the batch counts as `batch`.
static int64_t estimateExtent(Value buffer, int64_t dimension, int64_t batch) {
  auto type = cast<ShapedType>(buffer.getType());
  if (!type.isDynamicDim(dimension))
    return type.getDimSize(dimension);
  if (auto part = buffer.getDefiningOp<memref::SubViewOp>(); part && part.getDroppedDims().none())
    if (std::optional<int64_t> bound = getConstantBound(part.getMixedSizes()[dimension]))
      return *bound;
  auto collapse = buffer.getDefiningOp<memref::CollapseShapeOp>();
  if (!collapse)
    return batch;
  int64_t extent = 1;
  ReassociationIndices sources = collapse.getReassociationIndices()[dimension];
  for (int64_t source : sources)
    extent = multiplySizes(extent, estimateExtent(collapse.getSrc(), source, batch));
  return extent;
}

SmallVector<int64_t> estimateExtents(linalg::LinalgOp op) {
  constexpr int64_t kGuess = 128;
  int64_t batch = getMaxBatch(op).value_or(kGuess);
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  for (OpOperand &operand : op->getOpOperands())
    for (auto [dimension, expr] : llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults()))
      if (auto loop = dyn_cast<AffineDimExpr>(expr);
          loop && ShapedType::isDynamic(extents[loop.getPosition()]))
        extents[loop.getPosition()] = estimateExtent(operand.get(), dimension, batch);
  // So large that nothing is chosen by it, and so small that the product of all has room.
  int64_t most = int64_t(1) << (60 / std::max<size_t>(1, extents.size()));
  for (int64_t &extent : extents)
    extent = std::min(extent, most);
  return extents;
}

OpFoldResult fold(OpBuilder &builder, Location loc, AffineExpr expr,
                  ArrayRef<OpFoldResult> operands) {
  return affine::makeComposedFoldedAffineApply(builder, loc, expr, operands);
}

Value asIndex(OpBuilder &builder, Location loc, OpFoldResult value) {
  return getValueOrCreateConstantIndexOp(builder, loc, value);
}

Value addIndex(OpBuilder &builder, Location loc, Value lhs, int64_t rhs) {
  return asIndex(builder, loc, fold(builder, loc, builder.getAffineDimExpr(0) + rhs, {lhs}));
}

SmallVector<Value> emitFor(OpBuilder &builder, Location loc, LoopRange range, int64_t step,
                           ValueRange carried,
                           function_ref<SmallVector<Value>(OpBuilder &, Value, ValueRange)> body) {
  std::optional<int64_t> size = getConstantIntValue(range.size);
  if (size && *size <= 0)
    return llvm::to_vector(carried);
  Value lower = asIndex(builder, loc, range.lower);
  if (size && *size <= step)
    return body(builder, lower, carried);
  AffineExpr d0, d1;
  bindDims(builder.getContext(), d0, d1);
  Value upper = asIndex(builder, loc, fold(builder, loc, d0 + d1, {range.lower, range.size}));
  Value stepValue = arith::ConstantIndexOp::create(builder, loc, step);
  auto loop = scf::ForOp::create(builder, loc, lower, upper, stepValue, carried);
  if (!carried.empty())
    builder.setInsertionPointToEnd(loop.getBody());
  OpBuilder inner = carried.empty() ? OpBuilder(loop.getBody()->getTerminator())
                                    : OpBuilder::atBlockEnd(loop.getBody());
  SmallVector<Value> results = body(inner, loop.getInductionVar(), loop.getRegionIterArgs());
  if (!carried.empty())
    scf::YieldOp::create(inner, loc, results);
  builder.setInsertionPointAfter(loop);
  return llvm::to_vector(ValueRange(loop.getResults()));
}

SmallVector<Value> emitNest(OpBuilder &builder, Location loc, ArrayRef<unsigned> loops,
                            ArrayRef<LoopRange> ranges, MutableArrayRef<Value> point,
                            ValueRange carried,
                            function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
  if (loops.empty())
    return body(builder, carried);
  unsigned loop = loops.front();
  return emitFor(builder, loc, ranges[loop], 1, carried,
                 [&](OpBuilder &inner, Value iteration, ValueRange values) {
                   point[loop] = iteration;
                   return emitNest(inner, loc, loops.drop_front(), ranges, point, values, body);
                 });
}

SmallVector<Value>
emitLanes(OpBuilder &builder, Location loc, LoopRange range, int64_t lanes, ValueRange carried,
          function_ref<SmallVector<Value>(OpBuilder &, Value, Value, ValueRange)> body) {
  AffineExpr d0, d1, d2;
  bindDims(builder.getContext(), d0, d1, d2);
  OpFoldResult whole = fold(builder, loc, d0.floorDiv(lanes) * lanes, {range.size});
  SmallVector<Value> values = emitFor(builder, loc, {range.lower, whole}, lanes, carried,
                                      [&](OpBuilder &inner, Value iteration, ValueRange inside) {
                                        return body(inner, iteration, Value(), inside);
                                      });

  OpFoldResult rest = fold(builder, loc, d0 - d1, {range.size, whole});
  std::optional<int64_t> restSize = getConstantIntValue(rest);
  if (restSize == 0)
    return values;
  auto emitRest = [&](OpBuilder &inner) {
    Value first = asIndex(inner, loc, fold(inner, loc, d0 + d1, {range.lower, whole}));
    Value mask = vector::CreateMaskOp::create(inner, loc, VectorType::get(lanes, inner.getI1Type()),
                                              asIndex(inner, loc, rest));
    return body(inner, first, mask, values);
  };
  if (restSize)
    return emitRest(builder);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value remains = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt,
                                        asIndex(builder, loc, rest), zero);
  auto branch = scf::IfOp::create(builder, loc, TypeRange(ValueRange(values)), remains,
                                  /*withElse=*/!values.empty());
  OpBuilder thenBuilder =
      values.empty() ? branch.getThenBodyBuilder() : OpBuilder::atBlockEnd(branch.thenBlock());
  SmallVector<Value> results = emitRest(thenBuilder);
  if (!values.empty()) {
    scf::YieldOp::create(thenBuilder, loc, results);
    OpBuilder elseBuilder = OpBuilder::atBlockEnd(branch.elseBlock());
    scf::YieldOp::create(elseBuilder, loc, values);
  }
  return llvm::to_vector(ValueRange(branch.getResults()));
}

void emitPieces(OpBuilder &builder, Location loc, ArrayRef<unsigned> loops, ArrayRef<int64_t> sizes,
                ArrayRef<int64_t> estimates, ArrayRef<LoopRange> ranges,
                function_ref<void(OpBuilder &, ArrayRef<LoopRange>)> body) {
  AffineExpr d0 = builder.getAffineDimExpr(0);
  SmallVector<unsigned> cut;
  SmallVector<OpFoldResult> counts;
  for (auto [loop, size] : llvm::zip_equal(loops, sizes)) {
    if (estimates[loop] <= size)
      continue;
    cut.push_back(loop);
    counts.push_back(fold(builder, loc, d0.ceilDiv(size), {ranges[loop].size}));
  }
  if (cut.empty())
    return body(builder, ranges);

  auto forall = scf::ForallOp::create(builder, loc, counts, /*outputs=*/ValueRange(),
                                      /*mapping=*/std::nullopt);
  OpBuilder inner(forall.getTerminator());
  SmallVector<LoopRange> piece(ranges);
  for (auto [loop, number] : llvm::zip_equal(cut, forall.getInductionVars())) {
    int64_t size = sizes[llvm::find(loops, loop) - loops.begin()];
    piece[loop] = getBlock(inner, loc, piece[loop], fold(inner, loc, d0 * size, {number}), size);
  }
  body(inner, piece);
}

} // namespace luge
