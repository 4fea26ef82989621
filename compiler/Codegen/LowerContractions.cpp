//===- LowerContractions.cpp - Contractions to register tiles -------------===//
//
//   pack rows, pack columns                      (foralls, where the plan says so)
//   forall blocks of (outer parallel, m, n)
//     for blocks of k
//       pack columns                             (if the plan says that each block packs its own)
//       for panels of m, panels of n             (in the plan's order)
//         sums = zero or the output's tile
//         for outer reduction, k: sums += rows[k] x columns[k]
//         output's tile = sums, or what the epilogue makes of them
//
//===----------------------------------------------------------------------===//
#include "compiler/Codegen/BodyEmitter.h"
#include "compiler/Codegen/ByteCount.h"
#include "compiler/Codegen/Combiner.h"
#include "compiler/Codegen/ContractionPlan.h"
#include "compiler/Codegen/Epilogue.h"
#include "compiler/Codegen/LoopNest.h"
#include "compiler/Codegen/PackPanels.h"
#include "compiler/Codegen/Passes.h"
#include "compiler/Codegen/VectorTranspose.h"

#include "mlir/Dialect/SCF/Utils/Utils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace luge {
#define GEN_PASS_DEF_LOWERCONTRACTIONSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;
using namespace luge;

/// Whether panels of what a thread reads have a size that is known.
static bool isBounded(linalg::GenericOp op) {
  OpBuilder builder(op);
  return llvm::all_of(getLoopRanges(builder, op),
                      [](LoopRange range) { return getConstantBound(range.size).has_value(); });
}

namespace {

class ContractionLowering {
public:
  ContractionLowering(linalg::GenericOp op, const ContractionPlan &plan,
                      std::optional<Epilogue> epilogue, const Target &target)
      : op(op), loc(op.getLoc()), plan(plan), target(target), epilogue(std::move(epilogue)),
        point(op.getNumLoops()) {
    elementType = getElementTypeOrSelf(op.getDpsInits().front().getType());
    rowType = VectorType::get(plan.tileColumns, elementType);
  }

  void run() {
    fill = takeInitialFill(op, *plan.output);
    if (epilogue) {
      op->moveBefore(epilogue->op);
      allocateScratch();
    }
    OpBuilder builder(op);
    SmallVector<LoopRange> ranges = getLoopRanges(builder, op);
    if (plan.packRows)
      packedRows = packPanels(builder, op, *plan.rows, plan.m, plan.k, plan.tileRows, plan.lanes);
    if (plan.packInBlock)
      packedColumns = allocatePanels(
          builder, op, *plan.columns, plan.n, plan.k, plan.tileColumns,
          isOneBlockOfK() ? ranges[plan.k].size : builder.getIndexAttr(plan.kBlock), plan.lanes);
    else if (plan.packColumns)
      packedColumns =
          packPanels(builder, op, *plan.columns, plan.n, plan.k, plan.tileColumns, plan.lanes);
    extents = llvm::map_to_vector(ranges, [](LoopRange range) { return range.size; });

    SmallVector<unsigned> loops(plan.outerParallel);
    SmallVector<int64_t> sizes(plan.outerBlocks);
    llvm::append_values(loops, plan.m, plan.n);
    llvm::append_values(sizes, plan.mBlock, plan.nBlock);
    if (isShared(op))
      emitBlock(builder, ranges);
    else
      emitPieces(builder, loc, loops, sizes, estimateExtents(op), ranges,
                 [&](OpBuilder &inner, ArrayRef<LoopRange> block) { emitBlock(inner, block); });
    for (scf::ForOp loop : loopsOfK)
      (void)loopUnrollByFactor(loop, target.unrolledK);
    if (epilogue)
      epilogue->op.erase();
    op.erase();
  }

private:
  unsigned getLoopAcross() { return plan.isTransposed ? plan.n : plan.m; }
  unsigned getLoopWithin() { return plan.isTransposed ? plan.m : plan.n; }
  /// A tile's vectors as they lie in the output: so many, of that length.
  int64_t getCountAcross() { return plan.isTransposed ? plan.tileColumns : plan.tileRows; }
  int64_t getWidthWithin() { return plan.isTransposed ? plan.tileRows : plan.tileColumns; }

  /// Room for a tile on its way to the epilogue, which is a loop over it: code for each of its vectors would
  /// be long.
  void allocateScratch() {
    OpBuilder builder =
        OpBuilder::atBlockBegin(&op->getParentOfType<func::FuncOp>().getBody().front());
    auto type = MemRefType::get(
        {getCountAcross(), int64_t(llvm::alignTo(getWidthWithin(), plan.lanes))}, elementType);
    scratch = memref::AllocaOp::create(builder, loc, type, builder.getI64IntegerAttr(64));
  }

  void emitBlock(OpBuilder &builder, ArrayRef<LoopRange> block) {
    auto emitPanels = [&](OpBuilder &inner, bool rows, function_ref<void(OpBuilder &)> body) {
      unsigned loop = rows ? plan.m : plan.n;
      emitFor(inner, loc, block[loop], rows ? plan.tileRows : plan.tileColumns, {},
              [&](OpBuilder &nested, Value first, ValueRange) {
                point[loop] = first;
                body(nested);
                return SmallVector<Value>();
              });
    };
    auto emitPanelLoops = [&](OpBuilder &inner, ArrayRef<LoopRange> ranges) {
      if (plan.packInBlock) {
        SmallVector<LoopRange> part(ranges);
        for (unsigned loop : plan.outerParallel)
          part[loop] = {point[loop], inner.getIndexAttr(1)};
        packBlock(inner, op, *plan.columns, packedColumns, plan.lanes, part);
      }
      emitPanels(inner, plan.rowsOutside, [&](OpBuilder &middle) {
        emitPanels(middle, !plan.rowsOutside,
                   [&](OpBuilder &innermost) { emitTile(innermost, ranges); });
      });
      return SmallVector<Value>();
    };
    emitNest(builder, loc, plan.outerParallel, block, point, {}, [&](OpBuilder &outer, ValueRange) {
      if (isOneBlockOfK())
        return emitPanelLoops(outer, block);
      return emitFor(outer, loc, block[plan.k], plan.kBlock, {},
                     [&](OpBuilder &inner, Value first, ValueRange) {
                       SmallVector<LoopRange> ranges(block);
                       ranges[plan.k] = getBlockOfK(inner, block[plan.k], first);
                       return emitPanelLoops(inner, ranges);
                     });
    });
  }

  bool isOneBlockOfK() { return plan.kBlock == ContractionPlan::kWhole; }

  LoopRange getBlockOfK(OpBuilder &builder, LoopRange range, Value first) {
    AffineExpr d0, d1;
    bindDims(builder.getContext(), d0, d1);
    OpFoldResult rest = fold(builder, loc, d0 - d1, {range.size, OpFoldResult(first)});
    std::optional<int64_t> size = getConstantIntValue(range.size);
    if (size && *size % plan.kBlock == 0)
      return {first, builder.getIndexAttr(plan.kBlock)};
    Value most = arith::ConstantIndexOp::create(builder, loc, plan.kBlock);
    return {first,
            arith::MinSIOp::create(builder, loc, asIndex(builder, loc, rest), most).getResult()};
  }

  void emitTile(OpBuilder &builder, ArrayRef<LoopRange> ranges) {
    SmallVector<Value> sums = emitInitialSums(builder, asIndex(builder, loc, ranges[plan.k].lower));
    SmallVector<LoopRange> part(ranges);
    LoopRange &rangeOfK = part[plan.k];
    if (SmallVector<OpOperand *> awaited = findAwaited(); !awaited.empty()) {
      AffineExpr d0, d1;
      bindDims(builder.getContext(), d0, d1);
      rangeOfK = getBlock(builder, loc, rangeOfK, builder.getIndexAttr(0), getCountAcross());
      sums = emitProducts(builder, part, sums, awaited);
      OpFoldResult size = rangeOfK.size;
      rangeOfK = {fold(builder, loc, d0 + d1, {rangeOfK.lower, size}),
                  fold(builder, loc, d0 - d1, {ranges[plan.k].size, size})};
    }
    sums = emitProducts(builder, part, sums, {});
    finishTile(builder, ranges[plan.k], sums);
  }

  /// The tile's sums and the products of `ranges`. At each k, asks for what the epilogue uses of one of its vectors in
  /// each of `awaited`.
  SmallVector<Value> emitProducts(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                  ArrayRef<Value> sums, ArrayRef<OpOperand *> awaited) {
    SmallVector<Value> tile(point);
    SmallVector<unsigned> loops(plan.outerReduction);
    loops.push_back(plan.k);
    BodyEmitter columns(op, plan.n, plan.tileColumns);
    Value mask = plan.packColumns ? Value() : getColumnMask(builder);
    SmallVector<Value> results = emitNest(
        builder, loc, loops, ranges, point, sums, [&](OpBuilder &inner, ValueRange carried) {
          prefetch(inner, awaited, tile);
          if (awaited.empty() && !point[plan.k].getDefiningOp())
            loopsOfK.insert(scf::getForInductionVarOwner(point[plan.k]));
          Value vector = plan.packColumns ? packedColumns.load(inner, loc, point)
                                          : columns.load(inner, *plan.columns, point, mask);
          return addProducts(inner, vector, carried);
        });
    point[plan.m] = tile[plan.m];
    point[plan.n] = tile[plan.n];
    return results;
  }

  /// Stores the sums, and does the epilogue after the last block of k.
  void finishTile(OpBuilder &builder, LoopRange rangeOfK, ArrayRef<Value> sums) {
    auto store = [&](OpBuilder &inner) {
      emitWholeOrPartial(inner, {}, [&](OpBuilder &nested, bool isWhole) {
        storeTile(nested, sums, isWhole);
        return SmallVector<Value>();
      });
    };
    if (!epilogue || epilogue->keepsResult)
      store(builder);
    if (!epilogue)
      return;
    if (isOneBlockOfK()) {
      emitEpilogue(builder, sums);
      return;
    }
    AffineExpr d0, d1;
    bindDims(builder.getContext(), d0, d1);
    Value end = asIndex(builder, loc, fold(builder, loc, d0 + d1, {rangeOfK.lower, rangeOfK.size}));
    Value isLast = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, end,
                                         asIndex(builder, loc, extents[plan.k]));
    auto branch =
        scf::IfOp::create(builder, loc, isLast, /*withElseRegion=*/!epilogue->keepsResult);
    OpBuilder last = branch.getThenBodyBuilder();
    emitEpilogue(last, sums);
    if (!epilogue->keepsResult) {
      OpBuilder other = branch.getElseBodyBuilder();
      store(other);
    }
  }

  /// What the epilogue uses of buffers that the second cache does not hold: it is to arrive while the sums are
  /// computed.
  SmallVector<OpOperand *> findAwaited() {
    SmallVector<OpOperand *> operands;
    if (!epilogue || !isOneBlockOfK() || !plan.outerReduction.empty())
      return operands;
    unsigned within = getEpilogueLoop(getLoopWithin());
    SmallVector<int64_t> extents = estimateExtents(op);
    extents[plan.k] = 1;
    int64_t elements = 1;
    for (int64_t extent : extents)
      elements = multiplySizes(elements, extent);
    for (OpOperand &operand : epilogue->op->getOpOperands())
      if (operand.get() != plan.output->get() && BodyEmitter::isContiguous(operand, within) &&
          epilogue->op.getMatchingIndexingMap(&operand).isPermutation())
        operands.push_back(&operand);
    int64_t bytes = elementType.getIntOrFloatBitWidth() / 8 * operands.size();
    return multiplySizes(elements, bytes) > target.l2Bytes ? operands : SmallVector<OpOperand *>();
  }

  /// At a k, asks for the tile's vector of that number in each of the buffers: all at once would wait for one another.
  void prefetch(OpBuilder &builder, ArrayRef<OpOperand *> operands, ArrayRef<Value> tile) {
    if (operands.empty())
      return;
    BodyEmitter emitter(epilogue->op, getEpilogueLoop(getLoopWithin()), getWidthWithin());
    SmallVector<Value> place =
        llvm::map_to_vector(epilogue->loops, [&](unsigned loop) { return tile[loop]; });
    Value &across = place[getEpilogueLoop(getLoopAcross())];
    across = arith::AddIOp::create(builder, loc, across, point[plan.k]);
    for (OpOperand *operand : operands)
      emitter.prefetch(builder, *operand, place);
  }

  /// The epilogue's loop for one of the contraction's.
  unsigned getEpilogueLoop(unsigned loop) {
    return llvm::find(epilogue->loops, loop) - epilogue->loops.begin();
  }

  /// Puts the tile into the scratch buffer, then runs the epilogue's body over what of it exists.
  void emitEpilogue(OpBuilder &builder, ArrayRef<Value> sums) {
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    for (auto [number, vector] : llvm::enumerate(getVectors(builder, sums)))
      vector::StoreOp::create(
          builder, loc, vector, scratch,
          ValueRange{arith::ConstantIndexOp::create(builder, loc, number), zero});

    unsigned within = getEpilogueLoop(getLoopWithin());
    SmallVector<Value> place(epilogue->loops.size());
    for (auto [position, loop] : llvm::enumerate(epilogue->loops))
      place[position] = point[loop];
    LoopRange across = getTileRange(builder, getLoopAcross(), getCountAcross());
    LoopRange lanes = getTileRange(builder, getLoopWithin(), getWidthWithin());
    emitFor(builder, loc, {builder.getIndexAttr(0), across.size}, 1, {},
            [&](OpBuilder &outer, Value row, ValueRange) {
              place[getEpilogueLoop(getLoopAcross())] =
                  arith::AddIOp::create(outer, loc, asIndex(outer, loc, across.lower), row);
              return emitLanes(outer, loc, {outer.getIndexAttr(0), lanes.size}, plan.lanes, {},
                               [&](OpBuilder &inner, Value lane, Value mask, ValueRange) {
                                 place[within] = arith::AddIOp::create(
                                     inner, loc, asIndex(inner, loc, lanes.lower), lane);
                                 emitEpilogueVector(inner, within, place, row, lane, mask);
                                 return SmallVector<Value>();
                               });
            });
  }

  void emitEpilogueVector(OpBuilder &builder, unsigned lanesLoop, ArrayRef<Value> place, Value row,
                          Value lane, Value mask) {
    linalg::GenericOp follower = epilogue->op;
    BodyEmitter body(follower, lanesLoop, plan.lanes);
    Value sums = vector::LoadOp::create(builder, loc, VectorType::get(plan.lanes, elementType),
                                        scratch, ValueRange{row, lane});
    for (OpOperand *operand : epilogue->getTileOperands(plan.output->get()))
      body.provide(*operand, sums);
    SmallVector<Value> outputs;
    for (OpOperand &init : follower.getDpsInitsMutable())
      outputs.push_back(follower.payloadUsesValueFromOperand(&init)
                            ? body.load(builder, init, place, mask)
                            : Value());
    for (auto [init, value] : llvm::zip_equal(follower.getDpsInitsMutable(),
                                              body.compute(builder, place, mask, outputs)))
      body.store(builder, init, place, mask, value);
  }

  /// What exists of the tile's iterations of `loop`.
  LoopRange getTileRange(OpBuilder &builder, unsigned loop, int64_t size) {
    if (!mayBePartial(loop, size))
      return {point[loop], builder.getIndexAttr(size)};
    Value most = arith::ConstantIndexOp::create(builder, loc, size);
    return {point[loop],
            arith::MinSIOp::create(builder, loc, getRest(builder, loop), most).getResult()};
  }

  /// At one k: each row's sums, plus the row's element times the vector of the columns. Rows are carried as
  /// vectors of their own: a tile as one 2-D vector would be taken apart element by element when
  /// canonicalized.
  SmallVector<Value> addProducts(OpBuilder &builder, Value vector, ValueRange sums) {
    BodyEmitter scalars(op, std::nullopt, 1);
    Value first = point[plan.m];
    SmallVector<Value> results;
    for (auto [row, sum] : llvm::enumerate(sums)) {
      Value element;
      if (plan.packRows) {
        element = packedRows.loadElement(builder, loc, point, row);
      } else {
        // Only tiles without a tail are read in place.
        point[plan.m] = addIndex(builder, loc, first, row);
        element = scalars.load(builder, *plan.rows, point, Value());
      }
      Value factor = vector::BroadcastOp::create(builder, loc, rowType, element);
      results.push_back(vector::FMAOp::create(builder, loc, factor, vector, sum));
      point[plan.m] = first;
    }
    return results;
  }

  /// How many iterations of `loop` are left from the tile's first.
  Value getRest(OpBuilder &builder, unsigned loop) {
    AffineExpr d0, d1;
    bindDims(builder.getContext(), d0, d1);
    return asIndex(builder, loc,
                   fold(builder, loc, d0 - d1, {extents[loop], OpFoldResult(point[loop])}));
  }

  bool mayBePartial(unsigned loop, int64_t tile) {
    std::optional<int64_t> extent = getConstantIntValue(extents[loop]);
    return !extent || *extent % tile != 0;
  }

  Value getColumnMask(OpBuilder &builder) {
    if (!mayBePartial(plan.n, plan.tileColumns))
      return Value();
    return vector::CreateMaskOp::create(builder, loc,
                                        VectorType::get(plan.tileColumns, builder.getI1Type()),
                                        getRest(builder, plan.n));
  }

  SmallVector<Value> emitInitialSums(OpBuilder &builder, Value firstK) {
    SmallVector<Type> types(plan.tileRows, rowType);
    auto splat = [&](OpBuilder &inner) {
      Value start = vector::BroadcastOp::create(inner, loc, rowType, fill);
      return SmallVector<Value>(plan.tileRows, start);
    };
    auto load = [&](OpBuilder &inner) {
      return emitWholeOrPartial(
          inner, types, [&](OpBuilder &nested, bool isWhole) { return loadTile(nested, isWhole); });
    };
    if (!fill)
      return load(builder);
    if (isOneBlockOfK())
      return splat(builder);
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, firstK, zero);
    auto branch = scf::IfOp::create(
        builder, loc, isFirst,
        [&](OpBuilder &inner, Location) { scf::YieldOp::create(inner, loc, splat(inner)); },
        [&](OpBuilder &inner, Location) { scf::YieldOp::create(inner, loc, load(inner)); });
    return llvm::to_vector(ValueRange(branch.getResults()));
  }

  /// Code for a tile that lies within the output, and, where there may be one that does not, for that too.
  SmallVector<Value> emitWholeOrPartial(OpBuilder &builder, TypeRange types,
                                        function_ref<SmallVector<Value>(OpBuilder &, bool)> body) {
    bool partialRows = mayBePartial(plan.m, plan.tileRows),
         partialColumns = mayBePartial(plan.n, plan.tileColumns);
    if (!partialRows && !partialColumns)
      return body(builder, true);
    Value isWhole;
    auto require = [&](unsigned loop, int64_t tile) {
      Value fits =
          arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge, getRest(builder, loop),
                                arith::ConstantIndexOp::create(builder, loc, tile));
      isWhole = isWhole ? arith::AndIOp::create(builder, loc, isWhole, fits) : fits;
    };
    if (partialRows)
      require(plan.m, plan.tileRows);
    if (partialColumns)
      require(plan.n, plan.tileColumns);
    auto branch = scf::IfOp::create(
        builder, loc, isWhole,
        [&](OpBuilder &inner, Location) { scf::YieldOp::create(inner, loc, body(inner, true)); },
        [&](OpBuilder &inner, Location) { scf::YieldOp::create(inner, loc, body(inner, false)); });
    return llvm::to_vector(ValueRange(branch.getResults()));
  }

  /// Visits the tile as the vectors it has in the output's memory: `count` of them, one per iteration of
  /// `across`, each of `width` iterations of `within`. `access` gets the vector's number and its mask.
  void visitVectors(OpBuilder &builder, bool isWhole,
                    function_ref<void(int64_t, BodyEmitter &, Value)> access) {
    unsigned across = getLoopAcross(), within = getLoopWithin();
    int64_t count = getCountAcross(), width = getWidthWithin();
    BodyEmitter emitter(op, within, width);
    Value restAcross, restWithin, zero;
    if (!isWhole) {
      restAcross = getRest(builder, across);
      restWithin = getRest(builder, within);
      zero = arith::ConstantIndexOp::create(builder, loc, 0);
    }
    Value first = point[across];
    for (int64_t number = 0; number < count; ++number) {
      Value mask;
      if (!isWhole) {
        Value exists =
            arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt,
                                  arith::ConstantIndexOp::create(builder, loc, number), restAcross);
        Value lanes = arith::SelectOp::create(builder, loc, exists, restWithin, zero);
        mask = vector::CreateMaskOp::create(builder, loc,
                                            VectorType::get(width, builder.getI1Type()), lanes);
      }
      point[across] = addIndex(builder, loc, first, number);
      access(number, emitter, mask);
    }
    point[across] = first;
  }

  SmallVector<Value> loadTile(OpBuilder &builder, bool isWhole) {
    SmallVector<Value> vectors;
    visitVectors(builder, isWhole, [&](int64_t, BodyEmitter &emitter, Value mask) {
      vectors.push_back(emitter.load(builder, *plan.output, point, mask));
    });
    return plan.isTransposed ? transposeVectors(builder, loc, vectors, plan.lanes) : vectors;
  }

  /// The tile's rows as the vectors that it has in the output.
  SmallVector<Value> getVectors(OpBuilder &builder, ArrayRef<Value> rows) {
    return plan.isTransposed ? transposeVectors(builder, loc, rows, plan.lanes)
                             : llvm::to_vector(rows);
  }

  void storeTile(OpBuilder &builder, ArrayRef<Value> rows, bool isWhole) {
    SmallVector<Value> vectors = getVectors(builder, rows);
    visitVectors(builder, isWhole, [&](int64_t number, BodyEmitter &emitter, Value mask) {
      emitter.store(builder, *plan.output, point, mask, vectors[number]);
    });
  }

  linalg::GenericOp op;
  Location loc;
  const ContractionPlan &plan;
  const Target &target;
  Type elementType;
  VectorType rowType;
  std::optional<Epilogue> epilogue;
  Value fill, scratch;
  PackedOperand packedRows, packedColumns;
  SmallVector<OpFoldResult> extents;
  SmallVector<Value> point;
  llvm::SetVector<scf::ForOp> loopsOfK;
};

struct LowerContractions : luge::impl::LowerContractionsPassBase<LowerContractions> {
  using Base::Base;

  void runOnOperation() override {
    const Target *description = lookupTarget(target, getOperation());
    if (!description)
      return signalPassFailure();
    SmallVector<linalg::GenericOp> generics;
    getOperation().walk([&](linalg::GenericOp op) { generics.push_back(op); });
    // From the last, so that an epilogue is never a contraction's input that has moved.
    for (linalg::GenericOp op : llvm::reverse(generics)) {
      std::optional<ContractionPlan> plan = planContraction(op, *description);
      if (!plan || (isShared(op) && !isBounded(op)))
        continue;
      std::optional<Epilogue> epilogue = isOneTile(op, *plan) ? std::nullopt : findEpilogue(op);
      fusedEpilogues += epilogue.has_value();
      ContractionLowering(op, *plan, std::move(epilogue), *description).run();
    }
  }
};

} // namespace
