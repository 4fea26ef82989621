/// Elementwise arithmetic of two or three operands.
#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"

#include <limits>

using namespace luge;
using namespace luge::frontend;

template <typename OpT>
static Tensor arithmetic(const Operand &lhs, const Operand &rhs, DType dtype) {
  return record<OpT>(unify({lhs, rhs}, lhs.where, dtype), {}, lhs.where);
}

/// Sums and products of masks are those of the integers 0 and 1.
static DType numberType(const Operand &lhs, const Operand &rhs) {
  DType dtype = promote(lhs, rhs);
  return dtype == kBool ? kInt64 : dtype;
}

/// Quotients and powers are floating-point.
static DType floatType(const Operand &lhs, const Operand &rhs) {
  DType dtype = promote(lhs, rhs);
  return isFloat(dtype) ? dtype : kFloat32;
}

Tensor luge::operator+(const Operand &lhs, const Operand &rhs) {
  return arithmetic<nn::AddOp>(lhs, rhs, numberType(lhs, rhs));
}
Tensor luge::operator-(const Operand &lhs, const Operand &rhs) {
  return arithmetic<nn::SubOp>(lhs, rhs, numberType(lhs, rhs));
}
Tensor luge::operator*(const Operand &lhs, const Operand &rhs) {
  return arithmetic<nn::MulOp>(lhs, rhs, numberType(lhs, rhs));
}
Tensor luge::operator/(const Operand &lhs, const Operand &rhs) {
  return arithmetic<nn::DivOp>(lhs, rhs, floatType(lhs, rhs));
}
Tensor luge::operator-(const Operand &operand) {
  return asTensor(operand, operand.where).neg(operand.where);
}

/// The `function` of both in their common type; of integers in float64, in which those below 2^53 are exact.
template <typename Function>
static Tensor computeExactly(const Operand &lhs, const Operand &rhs, Function function) {
  Location where = lhs.where;
  DType dtype = numberType(lhs, rhs);
  std::vector<Tensor> operands = unify({lhs, rhs}, where, isFloat(dtype) ? dtype : kFloat64);
  Term result = function(Term(operands[0], where), Term(operands[1], where));
  return result.to(dtype);
}

/// The `function` of both in their common floating-point type.
template <typename Function>
static Tensor computeFloat(const Operand &lhs, const Operand &rhs, Function function) {
  std::vector<Tensor> operands = unify({lhs, rhs}, lhs.where, floatType(lhs, rhs));
  return function(Term(operands[0], lhs.where), Term(operands[1], lhs.where));
}

template <typename OpT> static Term apply(const Term &x, const Term &y) {
  return x.with(record<OpT>({x.tensor, y.tensor}, {}, x.where));
}

Tensor luge::pow(const Operand &base, const Operand &exponent) {
  return computeExactly(base, exponent, apply<nn::PowOp>);
}
Tensor Tensor::pow(const Operand &exponent) const {
  return luge::pow(Operand(*this, exponent.where), exponent);
}

Tensor luge::add(const Operand &input, const Operand &other, Scalar alpha) {
  return alpha.toDouble() == 1 ? input + other : input + other * alpha;
}
Tensor luge::sub(const Operand &input, const Operand &other, Scalar alpha) {
  return alpha.toDouble() == 1 ? input - other : input - other * alpha;
}
Tensor luge::rsub(const Operand &input, const Operand &other, Scalar alpha) {
  return sub(other, input, alpha);
}

//===----------------------------------------------------------------------===//
// Division
//===----------------------------------------------------------------------===//

Tensor luge::fmod(const Operand &input, const Operand &other) {
  return computeExactly(input, other, apply<nn::FmodOp>);
}

/// Where rounding down differs from rounding toward zero, by the remainder of the latter.
static Term isBelow(const Term &remainder, const Term &divisor) {
  return (remainder != 0) & ((remainder < 0) != (divisor < 0));
}

Tensor luge::remainder(const Operand &input, const Operand &other) {
  return computeExactly(input, other, [](Term x, Term y) {
    Term rest = apply<nn::FmodOp>(x, y);
    return select(isBelow(rest, y), rest + y, rest);
  });
}

Tensor luge::div(const Operand &input, const Operand &other, const std::string &rounding_mode) {
  if (rounding_mode != "floor" && rounding_mode != "trunc")
    throw Error("expected the rounding mode 'floor' or 'trunc', got '" + rounding_mode + "'",
                input.where);
  return computeExactly(input, other, [&](Term x, Term y) {
    if (rounding_mode == "trunc")
      return x.with((x / y).tensor.trunc(x.where));
    // As torch: exact also where the quotient is rounded up to an integer.
    Term rest = apply<nn::FmodOp>(x, y), quotient = (x - rest) / y;
    quotient = x.with(select(isBelow(rest, y), quotient - 1, quotient).tensor.round(x.where));
    return select(y == 0, x / y, quotient);
  });
}

Tensor luge::floor_divide(const Operand &input, const Operand &other) {
  return div(input, other, "floor");
}

//===----------------------------------------------------------------------===//
// Functions of two operands
//===----------------------------------------------------------------------===//

Tensor luge::atan2(const Operand &input, const Operand &other) {
  return computeFloat(input, other, apply<nn::Atan2Op>);
}

Tensor luge::hypot(const Operand &input, const Operand &other) {
  return computeFloat(input, other, [](Term x, Term y) {
    // Squares do not overflow relative to the larger one, through which no gradient flows.
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Term scale = x.with(fmax(abs(x).operand(), abs(y).operand())).detach();
    Term isInfinite = scale == infinity;
    scale = select((scale == 0) | isInfinite, 1, scale);
    Term root = sqrt((x / scale) * (x / scale) + (y / scale) * (y / scale));
    return select(isInfinite, infinity, root * scale);
  });
}

Tensor luge::logaddexp(const Operand &input, const Operand &other) {
  return computeFloat(input, other, [](Term x, Term y) {
    Term larger = x.with(maximum(x.operand(), y.operand()));
    // The difference of equal infinities is 0.
    Term difference = select(x == y, 0, x - y);
    return larger + log1p(exp(-abs(difference)));
  });
}

Tensor luge::xlogy(const Operand &input, const Operand &other) {
  return computeFloat(input, other, [](Term x, Term y) {
    // 0 times what is not finite is 0, but for NaN.
    Term isNothing = (x == 0) & ((y <= 0) | (y == std::numeric_limits<double>::infinity()));
    return select(isNothing, 0, x * log(select(isNothing, 1, y)));
  });
}

Tensor luge::heaviside(const Operand &input, const Operand &values) {
  return computeExactly(input, values, [](Term x, Term v) {
    return select(x == 0, v, (x > 0).to(x.tensor.dtype()));
  });
}

Tensor luge::float_power(const Operand &input, const Operand &exponent) {
  return arithmetic<nn::PowOp>(input, exponent, kFloat64);
}

//===----------------------------------------------------------------------===//
// Three operands
//===----------------------------------------------------------------------===//

Tensor luge::lerp(const Operand &input, const Operand &end, const Operand &weight) {
  return input + weight * (end - input);
}
Tensor luge::addcmul(const Operand &input, const Operand &tensor1, const Operand &tensor2,
                     Scalar value) {
  return add(input, {tensor1 * tensor2, input.where}, value);
}
Tensor luge::addcdiv(const Operand &input, const Operand &tensor1, const Operand &tensor2,
                     Scalar value) {
  return add(input, {tensor1 / tensor2, input.where}, value);
}
