//===- SplitReduction.cpp - Partial reductions, in parallel ---------------===//
#include "compiler/Codegen/GenericLowering.h"

#include "compiler/Codegen/PartialSums.h"

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
  AffineExpr d0 = builder.getAffineDimExpr(0);
  SmallVector<LoopRange> ranges = getLoopRanges(builder, op);
  OpFoldResult size = fold(builder, loc, d0.ceilDiv(partials), {ranges[loop].size});
  PartialSums sums(builder, op, *reduced, partials);
  SmallVector<OpFoldResult> counts = {builder.getIndexAttr(partials)};
  auto forall = scf::ForallOp::create(builder, loc, counts, ValueRange(), std::nullopt);
  emitPartial(forall, loop, size, ranges, sums);
  GenericLowering(*this, sums.emitCombination(builder)).run();
  return true;
}

void GenericLowering::emitPartial(scf::ForallOp forall, unsigned loop, OpFoldResult size,
                                  ArrayRef<LoopRange> ranges, const PartialSums &sums) {
  OpBuilder builder(forall.getTerminator());
  // The same generic on one slice of the buffers, its loop narrowed.
  Value number = forall.getInductionVar(0);
  IRMapping mapping;
  mapping.map(sums.getWholes(), sums.emitSlices(builder, number));
  auto partial = cast<linalg::GenericOp>(builder.clone(*op, mapping));
  builder.setInsertionPoint(partial);
  GenericLowering lowering(*this, partial);
  lowering.fills.resize(op.getNumDpsInits());
  for (auto [output, combiner] : llvm::zip_equal(*reduced, sums.getCombiners()))
    lowering.fills[output] = arith::ConstantOp::create(builder, loc, combiner.neutral);
  SmallVector<LoopRange> narrowed(ranges);
  int64_t partials = *getConstantIntValue(forall.getMixedUpperBound().front());
  narrowed[loop] = getPart(builder, loc, ranges[loop], size, number, partials);
  lowering.emitPiece(builder, narrowed);
  partial.erase();
}

} // namespace luge
