/// Elementwise functions. Operands broadcast and are promoted to a common type as in torch
/// (https://docs.pytorch.org/docs/stable/torch.html#pointwise-ops); those that are also methods are documented there.
#ifndef LUGE_ELEMENTWISE_H
#define LUGE_ELEMENTWISE_H

#include "luge/Tensor.h"

namespace luge {

#define LUGE_DEFINE_UNARY(FN)                                                                      \
  inline Tensor FN(const Tensor &input, Location where = Location::current()) {                    \
    return input.FN(where);                                                                        \
  }
LUGE_FOR_EACH_UNARY(LUGE_DEFINE_UNARY)
#undef LUGE_DEFINE_UNARY
/// To `decimals` digits after the point, or before it if negative.
Tensor round(const Tensor &input, int64_t decimals, Location where = Location::current());
/// ln(x / (1 - x)), of x clamped to [eps, 1 - eps] if there is an `eps`.
Tensor logit(const Tensor &input, std::optional<double> eps = std::nullopt,
             Location where = Location::current());
/// NaN and infinities replaced, the latter by the type's largest numbers unless given.
Tensor nan_to_num(const Tensor &input, double nan = 0, std::optional<double> posinf = std::nullopt,
                  std::optional<double> neginf = std::nullopt,
                  Location where = Location::current());

// Arithmetic.
/// input + alpha other.
Tensor add(const Operand &input, const Operand &other, Scalar alpha = 1);
/// input - alpha other.
Tensor sub(const Operand &input, const Operand &other, Scalar alpha = 1);
/// other - alpha input.
Tensor rsub(const Operand &input, const Operand &other, Scalar alpha = 1);
inline Tensor mul(const Operand &lhs, const Operand &rhs) { return lhs * rhs; }
inline Tensor div(const Operand &lhs, const Operand &rhs) { return lhs / rhs; }
/// `rounding_mode`: "trunc" (toward zero) or "floor" (down).
Tensor div(const Operand &input, const Operand &other, const std::string &rounding_mode);
Tensor floor_divide(const Operand &input, const Operand &other);
/// The remainder of division rounded toward zero: it has the sign of `input`. Of integers, `other` must not be 0.
Tensor fmod(const Operand &input, const Operand &other);
/// The remainder of division rounded down: it has the sign of `other`. Of integers, `other` must not be 0.
Tensor remainder(const Operand &input, const Operand &other);
Tensor pow(const Operand &base, const Operand &exponent);
/// The power in float64.
Tensor float_power(const Operand &input, const Operand &exponent);
/// The angle of the point (other, input).
Tensor atan2(const Operand &input, const Operand &other);
/// sqrt(input^2 + other^2).
Tensor hypot(const Operand &input, const Operand &other);
/// ln(e^input + e^other).
Tensor logaddexp(const Operand &input, const Operand &other);
/// input ln(other), and 0 where `input` is.
Tensor xlogy(const Operand &input, const Operand &other);
/// 0 below 0, 1 above, and `values` at 0.
Tensor heaviside(const Operand &input, const Operand &values);
/// input + weight (end - input).
Tensor lerp(const Operand &input, const Operand &end, const Operand &weight);
/// input + value tensor1 tensor2.
Tensor addcmul(const Operand &input, const Operand &tensor1, const Operand &tensor2,
               Scalar value = 1);
/// input + value tensor1 / tensor2.
Tensor addcdiv(const Operand &input, const Operand &tensor1, const Operand &tensor2,
               Scalar value = 1);

// Comparisons and logic.
inline Tensor eq(const Operand &lhs, const Operand &rhs) { return lhs == rhs; }
inline Tensor ne(const Operand &lhs, const Operand &rhs) { return lhs != rhs; }
inline Tensor lt(const Operand &lhs, const Operand &rhs) { return lhs < rhs; }
inline Tensor le(const Operand &lhs, const Operand &rhs) { return lhs <= rhs; }
inline Tensor gt(const Operand &lhs, const Operand &rhs) { return lhs > rhs; }
inline Tensor ge(const Operand &lhs, const Operand &rhs) { return lhs >= rhs; }
/// Of operands of any type, of which all but 0 is true.
Tensor logical_and(const Operand &input, const Operand &other);
Tensor logical_or(const Operand &input, const Operand &other);
Tensor logical_xor(const Operand &input, const Operand &other);
/// Of bool.
inline Tensor bitwise_and(const Operand &lhs, const Operand &rhs) { return lhs & rhs; }
inline Tensor bitwise_or(const Operand &lhs, const Operand &rhs) { return lhs | rhs; }
inline Tensor bitwise_xor(const Operand &lhs, const Operand &rhs) { return lhs ^ rhs; }
Tensor bitwise_not(const Operand &input);

// Choices.
/// NaN if one is.
Tensor maximum(const Operand &lhs, const Operand &rhs);
Tensor minimum(const Operand &lhs, const Operand &rhs);
/// NaN if both are.
Tensor fmax(const Operand &input, const Operand &other);
Tensor fmin(const Operand &input, const Operand &other);
/// `input` where `condition` (of bool) holds, else `other`.
Tensor where(const Tensor &condition, const Operand &input, const Operand &other);
/// `value`, in the type of `input`, where `mask` (of bool) holds.
Tensor masked_fill(const Tensor &input, const Tensor &mask, const Operand &value,
                   Location where = Location::current());
inline Tensor clamp(const Tensor &input, std::optional<Scalar> min,
                    std::optional<Scalar> max = std::nullopt,
                    Location where = Location::current()) {
  return input.clamp(min, max, where);
}
/// An undefined bound is none.
Tensor clamp(const Tensor &input, const Tensor &min, const Tensor &max,
             Location where = Location::current());
inline Tensor clamp_min(const Tensor &input, Scalar min, Location where = Location::current()) {
  return input.clamp(min, std::nullopt, where);
}
inline Tensor clamp_max(const Tensor &input, Scalar max, Location where = Location::current()) {
  return input.clamp(std::nullopt, max, where);
}

} // namespace luge

#endif // LUGE_ELEMENTWISE_H
