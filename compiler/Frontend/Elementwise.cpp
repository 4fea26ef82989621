/// Elementwise functions of tensors.
#include "compiler/Frontend/Record.h"

#include "dialects/Nn/NnOps.h"
#include "luge/Ops.h"

using namespace luge;
using namespace luge::frontend;

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

/// Integers and masks become float32, as in torch.
static Tensor asFloat(const Tensor &tensor, Location where) {
  return isFloat(expectDefined(tensor, where).dtype()) ? tensor : tensor.to(kFloat32, where);
}

#define LUGE_FLOAT_UNARY(FN, OP)                                                                   \
  Tensor Tensor::FN(Location where) const {                                                        \
    return record<nn::OP>({asFloat(*this, where)}, {}, where);                                     \
  }
LUGE_FLOAT_UNARY(sign, SignOp)
LUGE_FLOAT_UNARY(exp, ExpOp)
LUGE_FLOAT_UNARY(expm1, Expm1Op)
LUGE_FLOAT_UNARY(log, LogOp)
LUGE_FLOAT_UNARY(log1p, Log1pOp)
LUGE_FLOAT_UNARY(sqrt, SqrtOp)
LUGE_FLOAT_UNARY(rsqrt, RsqrtOp)
LUGE_FLOAT_UNARY(sin, SinOp)
LUGE_FLOAT_UNARY(cos, CosOp)
LUGE_FLOAT_UNARY(tanh, TanhOp)
LUGE_FLOAT_UNARY(erf, ErfOp)
LUGE_FLOAT_UNARY(sigmoid, SigmoidOp)
#undef LUGE_FLOAT_UNARY

Tensor Tensor::relu(Location where) const {
  if (isFloat(expectDefined(*this, where).dtype()))
    return record<nn::ReluOp>({*this}, {}, where);
  return maximum({*this, where}, {0, where});
}

Tensor Tensor::neg(Location where) const {
  if (isFloat(expectDefined(*this, where).dtype()))
    return record<nn::NegOp>({*this}, {}, where);
  if (dtype() == kBool)
    throw Error("a mask has no negative; use logical_not()", where);
  return Operand(0, where) - Operand(*this, where);
}

Tensor Tensor::abs(Location where) const {
  if (isFloat(expectDefined(*this, where).dtype()))
    return record<nn::AbsOp>({*this}, {}, where);
  return maximum({*this, where}, {neg(where), where});
}

Tensor Tensor::square(Location where) const {
  return Operand(*this, where) * Operand(*this, where);
}

Tensor Tensor::reciprocal(Location where) const {
  return Operand(1.0, where) / Operand(*this, where);
}

Tensor Tensor::logical_not(Location where) const {
  return record<nn::NotOp>({to(kBool, where)}, {}, where);
}

Tensor Tensor::to(DType dtype, Location where) const {
  DType from = expectDefined(*this, where).dtype();
  if (from == dtype)
    return *this;
  if (dtype == kBool)
    return Operand(*this, where) != Operand(0, where);
  return record<nn::CastOp>({*this}, {}, where, tensorType(dtype, sizes()));
}

Tensor Tensor::clamp(std::optional<Scalar> min, std::optional<Scalar> max, Location where) const {
  if (!min && !max)
    throw Error("clamp needs a minimum, a maximum or both", where);
  Tensor result = *this;
  if (min)
    result = maximum({result, where}, {*min, where});
  if (max)
    result = minimum({result, where}, {*max, where});
  return result;
}

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

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

Tensor luge::pow(const Operand &base, const Operand &exponent) {
  return arithmetic<nn::PowOp>(base, exponent, floatType(base, exponent));
}
Tensor Tensor::pow(const Operand &exponent) const {
  return luge::pow(Operand(*this, exponent.where), exponent);
}

static Tensor compare(nn::ComparePredicate predicate, const Operand &lhs, const Operand &rhs) {
  auto attr = nn::ComparePredicateAttr::get(&context(), predicate);
  return record<nn::CompareOp>(unify({lhs, rhs}, lhs.where, numberType(lhs, rhs)),
                               {attribute("predicate", attr)}, lhs.where);
}
Tensor luge::operator==(const Operand &lhs, const Operand &rhs) {
  return compare(nn::ComparePredicate::Equal, lhs, rhs);
}
Tensor luge::operator!=(const Operand &lhs, const Operand &rhs) {
  return compare(nn::ComparePredicate::NotEqual, lhs, rhs);
}
Tensor luge::operator<(const Operand &lhs, const Operand &rhs) {
  return compare(nn::ComparePredicate::Less, lhs, rhs);
}
Tensor luge::operator<=(const Operand &lhs, const Operand &rhs) {
  return compare(nn::ComparePredicate::LessEqual, lhs, rhs);
}
Tensor luge::operator>(const Operand &lhs, const Operand &rhs) {
  return compare(nn::ComparePredicate::Greater, lhs, rhs);
}
Tensor luge::operator>=(const Operand &lhs, const Operand &rhs) {
  return compare(nn::ComparePredicate::GreaterEqual, lhs, rhs);
}

Tensor luge::operator&(const Operand &lhs, const Operand &rhs) {
  return arithmetic<nn::AndOp>(lhs, rhs, kBool);
}
Tensor luge::operator|(const Operand &lhs, const Operand &rhs) {
  return arithmetic<nn::OrOp>(lhs, rhs, kBool);
}
Tensor luge::operator!(const Operand &operand) {
  return asTensor(operand, operand.where).logical_not(operand.where);
}

Tensor luge::maximum(const Operand &lhs, const Operand &rhs) {
  DType dtype = numberType(lhs, rhs);
  if (isFloat(dtype))
    return arithmetic<nn::MaximumOp>(lhs, rhs, dtype);
  return where(lhs > rhs, lhs, rhs);
}
Tensor luge::minimum(const Operand &lhs, const Operand &rhs) {
  DType dtype = numberType(lhs, rhs);
  if (isFloat(dtype))
    return arithmetic<nn::MinimumOp>(lhs, rhs, dtype);
  return where(lhs < rhs, lhs, rhs);
}

//===----------------------------------------------------------------------===//
// Three operands
//===----------------------------------------------------------------------===//

Tensor luge::where(const Tensor &condition, const Operand &input, const Operand &other) {
  Location where = input.where;
  if (expectDefined(condition, where).dtype() != kBool)
    throw Error(std::string("expected a condition of type bool, got ") + name(condition.dtype()),
                where);
  DType dtype = promote(input, other);
  // Shapes are unified with the condition's, types only between the choices.
  Tensor onTrue = asTensor(input, where, dtype), onFalse = asTensor(other, where, dtype);
  return record<nn::SelectOp>(unify({{condition, where}, {onTrue, where}, {onFalse, where}}, where),
                              {}, where);
}
