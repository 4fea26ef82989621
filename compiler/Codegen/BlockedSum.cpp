//===- BlockedSum.cpp - Long sums as sums of shorter ones -----------------===//
#include "compiler/Codegen/BlockedSum.h"

#include "compiler/Codegen/TargetTable.h"

using namespace mlir;

namespace luge {

static bool isRounded(const Combiner &combiner) {
  return isa<arith::AddFOp, arith::MulFOp>(combiner.op);
}

/// The neutral element of a sum like `value`.
static Value getNeutral(OpBuilder &builder, const Combiner &combiner, Value value) {
  Location loc = combiner.op->getLoc();
  Value scalar = arith::ConstantOp::create(builder, loc, combiner.neutral);
  return isa<VectorType>(value.getType())
             ? vector::BroadcastOp::create(builder, loc, value.getType(), scalar)
             : scalar;
}

SmallVector<Value>
emitSumFor(OpBuilder &builder, Location loc, LoopRange range, int64_t step, int64_t trips,
           int64_t terms, ValueRange carried, ArrayRef<Combiner> combiners,
           function_ref<SmallVector<Value>(OpBuilder &, Value, ValueRange)> body) {
  int64_t block = std::max<int64_t>(1, kTermsPerSum / terms);
  if (trips <= block || llvm::none_of(combiners, isRounded))
    return emitFor(builder, loc, range, step, carried, body);
  // A sum of too many blocks is blocked in turn.
  while (trips / block > kTermsPerSum)
    block *= kTermsPerSum;
  auto combinerOf = [&](size_t index) { return combiners[index % combiners.size()]; };
  return emitFor(builder, loc, {builder.getIndexAttr(0), range.size}, block * step, carried,
                 [&](OpBuilder &inner, Value offset, ValueRange totals) {
                   SmallVector<Value> sums;
                   for (auto [index, total] : llvm::enumerate(totals))
                     sums.push_back(getNeutral(inner, combinerOf(index), total));
                   LoopRange part = getBlock(inner, loc, range, offset, block * step);
                   sums = emitSumFor(inner, loc, part, step, block, terms, sums, combiners, body);
                   for (auto [index, total] : llvm::enumerate(totals))
                     sums[index] = combinerOf(index).combine(inner, total, sums[index]);
                   return sums;
                 });
}

SmallVector<Value> emitSumNest(OpBuilder &builder, Location loc, ArrayRef<unsigned> loops,
                               ArrayRef<LoopRange> ranges, ArrayRef<int64_t> estimates,
                               int64_t terms, MutableArrayRef<Value> point, ValueRange carried,
                               ArrayRef<Combiner> combiners,
                               function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
  if (loops.empty())
    return body(builder, carried);
  unsigned loop = loops.front();
  int64_t termsInside = std::max<int64_t>(1, terms);
  for (unsigned inner : loops.drop_front())
    termsInside *= std::max<int64_t>(1, estimates[inner]);
  return emitSumFor(builder, loc, ranges[loop], 1, estimates[loop], termsInside, carried, combiners,
                    [&](OpBuilder &inner, Value iteration, ValueRange values) {
                      point[loop] = iteration;
                      return emitSumNest(inner, loc, loops.drop_front(), ranges, estimates, terms,
                                         point, values, combiners, body);
                    });
}

} // namespace luge
