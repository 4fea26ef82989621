/// Sums of products (https://docs.pytorch.org/docs/stable/torch.html#blas-and-lapack-operations). Operands have one
/// element type; integers are multiplied as float64, which is exact up to 2^53. Those that are also methods are
/// documented there.
#ifndef LUGE_CONTRACTIONS_H
#define LUGE_CONTRACTIONS_H

#include "luge/Tensor.h"

namespace luge {

inline Tensor matmul(const Tensor &input, const Tensor &other,
                     Location where = Location::current()) {
  return input.matmul(other, where);
}
inline Tensor mm(const Tensor &input, const Tensor &other, Location where = Location::current()) {
  return input.mm(other, where);
}
inline Tensor bmm(const Tensor &input, const Tensor &other, Location where = Location::current()) {
  return input.bmm(other, where);
}
/// [n, k] times [k].
Tensor mv(const Tensor &input, const Tensor &vec, Location where = Location::current());
/// [k] times [k].
Tensor dot(const Tensor &input, const Tensor &other, Location where = Location::current());
/// [n] and [m] to [n, m].
Tensor outer(const Tensor &input, const Tensor &other, Location where = Location::current());
/// Sums over the last dimension of both; a number multiplies.
Tensor inner(const Tensor &input, const Tensor &other, Location where = Location::current());

// beta input + alpha product, to which `input` broadcasts; of beta = 0 it is ignored, NaN or not.
/// [n, k] times [k, m].
Tensor addmm(const Tensor &input, const Tensor &mat1, const Tensor &mat2, Scalar beta = 1,
             Scalar alpha = 1, Location where = Location::current());
/// [n, k] times [k].
Tensor addmv(const Tensor &input, const Tensor &mat, const Tensor &vec, Scalar beta = 1,
             Scalar alpha = 1, Location where = Location::current());
/// [b, n, k] times [b, k, m].
Tensor baddbmm(const Tensor &input, const Tensor &batch1, const Tensor &batch2, Scalar beta = 1,
               Scalar alpha = 1, Location where = Location::current());

/// Sums over the last `dims` dimensions of `input` and the first of `other`.
Tensor tensordot(const Tensor &input, const Tensor &other, int64_t dims = 2,
                 Location where = Location::current());
/// Sums over the dimensions `input_dims`, paired with `other_dims`.
Tensor tensordot(const Tensor &input, const Tensor &other, const Sizes &input_dims,
                 const Sizes &other_dims, Location where = Location::current());

/// The sum of products that `equation` says, as "bi,ij->bj" (https://docs.pytorch.org/docs/stable/generated/torch.einsum).
/// A letter stands for a dimension, "..." for the rest, aligned at the last; what the result lacks is summed over.
/// Without "->" the result has the rest, then in alphabetical order the letters that occur once. Extents of 1
/// broadcast. Operands are multiplied from the left to the right.
Tensor einsum(const std::string &equation, const std::vector<Tensor> &operands,
              Location where = Location::current());

} // namespace luge

#endif // LUGE_CONTRACTIONS_H
