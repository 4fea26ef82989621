//===- NnContractionVjp.cpp - Differentiation of contractions -------------===//
// With result dimensions (b, m, n) the gradient of lhs[b, m, k] is the contraction of g[b, m, n] and
// rhs[b, n, k] over n, and likewise for rhs. The dimensions of a contraction's result come in a
// fixed order, so the factors are put in the order that gives the operand's, if one does.
//===----------------------------------------------------------------------===//
#include "dialects/Nn/NnExpr.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace luge::nn;

namespace {
/// One factor of a contraction. `target[d]` is the dimension of the wanted result that free or batch
/// dimension `d` becomes.
struct Factor {
  Value value;
  SmallVector<int64_t> batch, contracting, target;

  SmallVector<int64_t> free() const {
    SmallVector<int64_t> bound(batch);
    llvm::append_range(bound, contracting);
    return otherDimensions(target.size(), bound);
  }
};
} // namespace

/// The dimensions of the wanted result, in the order in which the contraction of `a` and `b` gives
/// them.
static SmallVector<int64_t> resultOrder(const Factor &a, const Factor &b) {
  SmallVector<int64_t> order;
  for (const auto &[factor, dims] : {std::pair(&a, a.batch), {&a, a.free()}, {&b, b.free()}})
    for (int64_t dim : dims)
      order.push_back(factor->target[dim]);
  return order;
}

static Value contract(OpBuilder &builder, Location loc, const Factor &a, const Factor &b) {
  if (!llvm::is_sorted(resultOrder(a, b)) && llvm::is_sorted(resultOrder(b, a)))
    return contract(builder, loc, b, a);
  Value product = ContractOp::create(builder, loc, a.value, b.value, a.batch, b.batch,
                                     a.contracting, b.contracting);
  SmallVector<int64_t> order = resultOrder(a, b), permutation(order.size());
  if (llvm::is_sorted(order))
    return product;
  for (auto [from, to] : llvm::enumerate(order))
    permutation[to] = from;
  return TransposeOp::create(builder, loc, product, permutation);
}

/// The gradient of one operand ("this"), whose free dimensions in `g` begin at `thisFree`, those of
/// the other operand at `otherFree`.
static Value operandGrad(OpBuilder &builder, Location loc, Value g, int64_t thisFree,
                         int64_t otherFree, Factor self, Factor other) {
  SmallVector<int64_t> selfDims = self.free(), otherDims = other.free();
  int64_t resultRank = cast<RankedTensorType>(g.getType()).getRank();
  Factor grad{g,
              llvm::to_vector(llvm::seq<int64_t>(0, self.batch.size())),
              {},
              SmallVector<int64_t>(resultRank)};
  for (auto [i, dim] : llvm::enumerate(self.batch))
    grad.target[i] = dim;
  for (auto [i, dim] : llvm::enumerate(selfDims))
    grad.target[thisFree + i] = dim;
  for (size_t i = 0; i < otherDims.size(); ++i)
    grad.contracting.push_back(otherFree + i);
  for (auto [mine, theirs] : llvm::zip_equal(self.batch, other.batch))
    other.target[theirs] = mine;
  for (auto [mine, theirs] : llvm::zip_equal(self.contracting, other.contracting))
    other.target[theirs] = mine;
  other.contracting = otherDims;
  return contract(builder, loc, grad, other);
}

void ContractOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                          MutableArrayRef<Value> operandGrads) {
  auto factor = [](TypedValue<RankedTensorType> value, ArrayRef<int64_t> batch,
                   ArrayRef<int64_t> contracting) {
    return Factor{value, llvm::to_vector(batch), llvm::to_vector(contracting),
                  SmallVector<int64_t>(value.getType().getRank())};
  };
  Factor lhs = factor(getLhs(), getLhsBatch(), getLhsContracting());
  Factor rhs = factor(getRhs(), getRhsBatch(), getRhsContracting());
  int64_t lhsFree = lhs.batch.size(), rhsFree = lhsFree + lhs.free().size();
  Value g = resultGrads[0];
  operandGrads[0] = operandGrad(builder, getLoc(), g, lhsFree, rhsFree, lhs, rhs);
  operandGrads[1] = operandGrad(builder, getLoc(), g, rhsFree, lhsFree, rhs, lhs);
}

void LinearOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                        MutableArrayRef<Value> operandGrads) {
  int64_t last = getInput().getType().getRank() - 1;
  auto leading = llvm::to_vector(llvm::seq<int64_t>(0, last));
  Expr g(builder, getLoc(), resultGrads[0]);
  ArrayRef<int64_t> none;
  operandGrads[0] = g.make<ContractOp>(g, getWeight(), none, none, ArrayRef<int64_t>(last),
                                       SmallVector<int64_t>{0});
  operandGrads[1] = g.make<ContractOp>(g, getInput(), none, none, leading, leading);
  if (getBias())
    operandGrads[2] = g.sum(leading);
}
