//===- PartialSums.cpp - A reduction as several, and one of those ---------===//
#include "compiler/Codegen/PartialSums.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace luge {

/// A buffer of `partials` times what `whole` holds.
static Value allocatePartials(OpBuilder &builder, Location loc, Value whole, int64_t partials) {
  auto type = cast<MemRefType>(whole.getType());
  SmallVector<int64_t> shape = {partials};
  SmallVector<Value> dynamic;
  for (auto [position, extent] : llvm::enumerate(type.getShape())) {
    shape.push_back(extent);
    if (ShapedType::isDynamic(extent))
      dynamic.push_back(memref::DimOp::create(builder, loc, whole, position));
  }
  return memref::AllocOp::create(builder, loc, MemRefType::get(shape, type.getElementType()),
                                 dynamic, builder.getI64IntegerAttr(64));
}

PartialSums::PartialSums(OpBuilder &builder, linalg::GenericOp op, ArrayRef<unsigned> outputs,
                         int64_t partials)
    : loc(op.getLoc()), combiners(*luge::getCombiners(op, outputs)) {
  SmallVector<unsigned> parallel;
  op.getParallelDims(parallel);
  rank = parallel.size();
  for (unsigned output : outputs) {
    OpOperand *init = op.getDpsInitOperand(output);
    wholes.push_back(init->get());
    buffers.push_back(allocatePartials(builder, loc, init->get(), partials));
    SmallVector<AffineExpr> results;
    for (AffineExpr expr : op.getMatchingIndexingMap(init).getResults()) {
      unsigned loop = cast<AffineDimExpr>(expr).getPosition();
      unsigned position = llvm::find(parallel, loop) - parallel.begin();
      results.push_back(builder.getAffineDimExpr(position + 1));
    }
    wholeMaps.push_back(AffineMap::get(rank + 1, 0, results, builder.getContext()));
    results.insert(results.begin(), builder.getAffineDimExpr(0));
    bufferMaps.push_back(AffineMap::get(rank + 1, 0, results, builder.getContext()));
  }
}

SmallVector<Value> PartialSums::emitSlices(OpBuilder &builder, Value number) const {
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
  return slices;
}

linalg::GenericOp PartialSums::emitCombination(OpBuilder &builder) const {
  SmallVector<AffineMap> maps(bufferMaps);
  llvm::append_range(maps, wholeMaps);
  SmallVector<utils::IteratorType> iterators(rank + 1, utils::IteratorType::parallel);
  iterators[0] = utils::IteratorType::reduction;
  return linalg::GenericOp::create(
      builder, loc, buffers, wholes, maps, iterators,
      [&](OpBuilder &inner, Location, ValueRange arguments) {
        SmallVector<Value> results;
        for (auto [number, combiner] : llvm::enumerate(combiners))
          results.push_back(
              combiner.combine(inner, arguments[combiners.size() + number], arguments[number]));
        linalg::YieldOp::create(inner, loc, results);
      });
}

} // namespace luge
