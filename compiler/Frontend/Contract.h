/// The contraction that all products of matrices are.
#ifndef LUGE_COMPILER_FRONTEND_CONTRACT_H
#define LUGE_COMPILER_FRONTEND_CONTRACT_H

#include "compiler/Frontend/Record.h"

namespace luge::frontend {

/// Dimensions of two tensors that belong together.
struct DimensionPairs {
  void add(int64_t lhsDim, int64_t rhsDim) {
    lhs.push_back(lhsDim);
    rhs.push_back(rhsDim);
  }
  Sizes lhs, rhs;
};

/// The sum of products over the dimensions `contracting`, for each place along the dimensions `batch`. The result has
/// the latter, then what is left of `lhs`, then of `rhs`. Integers are multiplied as float64.
Tensor contract(const Tensor &lhs, const Tensor &rhs, const DimensionPairs &contracting,
                const DimensionPairs &batch, Location where);

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_CONTRACT_H
