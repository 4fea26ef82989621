//===- ParallelLanes.cpp - Lanes of a parallel loop -----------------------===//
#include "compiler/Codegen/GenericLowering.h"

using namespace mlir;

namespace luge {

void GenericLowering::emitParallelLanes(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                        MutableArrayRef<Value> point, BodyEmitter &body) {
  LoopRange range = ranges[*lanesLoop];
  AffineExpr d0, d1;
  bindDims(builder.getContext(), d0, d1);
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
  emitLanes(builder, loc, range, lanes, {},
            [&](OpBuilder &inner, Value first, Value mask, ValueRange) {
              emitStrip(inner, ranges, point, body, first, 1, mask);
              return SmallVector<Value>();
            });
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
