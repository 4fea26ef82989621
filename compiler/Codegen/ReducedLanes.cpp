//===- ReducedLanes.cpp - Lanes of a reduction ----------------------------===//
#include "compiler/Codegen/GenericLowering.h"

#include "compiler/Codegen/BlockedSum.h"

using namespace mlir;

namespace luge {

void GenericLowering::emitReducedLanes(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                       MutableArrayRef<Value> point, BodyEmitter &body) {
  SmallVector<Combiner> combiners = *getCombiners(op, *reduced);
  unsigned numSums = combiners.size();
  int64_t vectors = std::clamp<int64_t>(estimates[*lanesLoop] / lanes, 1, unroll);
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
      for (unsigned sum = 0; sum < numSums; ++sum) {
        Value &lower = accumulators[number * numSums + sum];
        lower =
            combiners[sum].combine(builder, lower, accumulators[(number + kept) * numSums + sum]);
      }
    half = kept;
  }
  BodyEmitter scalars(op, std::nullopt, 1);
  SmallVector<Value> results;
  for (auto [output, combiner, sum] : llvm::zip_first(*reduced, combiners, accumulators)) {
    Value initial = fills[output]
                        ? fills[output]
                        : scalars.load(builder, *op.getDpsInitOperand(output), point, Value());
    Value pick = picks.lookup(output);
    results.push_back(
        combiner.combine(builder, initial, pick ? pick : combiner.combineLanes(builder, sum)));
  }
  storeReduced(builder, scalars, point, Value(), results);
}

SmallVector<Value> GenericLowering::emitReducedRow(OpBuilder &builder, LoopRange range,
                                                   MutableArrayRef<Value> point, BodyEmitter &row,
                                                   int64_t vectors, ArrayRef<Combiner> combiners,
                                                   ValueRange carried) {
  size_t numSums = combiners.size();
  AffineExpr d0, d1;
  bindDims(builder.getContext(), d0, d1);
  SmallVector<Value> values(carried);
  if (vectors > 1 || estimates[*lanesLoop] / lanes > kTermsPerSum) {
    int64_t step = vectors * lanes;
    OpFoldResult whole = fold(builder, loc, d0.floorDiv(step) * step, {range.size});
    values = emitSumFor(
        builder, loc, {range.lower, whole}, step, estimates[*lanesLoop] / step, /*terms=*/1, values,
        combiners, [&](OpBuilder &inner, Value first, ValueRange inside) {
          SmallVector<Value> results;
          for (int64_t number = 0; number < vectors; ++number) {
            point[*lanesLoop] = addIndex(inner, loc, first, number * lanes);
            llvm::append_range(results, emitIteration(inner, row, point, Value(),
                                                      inside.slice(number * numSums, numSums)));
          }
          return results;
        });
    range = {fold(builder, loc, d0 + d1, {range.lower, whole}),
             fold(builder, loc, d0 - d1, {range.size, whole})};
  }
  SmallVector<Value> firsts(ArrayRef(values).take_front(numSums));
  firsts = emitLanes(builder, loc, range, lanes, firsts,
                     [&](OpBuilder &inner, Value first, Value mask, ValueRange inside) {
                       point[*lanesLoop] = first;
                       SmallVector<Value> results = emitIteration(inner, row, point, mask, inside);
                       if (mask)
                         for (auto [result, old] : llvm::zip_equal(results, inside))
                           result = arith::SelectOp::create(inner, loc, mask, result, old);
                       return results;
                     });
  llvm::copy(firsts, values.begin());
  return values;
}

} // namespace luge
