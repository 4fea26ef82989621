/// Elementwise comparisons, logic, and choices by them.
#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"

using namespace luge;
using namespace luge::frontend;

/// Masks are compared as the integers 0 and 1.
static DType numberType(const Operand &lhs, const Operand &rhs) {
  DType dtype = promote(lhs, rhs);
  return dtype == kBool ? kInt64 : dtype;
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

//===----------------------------------------------------------------------===//
// Logic
//===----------------------------------------------------------------------===//

template <typename OpT> static Tensor logic(const Operand &lhs, const Operand &rhs) {
  return record<OpT>(unify({lhs, rhs}, lhs.where, kBool), {}, lhs.where);
}
Tensor luge::logical_and(const Operand &input, const Operand &other) {
  return logic<nn::AndOp>(input, other);
}
Tensor luge::logical_or(const Operand &input, const Operand &other) {
  return logic<nn::OrOp>(input, other);
}
Tensor luge::logical_xor(const Operand &input, const Operand &other) {
  return asTensor(input, input.where, kBool) != asTensor(other, input.where, kBool);
}

static const Operand &expectMask(const Operand &operand, Location where) {
  DType dtype = operand.tensor.defined() ? operand.tensor.dtype() : operand.number.dtype();
  if (dtype != kBool)
    throw Error(std::string("bitwise operators are of bool, got ") + name(dtype) +
                    "; use logical_and(), logical_or(), logical_xor() or logical_not()",
                where);
  return operand;
}
Tensor luge::operator&(const Operand &lhs, const Operand &rhs) {
  return logical_and(expectMask(lhs, lhs.where), expectMask(rhs, lhs.where));
}
Tensor luge::operator|(const Operand &lhs, const Operand &rhs) {
  return logical_or(expectMask(lhs, lhs.where), expectMask(rhs, lhs.where));
}
Tensor luge::operator^(const Operand &lhs, const Operand &rhs) {
  return logical_xor(expectMask(lhs, lhs.where), expectMask(rhs, lhs.where));
}
Tensor luge::operator!(const Operand &operand) {
  return asTensor(operand, operand.where).logical_not(operand.where);
}
Tensor luge::bitwise_not(const Operand &input) { return !expectMask(input, input.where); }

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

Tensor luge::maximum(const Operand &lhs, const Operand &rhs) {
  DType dtype = numberType(lhs, rhs);
  if (isFloat(dtype))
    return record<nn::MaximumOp>(unify({lhs, rhs}, lhs.where, dtype), {}, lhs.where);
  return where(lhs > rhs, lhs, rhs);
}
Tensor luge::minimum(const Operand &lhs, const Operand &rhs) {
  DType dtype = numberType(lhs, rhs);
  if (isFloat(dtype))
    return record<nn::MinimumOp>(unify({lhs, rhs}, lhs.where, dtype), {}, lhs.where);
  return where(lhs < rhs, lhs, rhs);
}

Tensor luge::fmax(const Operand &input, const Operand &other) {
  Location at = input.where;
  return where(logical_or({input >= other, at}, {other != other, at}), input, other);
}
Tensor luge::fmin(const Operand &input, const Operand &other) {
  Location at = input.where;
  return where(logical_or({input <= other, at}, {other != other, at}), input, other);
}

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

Tensor luge::masked_fill(const Tensor &input, const Tensor &mask, const Operand &value,
                         Location where) {
  DType dtype = expectDefined(input, where).dtype();
  return luge::where(mask, {asTensor(value, where, dtype), where}, {input, where});
}

/// Where they are equal, the gradient is the input's, as in torch. A maximum below the minimum counts.
static Tensor clampTo(const Operand &input, const Operand *min, const Operand *max) {
  if (!min && !max)
    throw Error("clamp needs a minimum, a maximum or both", input.where);
  Tensor result = input.tensor;
  if (min)
    result = where(Operand(result, input.where) < *min, *min, {result, input.where});
  if (max)
    result = where(Operand(result, input.where) > *max, *max, {result, input.where});
  return result;
}

Tensor Tensor::clamp(std::optional<Scalar> min, std::optional<Scalar> max, Location where) const {
  Operand low(min.value_or(0), where), high(max.value_or(0), where);
  return clampTo({expectDefined(*this, where), where}, min ? &low : nullptr, max ? &high : nullptr);
}
Tensor luge::clamp(const Tensor &input, const Tensor &min, const Tensor &max, Location where) {
  std::optional<Operand> low, high;
  if (min.defined())
    low.emplace(min, where);
  if (max.defined())
    high.emplace(max, where);
  return clampTo({expectDefined(input, where), where}, low ? &*low : nullptr,
                 high ? &*high : nullptr);
}
