//===- PackPanels.cpp - Copies an operand in the order it is read ---------===//
#include "compiler/Codegen/PackPanels.h"

#include "compiler/Codegen/BodyEmitter.h"
#include "compiler/Codegen/LoopNest.h"
#include "compiler/Codegen/TargetTable.h"
#include "compiler/Codegen/VectorTranspose.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace luge {

static SmallVector<Value> getPanelIndices(OpBuilder &builder, Location loc,
                                          const PackedOperand &packed, ArrayRef<Value> point) {
  SmallVector<Value> indices;
  for (unsigned loop : packed.outer)
    indices.push_back(point[loop]);
  AffineExpr d0 = builder.getAffineDimExpr(0);
  indices.push_back(
      asIndex(builder, loc, fold(builder, loc, d0.floorDiv(packed.width), {point[packed.across]})));
  indices.push_back(point[packed.along]);
  indices.push_back(arith::ConstantIndexOp::create(builder, loc, 0));
  return indices;
}

Value PackedOperand::loadElement(OpBuilder &builder, Location loc, ArrayRef<Value> point,
                                 int64_t place) const {
  SmallVector<Value> indices = getPanelIndices(builder, loc, *this, point);
  indices.back() = arith::ConstantIndexOp::create(builder, loc, place);
  return memref::LoadOp::create(builder, loc, buffer, indices);
}

Value PackedOperand::load(OpBuilder &builder, Location loc, ArrayRef<Value> point) const {
  auto type = VectorType::get(width, cast<MemRefType>(buffer.getType()).getElementType());
  return vector::LoadOp::create(builder, loc, type, buffer,
                                getPanelIndices(builder, loc, *this, point));
}

namespace {

class Packing {
public:
  Packing(linalg::GenericOp op, OpOperand &operand, PackedOperand &packed, int64_t lanes)
      : op(op), loc(op.getLoc()), operand(operand), packed(packed), lanes(lanes),
        point(op.getNumLoops()) {}

  void run(OpBuilder &builder) {
    SmallVector<LoopRange> ranges = getLoopRanges(builder, op);
    extent = ranges[packed.across].size;
    allocate(builder, ranges);
    SmallVector<int64_t> estimates = estimateExtents(op);

    // A piece is some panels of one iteration of the outer loops.
    SmallVector<unsigned> loops(packed.outer);
    SmallVector<int64_t> sizes(loops.size(), 1);
    loops.push_back(packed.across);
    int64_t panels = llvm::divideCeil(kElementsPerChunk,
                                      packed.width * std::max<int64_t>(1, estimates[packed.along]));
    sizes.push_back(packed.width * panels);
    int64_t total = 1;
    for (unsigned loop : loops)
      total *= std::max<int64_t>(1, estimates[loop]);
    if (total * estimates[packed.along] <= kElementsPerChunk)
      sizes = llvm::map_to_vector(loops, [&](unsigned loop) { return estimates[loop]; });
    emitPieces(builder, loc, loops, sizes, estimates, ranges,
               [&](OpBuilder &inner, ArrayRef<LoopRange> piece) {
                 emitNest(inner, loc, packed.outer, piece, point, {},
                          [&](OpBuilder &outer, ValueRange) {
                            return emitFor(outer, loc, piece[packed.across], packed.width, {},
                                           [&](OpBuilder &panel, Value first, ValueRange) {
                                             emitPanel(panel, piece[packed.along], first);
                                             return SmallVector<Value>();
                                           });
                          });
               });
  }

private:
  void allocate(OpBuilder &builder, ArrayRef<LoopRange> ranges) {
    AffineExpr d0 = builder.getAffineDimExpr(0);
    SmallVector<OpFoldResult> sizes;
    for (unsigned loop : packed.outer)
      sizes.push_back(ranges[loop].size);
    sizes.push_back(fold(builder, loc, d0.ceilDiv(packed.width), {extent}));
    // Whole registers of k are transposed at a time.
    sizes.push_back(fold(builder, loc, d0.ceilDiv(lanes) * lanes, {ranges[packed.along].size}));
    sizes.push_back(builder.getIndexAttr(packed.width));
    auto [shape, dynamic] = decomposeMixedValues(sizes);
    auto type = MemRefType::get(shape, cast<MemRefType>(operand.get().getType()).getElementType());
    packed.buffer =
        memref::AllocOp::create(builder, loc, type, dynamic, builder.getI64IntegerAttr(64));
  }

  void emitPanel(OpBuilder &builder, LoopRange along, Value first) {
    if (BodyEmitter::isContiguous(operand, packed.across))
      emitCopied(builder, along, first);
    else if (BodyEmitter::isContiguous(operand, packed.along))
      emitTransposed(builder, along, first);
    else
      emitGathered(builder, along, first);
  }

  bool mayBeIncomplete() {
    std::optional<int64_t> size = getConstantIntValue(extent);
    return !size || *size % packed.width != 0;
  }

  /// The panel's vector at each k is contiguous.
  void emitCopied(OpBuilder &builder, LoopRange along, Value first) {
    Value mask;
    if (mayBeIncomplete()) {
      AffineExpr d0, d1;
      bindDims(builder.getContext(), d0, d1);
      Value rest =
          asIndex(builder, loc, fold(builder, loc, d0 - d1, {extent, OpFoldResult(first)}));
      mask = vector::CreateMaskOp::create(builder, loc,
                                          VectorType::get(packed.width, builder.getI1Type()), rest);
    }
    BodyEmitter reader(op, packed.across, packed.width);
    emitFor(builder, loc, along, 1, {}, [&](OpBuilder &inner, Value k, ValueRange) {
      point[packed.across] = first;
      point[packed.along] = k;
      store(inner, reader.load(inner, operand, point, mask));
      return SmallVector<Value>();
    });
  }

  /// Each of the panel's rows is contiguous along k: whole registers are transposed.
  void emitTransposed(OpBuilder &builder, LoopRange along, Value first) {
    BodyEmitter reader(op, packed.along, lanes);
    SmallVector<Value> rows = getRows(builder, first);
    emitLanes(builder, loc, along, lanes, {},
              [&](OpBuilder &inner, Value k, Value mask, ValueRange) {
                SmallVector<Value> vectors;
                for (Value row : rows) {
                  point[packed.across] = row;
                  point[packed.along] = k;
                  vectors.push_back(reader.load(inner, operand, point, mask));
                }
                point[packed.across] = first;
                for (auto [number, column] :
                     llvm::enumerate(transposeVectors(inner, loc, vectors, lanes))) {
                  point[packed.along] = addIndex(inner, loc, k, number);
                  store(inner, column);
                }
                return SmallVector<Value>();
              });
  }

  void emitGathered(OpBuilder &builder, LoopRange along, Value first) {
    BodyEmitter reader(op, std::nullopt, 1);
    SmallVector<Value> rows = getRows(builder, first);
    emitFor(builder, loc, along, 1, {}, [&](OpBuilder &inner, Value k, ValueRange) {
      point[packed.along] = k;
      SmallVector<Value> elements;
      for (Value row : rows) {
        point[packed.across] = row;
        elements.push_back(reader.load(inner, operand, point, Value()));
      }
      point[packed.across] = first;
      auto type = VectorType::get(packed.width, elements.front().getType());
      store(inner, vector::FromElementsOp::create(inner, loc, type, elements));
      return SmallVector<Value>();
    });
  }

  /// The panel's iterations; those that do not exist repeat the last.
  SmallVector<Value> getRows(OpBuilder &builder, Value first) {
    SmallVector<Value> rows;
    AffineExpr d0 = builder.getAffineDimExpr(0);
    Value last;
    if (mayBeIncomplete())
      last = asIndex(builder, loc, fold(builder, loc, d0 - 1, {extent}));
    for (int64_t number = 0; number < packed.width; ++number) {
      Value row = addIndex(builder, loc, first, number);
      rows.push_back(last ? arith::MinSIOp::create(builder, loc, row, last) : row);
    }
    return rows;
  }

  void store(OpBuilder &builder, Value vector) {
    vector::StoreOp::create(builder, loc, vector, packed.buffer,
                            getPanelIndices(builder, loc, packed, point));
  }

  linalg::GenericOp op;
  Location loc;
  OpOperand &operand;
  PackedOperand &packed;
  int64_t lanes;
  OpFoldResult extent;
  SmallVector<Value> point;
};

} // namespace

PackedOperand packPanels(OpBuilder &builder, linalg::GenericOp op, OpOperand &operand,
                         unsigned across, unsigned along, int64_t width, int64_t lanes) {
  PackedOperand packed{Value(), {}, across, along, width};
  AffineMap map = op.getMatchingIndexingMap(&operand);
  for (AffineExpr expr : map.getResults())
    if (unsigned loop = cast<AffineDimExpr>(expr).getPosition(); loop != across && loop != along)
      packed.outer.push_back(loop);
  Packing(op, operand, packed, lanes).run(builder);
  return packed;
}

} // namespace luge
