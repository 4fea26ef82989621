//===- ParallelLanes.cpp - Lanes of a parallel loop -----------------------===//
#include "compiler/Codegen/GenericLowering.h"

#include "compiler/Codegen/StreamedStores.h"

using namespace mlir;

namespace luge {

void GenericLowering::emitParallelLanes(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                        MutableArrayRef<Value> point, BodyEmitter &body) {
  LoopRange range = ranges[*lanesLoop];
  AffineExpr d0, d1;
  bindDims(builder.getContext(), d0, d1);
  if (SmallVector<unsigned> outputs = findStreamed(); !outputs.empty())
    return emitStreamedElements(builder, ranges, point, body, outputs);
  if (!reduction.empty() && estimates[*lanesLoop] >= unroll * lanes) {
    int64_t step = unroll * lanes;
    OpFoldResult whole = fold(builder, loc, d0.floorDiv(step) * step, {range.size});
    emitFor(builder, loc, {range.lower, whole}, step, {},
            [&](OpBuilder &inner, Value first, ValueRange) {
              emitStrip(inner, ranges, point, body, first, unroll, Value());
              return SmallVector<Value>();
            });
    range = {fold(builder, loc, d0 + d1, {range.lower, whole}),
             fold(builder, loc, d0 - d1, {range.size, whole})};
  }
  emitElements(builder, ranges, range, point, body);
}

void GenericLowering::emitElements(OpBuilder &builder, ArrayRef<LoopRange> ranges, LoopRange range,
                                   MutableArrayRef<Value> point, BodyEmitter &body) {
  emitLanes(builder, loc, range, lanes, {},
            [&](OpBuilder &inner, Value first, Value mask, ValueRange) {
              emitStrip(inner, ranges, point, body, first, 1, mask);
              return SmallVector<Value>();
            });
}

SmallVector<unsigned> GenericLowering::findStreamed() {
  SmallVector<unsigned> found;
  if (!streams || !reduction.empty() || estimates[*lanesLoop] < lanes)
    return found;
  Type element;
  for (auto [output, init] : llvm::enumerate(op.getDpsInitsMutable())) {
    Type type = getElementTypeOrSelf(init.get());
    if (BodyEmitter::isContiguous(init, *lanesLoop) && isLargeResult(init.get()) &&
        op.getMatchingBlockArgument(&init).use_empty() && (!element || element == type)) {
      element = type;
      found.push_back(output);
    }
  }
  return found;
}

void GenericLowering::emitStreamedElements(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                           MutableArrayRef<Value> point, BodyEmitter &body,
                                           ArrayRef<unsigned> outputs) {
  LoopRange range = ranges[*lanesLoop];
  // The fence comes after the parallel loop.
  Operation *around = builder.getInsertionBlock()->getParentOp();
  auto forall = isa<scf::ForallOp>(around) ? cast<scf::ForallOp>(around)
                                           : around->getParentOfType<scf::ForallOp>();
  if (!forall)
    return emitElements(builder, ranges, range, point, body);
  forall->setAttr(kStreams, builder.getUnitAttr());
  Type element = getElementTypeOrSelf(op.getDpsInits()[outputs.front()]);
  int64_t alignment = std::min(kLineBytes, lanes * element.getIntOrFloatBitWidth() / 8);
  point[*lanesLoop] = asIndex(builder, loc, range.lower);
  SmallVector<Value> distances = llvm::map_to_vector(outputs, [&](unsigned output) {
    OpOperand *init = op.getDpsInitOperand(output);
    return emitDistanceToAligned(builder, loc, init->get(),
                                 body.getIndices(builder, op.getMatchingIndexingMap(init), point),
                                 alignment);
  });

  auto emitAligned = [&](OpBuilder &inner) {
    Value size = asIndex(inner, loc, range.size);
    Value head = arith::MinUIOp::create(inner, loc, distances.front(), size);
    Value zero = arith::ConstantIndexOp::create(inner, loc, 0);
    auto hasHead = scf::IfOp::create(
        inner, loc, arith::CmpIOp::create(inner, loc, arith::CmpIPredicate::ne, head, zero));
    OpBuilder before = hasHead.getThenBodyBuilder();
    Value mask =
        vector::CreateMaskOp::create(before, loc, VectorType::get(lanes, inner.getI1Type()), head);
    emitStrip(before, ranges, point, body, asIndex(before, loc, range.lower), 1, mask);
    AffineExpr d0, d1;
    bindDims(inner.getContext(), d0, d1);
    LoopRange rest = {fold(inner, loc, d0 + d1, {range.lower, OpFoldResult(head)}),
                      fold(inner, loc, d0 - d1, {range.size, OpFoldResult(head)})};
    streamed.assign(outputs.begin(), outputs.end());
    streamAlignment = llvm::Align(alignment);
    emitElements(inner, ranges, rest, point, body);
    streamed.clear();
  };
  if (outputs.size() == 1)
    return emitAligned(builder);
  Value alike = arith::ConstantIntOp::create(builder, loc, 1, /*width=*/1);
  for (Value distance : ArrayRef(distances).drop_front())
    alike = arith::AndIOp::create(
        builder, loc, alike,
        arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, distance, distances.front()));
  auto branch = scf::IfOp::create(builder, loc, alike, /*withElseRegion=*/true);
  OpBuilder thenBuilder = branch.getThenBodyBuilder(), elseBuilder = branch.getElseBodyBuilder();
  emitAligned(thenBuilder);
  emitElements(elseBuilder, ranges, range, point, body);
}

void GenericLowering::emitStrip(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                MutableArrayRef<Value> point, BodyEmitter &body, Value first,
                                int64_t vectors, Value mask) {
  size_t numSums = reduced->size();
  SmallVector<Value> firsts, sums;
  for (int64_t number = 0; number < vectors; ++number) {
    firsts.push_back(point[*lanesLoop] = addIndex(builder, loc, first, number * lanes));
    llvm::append_range(sums, loadReduced(builder, body, point, mask));
  }
  sums = emitReduction(builder, ranges, point, sums, [&](OpBuilder &inner, ValueRange values) {
    BodyEmitter element = body;
    if (!reduction.empty())
      element.hoistLoads(inner, point, llvm::to_vector(llvm::seq(op.getNumLoops())));
    SmallVector<Value> results;
    for (int64_t number = 0; number < vectors; ++number) {
      point[*lanesLoop] = firsts[number];
      llvm::append_range(results, emitIteration(inner, element, point, mask,
                                                values.slice(number * numSums, numSums)));
    }
    return results;
  });
  for (int64_t number = 0; number < vectors; ++number) {
    point[*lanesLoop] = firsts[number];
    storeReduced(builder, body, point, mask, ArrayRef(sums).slice(number * numSums, numSums));
  }
}

} // namespace luge
