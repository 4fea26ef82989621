//===- SplitReduction.cpp - Partial reductions, in parallel ---------------===//
#include "compiler/Codegen/GenericLowering.h"

using namespace mlir;

namespace luge {

bool GenericLowering::splitReduction(OpBuilder &builder) {
  std::optional<SmallVector<Combiner>> combiners = getCombiners(op, *reduced);
  int64_t results = 1, work = 1;
  for (unsigned loop : parallel)
    results *= estimates[loop];
  for (unsigned loop : reduction)
    work *= estimates[loop];
  unsigned loop =
      *std::max_element(reduction.begin(), reduction.end(), [&](unsigned lhs, unsigned rhs) {
        return estimates[lhs] < estimates[rhs];
      });
  int64_t partials =
      std::min({kMaxPartials, results * work / kElementsPerPartial, estimates[loop]});
  bool hasIndex = !op.getBody()->getOps<linalg::IndexOp>().empty();
  if (!combiners || combiners->empty() || hasIndex || partials < 2 || results >= kMaxPartials * 16)
    return false;

  // Partial p covers [p * size, (p + 1) * size) of that loop.
  AffineExpr d0, d1;
  bindDims(builder.getContext(), d0, d1);
  SmallVector<LoopRange> ranges = getLoopRanges(builder, op);
  OpFoldResult size = fold(builder, loc, d0.ceilDiv(partials), {ranges[loop].size});
  SmallVector<Value> buffers;
  for (unsigned output : *reduced) {
    Value whole = op.getDpsInits()[output];
    auto type = cast<MemRefType>(whole.getType());
    SmallVector<int64_t> shape = {partials};
    SmallVector<Value> dynamic;
    for (auto [position, extent] : llvm::enumerate(type.getShape())) {
      shape.push_back(extent);
      if (ShapedType::isDynamic(extent))
        dynamic.push_back(memref::DimOp::create(builder, loc, whole, position));
    }
    buffers.push_back(memref::AllocOp::create(builder, loc,
                                              MemRefType::get(shape, type.getElementType()),
                                              dynamic, builder.getI64IntegerAttr(64)));
  }
  SmallVector<OpFoldResult> counts = {builder.getIndexAttr(partials)};
  auto forall = scf::ForallOp::create(builder, loc, counts, ValueRange(), std::nullopt);
  emitPartial(forall, loop, size, ranges, buffers, *combiners);
  combinePartials(builder, buffers, partials, *combiners);
  return true;
}

void GenericLowering::emitPartial(scf::ForallOp forall, unsigned loop, OpFoldResult size,
                                  ArrayRef<LoopRange> ranges, ArrayRef<Value> buffers,
                                  ArrayRef<Combiner> combiners) {
  OpBuilder builder(forall.getTerminator());
  AffineExpr d0, d1;
  bindDims(builder.getContext(), d0, d1);
  // The same generic on one slice of the buffers, its loop narrowed.
  Value number = forall.getInductionVar(0);
  SmallVector<Value> slices;
  for (Value buffer : buffers) {
    auto type = cast<MemRefType>(buffer.getType());
    SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0)),
        strides(type.getRank(), builder.getIndexAttr(1));
    SmallVector<OpFoldResult> sizes = memref::getMixedSizes(builder, loc, buffer);
    offsets[0] = number;
    sizes[0] = builder.getIndexAttr(1);
    auto sliceType = cast<MemRefType>(memref::SubViewOp::inferRankReducedResultType(
        type.getShape().drop_front(), type, offsets, sizes, strides));
    slices.push_back(
        memref::SubViewOp::create(builder, loc, sliceType, buffer, offsets, sizes, strides));
  }
  IRMapping mapping;
  for (auto [output, slice] : llvm::zip_equal(*reduced, slices))
    mapping.map(op.getDpsInits()[output], slice);
  auto partial = cast<linalg::GenericOp>(builder.clone(*op, mapping));
  builder.setInsertionPoint(partial);
  GenericLowering lowering(*this, partial);
  lowering.fills.resize(op.getNumDpsInits());
  for (auto [output, combiner] : llvm::zip_equal(*reduced, combiners))
    lowering.fills[output] = arith::ConstantOp::create(builder, loc, combiner.neutral);
  SmallVector<LoopRange> narrowed(ranges);
  OpFoldResult lower = fold(builder, loc, d0 * d1, {number, size});
  std::optional<int64_t> total = getConstantIntValue(ranges[loop].size),
                         part = getConstantIntValue(size);
  int64_t partials = cast<MemRefType>(buffers.front().getType()).getDimSize(0);
  if (total && part && (partials - 1) * *part < *total) {
    narrowed[loop] = getBlock(builder, loc, ranges[loop], lower, *part);
  } else {
    OpFoldResult rest = fold(builder, loc, d0 - d1, {ranges[loop].size, lower});
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value length = arith::MinSIOp::create(builder, loc, asIndex(builder, loc, rest),
                                          asIndex(builder, loc, size));
    narrowed[loop] = {lower,
                      OpFoldResult(arith::MaxSIOp::create(builder, loc, length, zero).getResult())};
  }
  lowering.emitPiece(builder, narrowed);
  partial.erase();
}

void GenericLowering::combinePartials(OpBuilder &builder, ArrayRef<Value> buffers, int64_t partials,
                                      ArrayRef<Combiner> combiners) {
  // Loops: the partials' number, then those of each output's dimensions. The outputs share a rank, since
  // all of them are indexed by the parallel loops alone.
  unsigned rank = parallel.size();
  SmallVector<AffineMap> inputMaps, outputMaps;
  SmallVector<Value> outputs;
  for (unsigned output : *reduced) {
    OpOperand *init = op.getDpsInitOperand(output);
    outputs.push_back(init->get());
    SmallVector<AffineExpr> results;
    for (AffineExpr expr : op.getMatchingIndexingMap(init).getResults()) {
      unsigned position =
          llvm::find(parallel, cast<AffineDimExpr>(expr).getPosition()) - parallel.begin();
      results.push_back(builder.getAffineDimExpr(position + 1));
    }
    outputMaps.push_back(AffineMap::get(rank + 1, 0, results, builder.getContext()));
    results.insert(results.begin(), builder.getAffineDimExpr(0));
    inputMaps.push_back(AffineMap::get(rank + 1, 0, results, builder.getContext()));
  }
  llvm::append_range(inputMaps, outputMaps);
  SmallVector<utils::IteratorType> iterators(rank + 1, utils::IteratorType::parallel);
  iterators[0] = utils::IteratorType::reduction;
  auto combine = linalg::GenericOp::create(
      builder, loc, buffers, outputs, inputMaps, iterators,
      [&](OpBuilder &inner, Location, ValueRange arguments) {
        SmallVector<Value> results;
        for (auto [number, combiner] : llvm::enumerate(combiners))
          results.push_back(
              combiner.combine(inner, arguments[combiners.size() + number], arguments[number]));
        linalg::YieldOp::create(inner, loc, results);
      });
  GenericLowering lowering(*this, combine);
  lowering.run();
}

} // namespace luge
