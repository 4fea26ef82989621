/// Products of vectors and matrices.
#include "compiler/Frontend/Record.h"

#include "dialects/Nn/NnOps.h"
#include "luge/Ops.h"

using namespace luge;
using namespace luge::frontend;

static void expectRank(const Tensor &tensor, const char *what, int64_t rank, Location where) {
  if (expectDefined(tensor, where).dim() != rank)
    throw Error(std::string(what) + " needs tensors of " + std::to_string(rank) +
                    " dimensions, got shape " + toString(tensor.sizes()),
                where);
}

/// Contracts one dimension of each; `batch` leading dimensions are paired.
static Tensor contract(const Tensor &lhs, int64_t lhsDim, const Tensor &rhs, int64_t rhsDim,
                       int64_t batch, Location where) {
  Sizes paired(batch);
  for (int64_t i = 0; i < batch; ++i)
    paired[i] = i;
  if (lhs.sizes()[lhsDim] != rhs.sizes()[rhsDim])
    throw Error("cannot multiply shapes " + toString(lhs.sizes()) + " and " +
                    toString(rhs.sizes()) + ": extent " + std::to_string(lhs.sizes()[lhsDim]) +
                    " of the first meets " + std::to_string(rhs.sizes()[rhsDim]) + " of the second",
                where);
  return record<nn::ContractOp>({lhs, rhs},
                                {attribute("lhs_batch", paired), attribute("rhs_batch", paired),
                                 attribute("lhs_contracting", Sizes{lhsDim}),
                                 attribute("rhs_contracting", Sizes{rhsDim})},
                                where);
}

Tensor Tensor::mm(const Tensor &other, Location where) const {
  expectRank(*this, "mm()", 2, where);
  expectRank(other, "mm()", 2, where);
  return contract(*this, 1, other, 0, 0, where);
}

Tensor Tensor::bmm(const Tensor &other, Location where) const {
  expectRank(*this, "bmm()", 3, where);
  expectRank(other, "bmm()", 3, where);
  return contract(*this, 2, other, 1, 1, where);
}

Tensor Tensor::matmul(const Tensor &other, Location where) const {
  int64_t lhsRank = expectDefined(*this, where).dim(), rhsRank = expectDefined(other, where).dim();
  if (lhsRank == 0 || rhsRank == 0)
    throw Error("matmul() needs tensors of at least one dimension, got shapes " +
                    toString(sizes()) + " and " + toString(other.sizes()),
                where);
  // A matrix on the right serves all rows of the left side, whatever their arrangement.
  if (rhsRank <= 2)
    return contract(*this, lhsRank - 1, other, 0, 0, where);
  if (lhsRank == 1)
    return unsqueeze(0, where).matmul(other, where).squeeze(-2, where);

  Sizes lhsBatch(sizes().begin(), sizes().end() - 2),
      rhsBatch(other.sizes().begin(), other.sizes().end() - 2);
  Sizes batch = broadcastShapes(lhsBatch, rhsBatch, where);
  auto spread = [&](const Tensor &tensor, const Tensor &like) {
    Sizes shape = batch;
    shape.insert(shape.end(), tensor.sizes().end() - 2, tensor.sizes().end());
    return broadcastTo(tensor, shape, llvm::is_contained(tensor.sizes(), kBatch) ? tensor : like,
                       where);
  };
  Tensor lhs = spread(*this, other), rhs = spread(other, *this);
  return contract(lhs, lhs.dim() - 1, rhs, rhs.dim() - 2, batch.size(), where);
}
