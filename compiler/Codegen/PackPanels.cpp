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
  AffineExpr d1 = builder.getAffineDimExpr(1);
  indices.push_back(packed.firstAlong
                        ? asIndex(builder, loc,
                                  fold(builder, loc, d0 - d1,
                                       {point[packed.along], OpFoldResult(packed.firstAlong)}))
                        : point[packed.along]);
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
  Packing(OpBuilder &builder, linalg::GenericOp op, OpOperand &operand, PackedOperand &packed,
          int64_t lanes)
      : op(op), loc(NameLoc::get(StringAttr::get(op.getContext(), "op:pack"), op.getLoc())),
        operand(operand), packed(packed), lanes(lanes), whole(getLoopRanges(builder, op)),
        point(op.getNumLoops()) {}

  void allocate(OpBuilder &builder, OpFoldResult length) {
    AffineExpr d0 = builder.getAffineDimExpr(0);
    bool isPart = isShared(op);
    auto getSize = [&](OpFoldResult extent) {
      return isPart ? OpFoldResult(builder.getIndexAttr(*getConstantBound(extent))) : extent;
    };
    SmallVector<OpFoldResult> sizes;
    for (unsigned loop : packed.outer)
      sizes.push_back(getSize(whole[loop].size));
    sizes.push_back(
        fold(builder, loc, d0.ceilDiv(packed.width), {getSize(whole[packed.across].size)}));
    // Whole registers of k are transposed at a time. A register more keeps panels from starting at equal places
    // of the first cache's ways, where they would displace each other while they are filled.
    sizes.push_back(fold(builder, loc, d0.ceilDiv(lanes) * lanes + lanes, {getSize(length)}));
    sizes.push_back(builder.getIndexAttr(packed.width));
    auto [shape, dynamic] = decomposeMixedValues(sizes);
    auto type = MemRefType::get(shape, cast<MemRefType>(operand.get().getType()).getElementType());
    IntegerAttr alignment = builder.getI64IntegerAttr(64);
    if (!isPart) {
      packed.buffer = memref::AllocOp::create(builder, loc, type, dynamic, alignment);
      return;
    }
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&op->getParentOfType<func::FuncOp>().front());
    packed.buffer = memref::AllocaOp::create(builder, loc, type, alignment);
  }

  void fillInPieces(OpBuilder &builder) {
    // A piece is a part of one iteration of the outer loops, cut so that it is read along contiguous memory.
    bool isCopied = BodyEmitter::isContiguous(operand, packed.across);
    unsigned cut = isCopied ? packed.along : packed.across,
             other = isCopied ? packed.across : packed.along;
    SmallVector<int64_t> estimates = estimateExtents(op);
    SmallVector<unsigned> loops(packed.outer);
    SmallVector<int64_t> sizes(loops.size(), 1);
    loops.push_back(cut);
    int64_t unit = isCopied ? 1 : packed.width;
    sizes.push_back(
        unit * llvm::divideCeil(kPackedPerChunk, unit * std::max<int64_t>(1, estimates[other])));
    int64_t total = std::max<int64_t>(1, estimates[other]);
    for (unsigned loop : loops)
      total *= std::max<int64_t>(1, estimates[loop]);
    if (total <= kPackedPerChunk)
      sizes = llvm::map_to_vector(loops, [&](unsigned loop) { return estimates[loop]; });
    emitPieces(builder, loc, loops, sizes, estimates, whole,
               [&](OpBuilder &inner, ArrayRef<LoopRange> piece) { fill(inner, piece); });
  }

  void fill(OpBuilder &builder, ArrayRef<LoopRange> ranges) {
    emitNest(builder, loc, packed.outer, ranges, point, {}, [&](OpBuilder &outer, ValueRange) {
      LoopRange across = ranges[packed.across], along = ranges[packed.along];
      if (BodyEmitter::isContiguous(operand, packed.across)) {
        emitCopied(outer, along, across);
        return SmallVector<Value>();
      }
      return emitFor(outer, loc, across, packed.width, {},
                     [&](OpBuilder &panel, Value first, ValueRange) {
                       if (BodyEmitter::isContiguous(operand, packed.along))
                         emitTransposed(panel, along, first);
                       else
                         emitGathered(panel, along, first);
                       return SmallVector<Value>();
                     });
    });
  }

private:
  OpFoldResult getExtent() { return whole[packed.across].size; }

  bool mayBeIncomplete() {
    std::optional<int64_t> size = getConstantIntValue(getExtent());
    return !size || *size % packed.width != 0;
  }

  /// Each panel's vector at a k is contiguous, and so are those of neighbouring panels, which are read in turn.
  void emitCopied(OpBuilder &builder, LoopRange along, LoopRange across) {
    constexpr int64_t kAhead = 8;
    BodyEmitter reader(op, packed.across, packed.width);
    AffineExpr d0 = builder.getAffineDimExpr(0);
    Value last;
    if (isEachOnAPage())
      last = asIndex(builder, loc, fold(builder, loc, d0 - 1, {whole[packed.along].size}));
    emitFor(builder, loc, along, 1, {}, [&](OpBuilder &inner, Value k, ValueRange) {
      return emitLanes(inner, loc, across, packed.width, {},
                       [&](OpBuilder &panel, Value first, Value mask, ValueRange) {
                         point[packed.across] = first;
                         if (last) {
                           Value ahead = addIndex(panel, loc, k, kAhead);
                           point[packed.along] = arith::MinSIOp::create(panel, loc, ahead, last);
                           reader.prefetch(panel, operand, point);
                         }
                         point[packed.along] = k;
                         store(panel, reader.load(panel, operand, point, mask));
                         return SmallVector<Value>();
                       });
    });
  }

  /// Whether consecutive iterations of k are so far apart that no prefetcher of the machine foresees them.
  bool isEachOnAPage() {
    constexpr int64_t kPageBytes = 4096;
    int64_t stride = BodyEmitter::getStride(operand, packed.along);
    unsigned bits = cast<MemRefType>(operand.get().getType()).getElementTypeBitWidth();
    return !ShapedType::isDynamic(stride) && 2 * stride * (bits / 8) > kPageBytes;
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
      last = asIndex(builder, loc, fold(builder, loc, d0 - 1, {getExtent()}));
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
  SmallVector<LoopRange> whole;
  SmallVector<Value> point;
};

} // namespace

static PackedOperand describePanels(linalg::GenericOp op, OpOperand &operand, unsigned across,
                                    unsigned along, int64_t width) {
  PackedOperand packed{Value(), {}, across, along, width, Value()};
  AffineMap map = op.getMatchingIndexingMap(&operand);
  for (AffineExpr expr : map.getResults())
    if (unsigned loop = cast<AffineDimExpr>(expr).getPosition(); loop != across && loop != along)
      packed.outer.push_back(loop);
  return packed;
}

PackedOperand packPanels(OpBuilder &builder, linalg::GenericOp op, OpOperand &operand,
                         unsigned across, unsigned along, int64_t width, int64_t lanes) {
  PackedOperand packed = describePanels(op, operand, across, along, width);
  Packing packing(builder, op, operand, packed, lanes);
  packing.allocate(builder, getLoopRanges(builder, op)[along].size);
  if (isShared(op))
    packing.fill(builder, getLoopRanges(builder, op));
  else
    packing.fillInPieces(builder);
  return packed;
}

PackedOperand allocatePanels(OpBuilder &builder, linalg::GenericOp op, OpOperand &operand,
                             unsigned across, unsigned along, int64_t width, OpFoldResult length,
                             int64_t lanes) {
  PackedOperand packed = describePanels(op, operand, across, along, width);
  Packing(builder, op, operand, packed, lanes).allocate(builder, length);
  return packed;
}

void packBlock(OpBuilder &builder, linalg::GenericOp op, OpOperand &operand, PackedOperand &packed,
               int64_t lanes, ArrayRef<LoopRange> ranges) {
  packed.firstAlong = asIndex(builder, op.getLoc(), ranges[packed.along].lower);
  Packing(builder, op, operand, packed, lanes).fill(builder, ranges);
}

} // namespace luge
