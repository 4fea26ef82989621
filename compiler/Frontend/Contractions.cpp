/// Products of vectors and matrices.
#include "compiler/Frontend/Contract.h"
#include "dialects/Nn/NnOps.h"
#include "luge/Ops.h"

#include <numeric>

using namespace luge;
using namespace luge::frontend;

static void expectRank(const Tensor &tensor, const char *what, int64_t rank, Location where) {
  if (expectDefined(tensor, where).dim() != rank)
    throw Error(std::string(what) + " needs tensors of " + std::to_string(rank) +
                    " dimensions, got shape " + toString(tensor.sizes()),
                where);
}

Tensor frontend::contract(const Tensor &lhs, const Tensor &rhs, const DimensionPairs &contracting,
                          const DimensionPairs &batch, Location where) {
  for (auto [l, r] : llvm::zip(contracting.lhs, contracting.rhs))
    if (lhs.sizes()[l] != rhs.sizes()[r])
      throw Error("cannot multiply shapes " + toString(lhs.sizes()) + " and " +
                      toString(rhs.sizes()) + ": extent " + std::to_string(lhs.sizes()[l]) +
                      " of the first meets " + std::to_string(rhs.sizes()[r]) + " of the second",
                  where);
  if (!isFloat(lhs.dtype()) && lhs.dtype() == rhs.dtype())
    return contract(lhs.to(kFloat64, where), rhs.to(kFloat64, where), contracting, batch, where)
        .to(lhs.dtype(), where);
  return record<nn::ContractOp>({lhs, rhs},
                                {attribute("lhs_batch", batch.lhs),
                                 attribute("rhs_batch", batch.rhs),
                                 attribute("lhs_contracting", contracting.lhs),
                                 attribute("rhs_contracting", contracting.rhs)},
                                where);
}

/// Contracts one dimension of each; `batch` leading dimensions are paired.
static Tensor contract(const Tensor &lhs, int64_t lhsDim, const Tensor &rhs, int64_t rhsDim,
                       int64_t batch, Location where) {
  DimensionPairs paired;
  for (int64_t i = 0; i < batch; ++i)
    paired.add(i, i);
  return contract(lhs, rhs, {{lhsDim}, {rhsDim}}, paired, where);
}

//===----------------------------------------------------------------------===//
// Vectors and matrices
//===----------------------------------------------------------------------===//

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

Tensor luge::mv(const Tensor &input, const Tensor &vec, Location where) {
  expectRank(input, "the matrix of mv()", 2, where);
  expectRank(vec, "the vector of mv()", 1, where);
  return contract(input, 1, vec, 0, 0, where);
}

Tensor luge::dot(const Tensor &input, const Tensor &other, Location where) {
  expectRank(input, "dot()", 1, where);
  expectRank(other, "dot()", 1, where);
  return contract(input, 0, other, 0, 0, where);
}

Tensor luge::outer(const Tensor &input, const Tensor &other, Location where) {
  expectRank(input, "outer()", 1, where);
  expectRank(other, "outer()", 1, where);
  return Operand(input.unsqueeze(1, where), where) * other;
}

Tensor luge::inner(const Tensor &input, const Tensor &other, Location where) {
  int64_t lhsRank = expectDefined(input, where).dim(), rhsRank = expectDefined(other, where).dim();
  if (lhsRank == 0 || rhsRank == 0)
    return Operand(input, where) * other;
  return contract(input, lhsRank - 1, other, rhsRank - 1, 0, where);
}

//===----------------------------------------------------------------------===//
// Added to something
//===----------------------------------------------------------------------===//

static Tensor addProduct(const Tensor &input, const Tensor &product, Scalar beta, Scalar alpha,
                         Location where) {
  auto scaled = [&](const Tensor &tensor, Scalar factor) {
    return factor.toDouble() == 1 ? tensor : Operand(tensor, where) * Operand(factor, where);
  };
  if (beta.toDouble() == 0)
    return scaled(product, alpha);
  Tensor summand = expand_as(input, product, where);
  return Operand(scaled(summand, beta), where) + scaled(product, alpha);
}

Tensor luge::addmm(const Tensor &input, const Tensor &mat1, const Tensor &mat2, Scalar beta,
                   Scalar alpha, Location where) {
  return addProduct(input, mat1.mm(mat2, where), beta, alpha, where);
}
Tensor luge::addmv(const Tensor &input, const Tensor &mat, const Tensor &vec, Scalar beta,
                   Scalar alpha, Location where) {
  return addProduct(input, mv(mat, vec, where), beta, alpha, where);
}
Tensor luge::baddbmm(const Tensor &input, const Tensor &batch1, const Tensor &batch2, Scalar beta,
                     Scalar alpha, Location where) {
  return addProduct(input, batch1.bmm(batch2, where), beta, alpha, where);
}

//===----------------------------------------------------------------------===//
// Any dimensions
//===----------------------------------------------------------------------===//

Tensor luge::tensordot(const Tensor &input, const Tensor &other, int64_t dims, Location where) {
  int64_t lhsRank = expectDefined(input, where).dim(), rhsRank = expectDefined(other, where).dim();
  if (dims < 0 || dims > lhsRank || dims > rhsRank)
    throw Error("cannot sum over " + std::to_string(dims) + " dimensions of shapes " +
                    toString(input.sizes()) + " and " + toString(other.sizes()),
                where);
  Sizes last(dims), first(dims);
  std::iota(last.begin(), last.end(), lhsRank - dims);
  std::iota(first.begin(), first.end(), 0);
  return tensordot(input, other, last, first, where);
}

Tensor luge::tensordot(const Tensor &input, const Tensor &other, const Sizes &input_dims,
                       const Sizes &other_dims, Location where) {
  if (input_dims.size() != other_dims.size())
    throw Error("expected as many dimensions of both tensors, got " + toString(input_dims) +
                    " and " + toString(other_dims),
                where);
  DimensionPairs contracting;
  for (auto [lhs, rhs] : llvm::zip(input_dims, other_dims))
    contracting.add(wrapDim(lhs, expectDefined(input, where).dim(), where),
                    wrapDim(rhs, expectDefined(other, where).dim(), where));
  return contract(input, other, contracting, {}, where);
}
