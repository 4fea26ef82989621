//===- LowerGenerics.cpp - linalg.generic to loops of vectors -------------===//
//
// The loops of a generic are divided into pieces for threads, loops, and one loop whose consecutive
// iterations are the lanes of a vector:
//
//   no reduction      forall pieces { for parallel { lanes: store body(load) } }
//   lanes parallel    forall pieces { lanes of parallel { acc = init; for reduction { acc = body(acc) }; store } }
//   lanes reduction   forall pieces { for parallel { accs = neutral; for reduction { lanes: accs = body(accs) };
//                                                    store init + tree(accs) } }
//
// A reduction to few elements is first cut into partial sums, a number fixed by the shapes.
//
//===----------------------------------------------------------------------===//
#include "compiler/Codegen/BlockedSum.h"
#include "compiler/Codegen/BodyEmitter.h"
#include "compiler/Codegen/Combiner.h"
#include "compiler/Codegen/LoopNest.h"
#include "compiler/Codegen/Passes.h"
#include "compiler/Codegen/TargetTable.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace luge {
#define GEN_PASS_DEF_LOWERGENERICSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;
using namespace luge;

namespace {

/// Vectors that a loop of lanes works on at once, to hide the latency of a chain of sums.
constexpr int64_t kUnroll = 4;

/// Registers per vector where a chain of instructions is long: their chains run side by side, since LLVM splits
/// each op on such a vector in turn.
constexpr int64_t kInterleave = 2;

class GenericLowering {
public:
  GenericLowering(linalg::GenericOp op, const Target &target)
      : op(op), loc(op.getLoc()), estimates(estimateExtents(op)) {
    op.getParallelDims(parallel);
    op.getReductionDims(reduction);
    lanes = target.vectorBytes * 8 / getWidestElement({});
    lanesLoop = chooseLanesLoop();
    if (lanesLoop)
      lanes =
          target.vectorBytes * 8 / getWidestElement(BodyEmitter::findUniformValues(op, *lanesLoop));
    if (lanesLoop && hasLongChains() && estimates[*lanesLoop] >= kInterleave * lanes)
      lanes *= kInterleave;
  }

  void run() {
    OpBuilder builder(op);
    // Inside a parallel loop, the threads have their shares already.
    bool isShared = op->getParentOfType<scf::ForallOp>() != nullptr;
    if (!isShared && !reduction.empty() && isOutputReduced() && splitReduction(builder)) {
      op.erase();
      return;
    }
    for (OpOperand &output : op.getDpsInitsMutable())
      fills.push_back(canStartFromFill() ? takeInitialFill(op, output) : Value());
    SmallVector<LoopRange> ranges = getLoopRanges(builder, op);
    if (isShared)
      emitPiece(builder, ranges);
    else
      emitPieces(builder, loc, parallel, getPieceSizes(), estimates, ranges,
                 [&](OpBuilder &inner, ArrayRef<LoopRange> piece) { emitPiece(inner, piece); });
    op.erase();
  }

private:
  int64_t getWidestElement(const llvm::DenseSet<Value> &scalars) {
    int64_t widest = 8;
    auto widen = [&](Value value) {
      if (value.getType().isIntOrFloat() && !scalars.contains(value))
        widest = std::max<int64_t>(widest, value.getType().getIntOrFloatBitWidth());
    };
    for (BlockArgument argument : op.getBody()->getArguments())
      widen(argument);
    for (Operation &nested : op.getBody()->without_terminator())
      for (Value result : nested.getResults())
        widen(result);
    return widest;
  }

  /// Whether the body has elementary functions: each is a chain of instructions that wait for one another.
  bool hasLongChains() {
    return llvm::any_of(op.getBody()->without_terminator(), [](Operation &nested) {
      return isa<math::MathDialect>(nested.getDialect()) &&
             !isa<math::AbsFOp, math::SqrtOp, math::FmaOp, math::CopySignOp>(nested);
    });
  }

  bool isParallelLoop(unsigned loop) const { return llvm::is_contained(parallel, loop); }

  /// Whether each output element is the result of a whole reduction.
  bool isOutputReduced() {
    return llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &output) {
      AffineMap map = op.getMatchingIndexingMap(&output);
      return llvm::none_of(reduction, [&](unsigned loop) { return map.isFunctionOfDim(loop); });
    });
  }

  bool canStartFromFill() { return reduction.empty() || isOutputReduced(); }

  /// The loop that makes the most accesses contiguous and the fewest scattered; none if scalars do better.
  std::optional<unsigned> chooseLanesLoop() {
    if (!BodyEmitter::canVectorize(op) || (!reduction.empty() && !isOutputReduced()))
      return std::nullopt;
    constexpr double kScattered = 4;
    bool isCombining = getCombiners(op).has_value();
    std::optional<unsigned> best;
    double bestScore = 0;
    for (unsigned loop = 0, e = op.getNumLoops(); loop < e; ++loop) {
      if (!isParallelLoop(loop) && !isCombining)
        continue;
      double score = 0;
      for (OpOperand &operand : op->getOpOperands())
        if (op.getMatchingIndexingMap(&operand).isFunctionOfDim(loop))
          score += BodyEmitter::isContiguous(operand, loop) ? 1 : -kScattered;
      score *= std::min(1.0, double(estimates[loop]) / lanes);
      if (score > bestScore || (score == bestScore && best && score > 0))
        best = loop, bestScore = score;
    }
    return best;
  }

  /// Iterations of the parallel loops per piece: inner loops whole, until a piece is large enough.
  SmallVector<int64_t> getPieceSizes() {
    int64_t work = 1;
    for (unsigned loop : reduction)
      work *= std::max<int64_t>(1, estimates[loop]);
    SmallVector<unsigned> order(parallel);
    if (lanesLoop && isParallelLoop(*lanesLoop)) {
      order.erase(llvm::find(order, *lanesLoop));
      order.push_back(*lanesLoop);
    }
    llvm::DenseMap<unsigned, int64_t> sizes;
    for (unsigned loop : llvm::reverse(order)) {
      int64_t size = std::max<int64_t>(1, llvm::divideCeil(kElementsPerChunk, work));
      if (loop == lanesLoop)
        size = llvm::alignTo(size, lanes * kUnroll);
      size = std::min(size, std::max<int64_t>(1, estimates[loop]));
      // Leave no piece that is nearly empty.
      int64_t count = llvm::divideCeil(estimates[loop], size);
      if (count > 1)
        size =
            llvm::alignTo(llvm::divideCeil(estimates[loop], count), loop == lanesLoop ? lanes : 1);
      sizes[loop] = size;
      work *= size;
    }
    return llvm::map_to_vector(parallel, [&](unsigned loop) { return sizes[loop]; });
  }

  void emitPiece(OpBuilder &builder, ArrayRef<LoopRange> ranges) {
    SmallVector<Value> point(op.getNumLoops());
    BodyEmitter body(op, lanesLoop, lanes);
    body.hoistLoads(builder, point, /*known=*/{});
    SmallVector<unsigned> outer(parallel);
    if (lanesLoop && isParallelLoop(*lanesLoop))
      outer.erase(llvm::find(outer, *lanesLoop));
    emitNest(builder, loc, outer, ranges, point, /*carried=*/{}, [&](OpBuilder &inner, ValueRange) {
      BodyEmitter row = body;
      row.hoistLoads(inner, point, outer);
      if (!lanesLoop)
        emitScalars(inner, ranges, point, row);
      else if (!isParallelLoop(*lanesLoop))
        emitReducedLanes(inner, ranges, point, row);
      else
        emitParallelLanes(inner, ranges, point, row);
      return SmallVector<Value>();
    });
  }

  Value loadOutput(OpBuilder &builder, BodyEmitter &body, unsigned output, ArrayRef<Value> point,
                   Value mask) {
    if (fills[output])
      return body.splat(builder, loc, fills[output]);
    if (op.getRegionOutputArgs()[output].use_empty())
      return Value();
    return body.load(builder, *op.getDpsInitOperand(output), point, mask);
  }

  void storeOutputs(OpBuilder &builder, BodyEmitter &body, ArrayRef<Value> point, Value mask,
                    ValueRange values) {
    for (auto [output, value] : llvm::zip_equal(op.getDpsInitsMutable(), values))
      body.store(builder, output, point, mask, value);
  }

  /// The nest of reduction loops, where `body` takes in one more element.
  SmallVector<Value> emitReduction(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                   MutableArrayRef<Value> point, ValueRange outputs,
                                   function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
    return emitSumNest(builder, loc, reduction, ranges, estimates, /*terms=*/1, point, outputs,
                       getCombiners(op).value_or(SmallVector<Combiner>()), body);
  }

  /// All loops of one element at a time: bodies that vectors cannot take.
  void emitScalars(OpBuilder &builder, ArrayRef<LoopRange> ranges, MutableArrayRef<Value> point,
                   BodyEmitter &body) {
    auto loadAll = [&](OpBuilder &inner) {
      SmallVector<Value> outputs;
      for (unsigned output = 0, e = op.getNumDpsInits(); output < e; ++output)
        outputs.push_back(loadOutput(inner, body, output, point, Value()));
      return outputs;
    };
    if (!isOutputReduced()) {
      emitNest(builder, loc, reduction, ranges, point, {}, [&](OpBuilder &inner, ValueRange) {
        storeOutputs(inner, body, point, Value(),
                     body.compute(inner, point, Value(), loadAll(inner)));
        return SmallVector<Value>();
      });
      return;
    }
    SmallVector<Value> outputs = loadAll(builder);
    if (reduction.empty())
      outputs = body.compute(builder, point, Value(), outputs);
    else
      outputs =
          emitReduction(builder, ranges, point, outputs, [&](OpBuilder &inner, ValueRange values) {
            return body.compute(inner, point, Value(), values);
          });
    storeOutputs(builder, body, point, Value(), outputs);
  }

  void emitParallelLanes(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                         MutableArrayRef<Value> point, BodyEmitter &body) {
    LoopRange range = ranges[*lanesLoop];
    AffineExpr d0, d1;
    bindDims(builder.getContext(), d0, d1);
    if (!reduction.empty() && estimates[*lanesLoop] >= kUnroll * lanes) {
      int64_t step = kUnroll * lanes;
      OpFoldResult whole = fold(builder, loc, d0.floorDiv(step) * step, {range.size});
      emitFor(builder, loc, {range.lower, whole}, step, {},
              [&](OpBuilder &inner, Value first, ValueRange) {
                emitStrip(inner, ranges, point, body, first, kUnroll, Value());
                return SmallVector<Value>();
              });
      range = {fold(builder, loc, d0 + d1, {range.lower, whole}),
               fold(builder, loc, d0 - d1, {range.size, whole})};
    }
    emitLanes(builder, loc, range, lanes, {},
              [&](OpBuilder &inner, Value first, Value mask, ValueRange) {
                emitStrip(inner, ranges, point, body, first, 1, mask);
                return SmallVector<Value>();
              });
  }

  /// `vectors` vectors of elements from `first`, with the whole reduction of each.
  void emitStrip(OpBuilder &builder, ArrayRef<LoopRange> ranges, MutableArrayRef<Value> point,
                 BodyEmitter &body, Value first, int64_t vectors, Value mask) {
    unsigned numOutputs = op.getNumDpsInits();
    SmallVector<Value> firsts, outputs;
    for (int64_t number = 0; number < vectors; ++number) {
      firsts.push_back(point[*lanesLoop] = addIndex(builder, loc, first, number * lanes));
      for (unsigned output = 0; output < numOutputs; ++output)
        outputs.push_back(loadOutput(builder, body, output, point, mask));
    }
    auto computeAll = [&](OpBuilder &inner, ValueRange values) {
      BodyEmitter element = body;
      if (!reduction.empty())
        element.hoistLoads(inner, point, llvm::to_vector(llvm::seq(op.getNumLoops())));
      SmallVector<Value> results;
      for (int64_t number = 0; number < vectors; ++number) {
        point[*lanesLoop] = firsts[number];
        llvm::append_range(results, element.compute(inner, point, mask,
                                                    values.slice(number * numOutputs, numOutputs)));
      }
      return results;
    };
    if (reduction.empty())
      outputs = computeAll(builder, outputs);
    else
      outputs = emitReduction(builder, ranges, point, outputs, computeAll);
    for (int64_t number = 0; number < vectors; ++number) {
      point[*lanesLoop] = firsts[number];
      storeOutputs(builder, body, point, mask,
                   ArrayRef(outputs).slice(number * numOutputs, numOutputs));
    }
  }

  void emitReducedLanes(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                        MutableArrayRef<Value> point, BodyEmitter &body) {
    SmallVector<Combiner> combiners = *getCombiners(op);
    unsigned numOutputs = combiners.size();
    int64_t vectors = std::clamp<int64_t>(estimates[*lanesLoop] / lanes, 1, kUnroll);
    SmallVector<Value> accumulators;
    for (int64_t number = 0; number < vectors; ++number)
      for (const Combiner &combiner : combiners)
        accumulators.push_back(
            body.splat(builder, loc, arith::ConstantOp::create(builder, loc, combiner.neutral)));

    SmallVector<unsigned> outer(reduction);
    outer.erase(llvm::find(outer, *lanesLoop));
    accumulators = emitSumNest(
        builder, loc, outer, ranges, estimates, estimates[*lanesLoop] / (vectors * lanes), point,
        accumulators, combiners, [&](OpBuilder &inner, ValueRange values) {
          BodyEmitter row = body;
          SmallVector<unsigned> known(parallel);
          llvm::append_range(known, outer);
          row.hoistLoads(inner, point, known);
          return emitReducedRow(inner, ranges[*lanesLoop], point, row, vectors, combiners, values);
        });

    // Neighbours first, so that the tree depends on nothing but the shapes.
    for (int64_t half = vectors; half > 1;) {
      int64_t kept = llvm::divideCeil(half, 2);
      for (int64_t number = 0; number + kept < half; ++number)
        for (unsigned output = 0; output < numOutputs; ++output) {
          Value &lower = accumulators[number * numOutputs + output];
          lower = combiners[output].combine(builder, lower,
                                            accumulators[(number + kept) * numOutputs + output]);
        }
      half = kept;
    }
    BodyEmitter scalars(op, std::nullopt, 1);
    SmallVector<Value> results;
    for (auto [output, combiner] : llvm::enumerate(combiners)) {
      Value initial = fills[output]
                          ? fills[output]
                          : scalars.load(builder, *op.getDpsInitOperand(output), point, Value());
      results.push_back(
          combiner.combine(builder, initial, combiner.combineLanes(builder, accumulators[output])));
    }
    storeOutputs(builder, scalars, point, Value(), results);
  }

  SmallVector<Value> emitReducedRow(OpBuilder &builder, LoopRange range,
                                    MutableArrayRef<Value> point, BodyEmitter &row, int64_t vectors,
                                    ArrayRef<Combiner> combiners, ValueRange carried) {
    unsigned numOutputs = op.getNumDpsInits();
    AffineExpr d0, d1;
    bindDims(builder.getContext(), d0, d1);
    SmallVector<Value> values(carried);
    if (vectors > 1) {
      int64_t step = vectors * lanes;
      OpFoldResult whole = fold(builder, loc, d0.floorDiv(step) * step, {range.size});
      values = emitSumFor(
          builder, loc, {range.lower, whole}, step, estimates[*lanesLoop] / step, /*terms=*/1,
          values, combiners, [&](OpBuilder &inner, Value first, ValueRange inside) {
            SmallVector<Value> results;
            for (int64_t number = 0; number < vectors; ++number) {
              point[*lanesLoop] = addIndex(inner, loc, first, number * lanes);
              llvm::append_range(results,
                                 row.compute(inner, point, Value(),
                                             inside.slice(number * numOutputs, numOutputs)));
            }
            return results;
          });
      range = {fold(builder, loc, d0 + d1, {range.lower, whole}),
               fold(builder, loc, d0 - d1, {range.size, whole})};
    }
    SmallVector<Value> firsts(ArrayRef(values).take_front(numOutputs));
    firsts = emitLanes(builder, loc, range, lanes, firsts,
                       [&](OpBuilder &inner, Value first, Value mask, ValueRange inside) {
                         point[*lanesLoop] = first;
                         SmallVector<Value> results = row.compute(inner, point, mask, inside);
                         if (mask)
                           for (auto [result, old] : llvm::zip_equal(results, inside))
                             result = arith::SelectOp::create(inner, loc, mask, result, old);
                         return results;
                       });
    llvm::copy(firsts, values.begin());
    return values;
  }

  /// Rewrites a reduction of much to little as partial reductions, in parallel, and one of those.
  bool splitReduction(OpBuilder &builder) {
    std::optional<SmallVector<Combiner>> combiners = getCombiners(op);
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
    if (!combiners || hasIndex || partials < 2 || results >= kMaxPartials * 16)
      return false;

    // Partial p covers [p * size, (p + 1) * size) of that loop.
    AffineExpr d0, d1;
    bindDims(builder.getContext(), d0, d1);
    SmallVector<LoopRange> ranges = getLoopRanges(builder, op);
    OpFoldResult size = fold(builder, loc, d0.ceilDiv(partials), {ranges[loop].size});
    SmallVector<Value> buffers;
    for (OpOperand &output : op.getDpsInitsMutable()) {
      auto type = cast<MemRefType>(output.get().getType());
      SmallVector<int64_t> shape = {partials};
      SmallVector<Value> dynamic;
      for (auto [position, extent] : llvm::enumerate(type.getShape())) {
        shape.push_back(extent);
        if (ShapedType::isDynamic(extent))
          dynamic.push_back(memref::DimOp::create(builder, loc, output.get(), position));
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

  void emitPartial(scf::ForallOp forall, unsigned loop, OpFoldResult size,
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
    for (auto [output, slice] : llvm::zip_equal(op.getDpsInitsMutable(), slices))
      mapping.map(output.get(), slice);
    auto partial = cast<linalg::GenericOp>(builder.clone(*op, mapping));
    builder.setInsertionPoint(partial);
    GenericLowering lowering(*this, partial);
    for (const Combiner &combiner : combiners)
      lowering.fills.push_back(arith::ConstantOp::create(builder, loc, combiner.neutral));
    SmallVector<LoopRange> narrowed(ranges);
    OpFoldResult lower = fold(builder, loc, d0 * d1, {number, size});
    OpFoldResult rest = fold(builder, loc, d0 - d1, {ranges[loop].size, lower});
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value length = arith::MinSIOp::create(builder, loc, asIndex(builder, loc, rest),
                                          asIndex(builder, loc, size));
    narrowed[loop] = {lower,
                      OpFoldResult(arith::MaxSIOp::create(builder, loc, length, zero).getResult())};
    lowering.emitPiece(builder, narrowed);
    partial.erase();
  }

  void combinePartials(OpBuilder &builder, ArrayRef<Value> buffers, int64_t partials,
                       ArrayRef<Combiner> combiners) {
    // Loops: the partials' number, then those of each output's dimensions. The outputs share a rank, since
    // all of them are indexed by the parallel loops alone.
    unsigned rank = parallel.size();
    SmallVector<AffineMap> inputMaps, outputMaps;
    for (OpOperand &output : op.getDpsInitsMutable()) {
      SmallVector<AffineExpr> results;
      for (AffineExpr expr : op.getMatchingIndexingMap(&output).getResults()) {
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
        builder, loc, buffers, op.getDpsInits(), inputMaps, iterators,
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

  /// A lowering of an op that stands in for a part of `whole`.
  GenericLowering(const GenericLowering &whole, linalg::GenericOp op)
      : op(op), loc(op.getLoc()), estimates(estimateExtents(op)), lanes(whole.lanes) {
    op.getParallelDims(parallel);
    op.getReductionDims(reduction);
    lanesLoop = chooseLanesLoop();
  }

  linalg::GenericOp op;
  Location loc;
  SmallVector<int64_t> estimates;
  SmallVector<unsigned> parallel, reduction;
  int64_t lanes;
  std::optional<unsigned> lanesLoop;
  /// Per output: the scalar it starts from, or null if it starts from its memory.
  SmallVector<Value> fills;
};

struct LowerGenerics : luge::impl::LowerGenericsPassBase<LowerGenerics> {
  using Base::Base;

  void runOnOperation() override {
    const Target *description = lookupTarget(target);
    if (!description) {
      getOperation().emitError("unknown target '") << target << "'";
      return signalPassFailure();
    }
    SmallVector<linalg::GenericOp> generics;
    getOperation().walk([&](linalg::GenericOp op) { generics.push_back(op); });
    for (linalg::GenericOp op : generics) {
      if (!op.hasPureBufferSemantics()) {
        op.emitOpError("expected operands on buffers");
        return signalPassFailure();
      }
      GenericLowering(op, *description).run();
    }
    // Those fills that no reduction starts from.
    SmallVector<linalg::FillOp> fills;
    getOperation().walk([&](linalg::FillOp op) { fills.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (linalg::FillOp op : fills) {
      rewriter.setInsertionPoint(op);
      GenericLowering(*linalg::generalizeNamedOp(rewriter, op), *description).run();
    }
  }
};

} // namespace
