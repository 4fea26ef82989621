//===- ThreadShare.cpp - One thread's part of a parallel loop -------------===//
#include "compiler/Codegen/ThreadShare.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace luge {

/// The number of iterations of each dimension of `forall`.
static SmallVector<OpFoldResult> buildTripCounts(OpBuilder &builder, scf::ForallOp forall) {
  AffineExpr lower, upper, step;
  bindSymbols(builder.getContext(), lower, upper, step);
  AffineExpr trips = (upper - lower).ceilDiv(step);
  SmallVector<OpFoldResult> counts;
  for (auto [from, to, by] : llvm::zip_equal(forall.getMixedLowerBound(),
                                             forall.getMixedUpperBound(), forall.getMixedStep()))
    counts.push_back(
        affine::makeComposedFoldedAffineApply(builder, forall.getLoc(), trips, {from, to, by}));
  return counts;
}

void replaceWithShare(RewriterBase &rewriter, scf::ForallOp forall, Value thread, Value threads) {
  Location loc = forall.getLoc();
  rewriter.setInsertionPoint(forall);
  SmallVector<OpFoldResult> trips = buildTripCounts(rewriter, forall);
  AffineExpr product = rewriter.getAffineConstantExpr(1);
  for (unsigned i = 0; i < trips.size(); ++i)
    product = product * rewriter.getAffineSymbolExpr(i);
  Value total = getValueOrCreateConstantIndexOp(
      rewriter, loc, affine::makeComposedFoldedAffineApply(rewriter, loc, product, trips));

  Value one = arith::ConstantIndexOp::create(rewriter, loc, 1);
  Value next = arith::AddIOp::create(rewriter, loc, thread, one);
  auto boundary = [&](Value number) -> Value {
    Value scaled = arith::MulIOp::create(rewriter, loc, total, number);
    return arith::DivUIOp::create(rewriter, loc, scaled, threads);
  };
  auto loop = scf::ForOp::create(rewriter, loc, boundary(thread), boundary(next), one);

  rewriter.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> positions{loop.getInductionVar()};
  if (trips.size() > 1)
    positions = llvm::to_vector(ValueRange(
        affine::AffineDelinearizeIndexOp::create(rewriter, loc, loop.getInductionVar(), trips)
            .getResults()));
  AffineExpr position, lower, step;
  bindDims(rewriter.getContext(), position);
  bindSymbols(rewriter.getContext(), lower, step);
  SmallVector<Value> indices;
  for (auto [at, from, by] :
       llvm::zip_equal(positions, forall.getMixedLowerBound(), forall.getMixedStep())) {
    OpFoldResult index = affine::makeComposedFoldedAffineApply(
        rewriter, loc, lower + position * step, {at, from, by});
    indices.push_back(getValueOrCreateConstantIndexOp(rewriter, loc, index));
  }
  rewriter.eraseOp(forall.getTerminator());
  rewriter.inlineBlockBefore(forall.getBody(), loop.getBody()->getTerminator(), indices);
  rewriter.eraseOp(forall);
}

} // namespace luge
