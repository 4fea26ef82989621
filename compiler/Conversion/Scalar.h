//===- Scalar.h - Formulas over scalars, written as formulas ------------------------------===//
#ifndef LUGE_CONVERSION_SCALAR_H
#define LUGE_CONVERSION_SCALAR_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace luge {

/// A float in code that is being built, or the truth value of a comparison of two:
/// arithmetic on it inserts `arith` and `math` ops where the builder stands.
class Scalar {
public:
  Scalar(mlir::ImplicitLocOpBuilder &builder, mlir::Value value)
      : builder(&builder), value(value) {}

  operator mlir::Value() const { return value; }
  mlir::Type getType() const { return value.getType(); }

  /// A constant of this scalar's type.
  Scalar constant(double number) const {
    auto attribute = builder->getFloatAttr(getType(), number);
    return {*builder, mlir::arith::ConstantOp::create(*builder, attribute)};
  }

  /// This number, rounded or extended to another type.
  Scalar castTo(mlir::Type type) const {
    if (getType() == type)
      return *this;
    if (getType().getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth())
      return {*builder, mlir::arith::ExtFOp::create(*builder, type, value)};
    return {*builder, mlir::arith::TruncFOp::create(*builder, type, value)};
  }

  /// `Op` of these arguments.
  template <typename Op, typename... Args> static Scalar apply(Scalar first, Args... args) {
    return {*first.builder, Op::create(*first.builder, mlir::Value(first), mlir::Value(args)...)};
  }

  static Scalar compare(mlir::arith::CmpFPredicate predicate, Scalar lhs, Scalar rhs) {
    return {*lhs.builder, mlir::arith::CmpFOp::create(*lhs.builder, predicate, lhs, rhs)};
  }

private:
  mlir::ImplicitLocOpBuilder *builder;
  mlir::Value value;
};

inline Scalar operator+(Scalar lhs, Scalar rhs) {
  return Scalar::apply<mlir::arith::AddFOp>(lhs, rhs);
}
inline Scalar operator-(Scalar lhs, Scalar rhs) {
  return Scalar::apply<mlir::arith::SubFOp>(lhs, rhs);
}
inline Scalar operator*(Scalar lhs, Scalar rhs) {
  return Scalar::apply<mlir::arith::MulFOp>(lhs, rhs);
}
inline Scalar operator/(Scalar lhs, Scalar rhs) {
  return Scalar::apply<mlir::arith::DivFOp>(lhs, rhs);
}
inline Scalar operator-(Scalar operand) { return Scalar::apply<mlir::arith::NegFOp>(operand); }

inline Scalar operator+(Scalar lhs, double rhs) { return lhs + lhs.constant(rhs); }
inline Scalar operator-(Scalar lhs, double rhs) { return lhs - lhs.constant(rhs); }
inline Scalar operator*(Scalar lhs, double rhs) { return lhs * lhs.constant(rhs); }
inline Scalar operator/(Scalar lhs, double rhs) { return lhs / lhs.constant(rhs); }
inline Scalar operator+(double lhs, Scalar rhs) { return rhs.constant(lhs) + rhs; }
inline Scalar operator-(double lhs, Scalar rhs) { return rhs.constant(lhs) - rhs; }
inline Scalar operator*(double lhs, Scalar rhs) { return rhs.constant(lhs) * rhs; }
inline Scalar operator/(double lhs, Scalar rhs) { return rhs.constant(lhs) / rhs; }

/// Comparisons are false if an operand is NaN; `!=` is true.
inline Scalar operator<(Scalar lhs, double rhs) {
  return Scalar::compare(mlir::arith::CmpFPredicate::OLT, lhs, lhs.constant(rhs));
}
inline Scalar operator>(Scalar lhs, double rhs) {
  return Scalar::compare(mlir::arith::CmpFPredicate::OGT, lhs, lhs.constant(rhs));
}
inline Scalar operator==(Scalar lhs, double rhs) {
  return Scalar::compare(mlir::arith::CmpFPredicate::OEQ, lhs, lhs.constant(rhs));
}
inline Scalar operator!=(Scalar lhs, double rhs) {
  return Scalar::compare(mlir::arith::CmpFPredicate::UNE, lhs, lhs.constant(rhs));
}

inline Scalar select(Scalar condition, Scalar onTrue, Scalar onFalse) {
  return Scalar::apply<mlir::arith::SelectOp>(condition, onTrue, onFalse);
}
inline Scalar abs(Scalar x) { return Scalar::apply<mlir::math::AbsFOp>(x); }
inline Scalar exp(Scalar x) { return Scalar::apply<mlir::math::ExpOp>(x); }
inline Scalar erf(Scalar x) { return Scalar::apply<mlir::math::ErfOp>(x); }
inline Scalar tanh(Scalar x) { return Scalar::apply<mlir::math::TanhOp>(x); }
inline Scalar sqrt(Scalar x) { return Scalar::apply<mlir::math::SqrtOp>(x); }
inline Scalar pow(Scalar base, Scalar exponent) {
  return Scalar::apply<mlir::math::PowFOp>(base, exponent);
}
/// The larger; NaN if one is.
inline Scalar maximum(Scalar lhs, Scalar rhs) {
  return Scalar::apply<mlir::arith::MaximumFOp>(lhs, rhs);
}

} // namespace luge

#endif // LUGE_CONVERSION_SCALAR_H
