//===- FoldTransposeIntoContraction.cpp - Contractions without transposes -===//
#include "compiler/Transforms/Rewrites.h"
#include "dialects/Nn/NnOps.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace luge {
namespace {

/// One side of a contraction.
struct Side {
  Value value;
  SmallVector<int64_t> batch, contracting;
};

/// If `side` reads a transpose, lets it read what is transposed instead. That is possible if the
/// free dimensions keep their order, which is also theirs in the result.
bool readThroughTranspose(Side &side) {
  auto transpose = side.value.getDefiningOp<nn::TransposeOp>();
  if (!transpose)
    return false;
  ArrayRef<int64_t> permutation = transpose.getPermutation();
  auto source = [&](int64_t dim) { return permutation[dim]; };
  SmallVector<int64_t> bound(side.batch);
  llvm::append_range(bound, side.contracting);
  if (!llvm::is_sorted(llvm::map_to_vector(nn::otherDimensions(permutation.size(), bound), source)))
    return false;
  side = {transpose.getOperand(), llvm::map_to_vector(side.batch, source),
          llvm::map_to_vector(side.contracting, source)};
  return true;
}

struct FoldTransposedOperand : OpRewritePattern<nn::ContractOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::ContractOp op, PatternRewriter &rewriter) const override {
    Side lhs{op.getLhs(), SmallVector<int64_t>(op.getLhsBatch()),
             SmallVector<int64_t>(op.getLhsContracting())};
    Side rhs{op.getRhs(), SmallVector<int64_t>(op.getRhsBatch()),
             SmallVector<int64_t>(op.getRhsContracting())};
    bool lhsRead = readThroughTranspose(lhs), rhsRead = readThroughTranspose(rhs);
    if (!lhsRead && !rhsRead)
      return rewriter.notifyMatchFailure(
          op, "no operand is a transpose that keeps free dimensions in order");
    rewriter.replaceOpWithNewOp<nn::ContractOp>(op, lhs.value, rhs.value, lhs.batch, rhs.batch,
                                                lhs.contracting, rhs.contracting);
    return success();
  }
};

/// A transpose that swaps the free dimensions of both sides is a contraction of the sides swapped.
struct FoldTransposedResult : OpRewritePattern<nn::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(nn::TransposeOp op, PatternRewriter &rewriter) const override {
    auto contract = op.getOperand().getDefiningOp<nn::ContractOp>();
    if (!contract || !contract->hasOneUse())
      return rewriter.notifyMatchFailure(op, "operand is not a contraction for this use alone");
    int64_t batch = contract.getLhsBatch().size(), rank = contract.getType().getRank();
    int64_t lhsFree = contract.getLhs().getType().getRank() - batch -
                      static_cast<int64_t>(contract.getLhsContracting().size());
    auto swapped = llvm::to_vector(llvm::seq<int64_t>(0, batch));
    llvm::append_range(swapped, llvm::seq<int64_t>(batch + lhsFree, rank));
    llvm::append_range(swapped, llvm::seq<int64_t>(batch, batch + lhsFree));
    if (op.getPermutation() != ArrayRef<int64_t>(swapped))
      return rewriter.notifyMatchFailure(op, "does not swap the sides' free dimensions");
    rewriter.replaceOpWithNewOp<nn::ContractOp>(
        op, contract.getRhs(), contract.getLhs(), contract.getRhsBatch(), contract.getLhsBatch(),
        contract.getRhsContracting(), contract.getLhsContracting());
    return success();
  }
};

} // namespace

void populateFoldTransposeIntoContractionPatterns(RewritePatternSet &patterns) {
  patterns.add<FoldTransposedOperand, FoldTransposedResult>(patterns.getContext());
}

} // namespace luge
