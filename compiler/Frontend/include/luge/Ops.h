/// Functions of tensors. Those that are also methods are documented there.
#ifndef LUGE_OPS_H
#define LUGE_OPS_H

#include "luge/Tensor.h"

namespace luge {

#define LUGE_DEFINE_UNARY(FN)                                                                      \
  inline Tensor FN(const Tensor &input, Location where = Location::current()) {                    \
    return input.FN(where);                                                                        \
  }
LUGE_FOR_EACH_UNARY(LUGE_DEFINE_UNARY)
#undef LUGE_DEFINE_UNARY

inline Tensor add(const Operand &lhs, const Operand &rhs) { return lhs + rhs; }
inline Tensor sub(const Operand &lhs, const Operand &rhs) { return lhs - rhs; }
inline Tensor mul(const Operand &lhs, const Operand &rhs) { return lhs * rhs; }
inline Tensor div(const Operand &lhs, const Operand &rhs) { return lhs / rhs; }
Tensor pow(const Operand &base, const Operand &exponent);
Tensor maximum(const Operand &lhs, const Operand &rhs);
Tensor minimum(const Operand &lhs, const Operand &rhs);
inline Tensor eq(const Operand &lhs, const Operand &rhs) { return lhs == rhs; }
inline Tensor ne(const Operand &lhs, const Operand &rhs) { return lhs != rhs; }
inline Tensor lt(const Operand &lhs, const Operand &rhs) { return lhs < rhs; }
inline Tensor le(const Operand &lhs, const Operand &rhs) { return lhs <= rhs; }
inline Tensor gt(const Operand &lhs, const Operand &rhs) { return lhs > rhs; }
inline Tensor ge(const Operand &lhs, const Operand &rhs) { return lhs >= rhs; }
/// `input` where `condition` (of bool) holds, else `other`.
Tensor where(const Tensor &condition, const Operand &input, const Operand &other);
inline Tensor clamp(const Tensor &input, std::optional<Scalar> min,
                    std::optional<Scalar> max = std::nullopt,
                    Location where = Location::current()) {
  return input.clamp(min, max, where);
}

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

#define LUGE_DEFINE_REDUCTION(FN)                                                                  \
  inline Tensor FN(const Tensor &input, Sizes dim = {}, bool keepdim = false,                      \
                   Location where = Location::current()) {                                         \
    return input.FN(std::move(dim), keepdim, where);                                               \
  }
LUGE_DEFINE_REDUCTION(sum)
LUGE_DEFINE_REDUCTION(mean)
LUGE_DEFINE_REDUCTION(amax)
LUGE_DEFINE_REDUCTION(amin)
LUGE_DEFINE_REDUCTION(logsumexp)
#undef LUGE_DEFINE_REDUCTION
inline Tensor argmax(const Tensor &input, std::optional<int64_t> dim = std::nullopt,
                     bool keepdim = false, Location where = Location::current()) {
  return input.argmax(dim, keepdim, where);
}
inline Tensor softmax(const Tensor &input, int64_t dim, Location where = Location::current()) {
  return input.softmax(dim, where);
}
inline Tensor log_softmax(const Tensor &input, int64_t dim, Location where = Location::current()) {
  return input.log_softmax(dim, where);
}

inline Tensor reshape(const Tensor &input, const Sizes &shape,
                      Location where = Location::current()) {
  return input.reshape(shape, where);
}
inline Tensor flatten(const Tensor &input, int64_t start_dim = 0, int64_t end_dim = -1,
                      Location where = Location::current()) {
  return input.flatten(start_dim, end_dim, where);
}
/// Joins tensors that agree in all extents but `dim`.
Tensor cat(const std::vector<Tensor> &tensors, int64_t dim = 0,
           Location where = Location::current());
/// Joins tensors of equal shape along a new dimension.
Tensor stack(const std::vector<Tensor> &tensors, int64_t dim = 0,
             Location where = Location::current());

} // namespace luge

#endif // LUGE_OPS_H
