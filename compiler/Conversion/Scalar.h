//===- Scalar.h - Formulas over scalars, written as formulas ------------------------------===//
#ifndef LUGE_CONVERSION_SCALAR_H
#define LUGE_CONVERSION_SCALAR_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace luge {

/// A number or truth value in code that is being built: arithmetic on it inserts `arith` and
/// `math` ops where the builder stands.
class Scalar {
public:
  Scalar(mlir::ImplicitLocOpBuilder &builder, mlir::Value value)
      : builder(&builder), value(value) {}

  operator mlir::Value() const { return value; }
  mlir::Type getType() const { return value.getType(); }
  mlir::ImplicitLocOpBuilder &getBuilder() const { return *builder; }

  /// A constant of this scalar's type.
  Scalar constant(double number) const {
    mlir::TypedAttr attribute =
        isFloat() ? mlir::TypedAttr(builder->getFloatAttr(getType(), number))
                  : mlir::TypedAttr(builder->getIntegerAttr(getType(), int64_t(number)));
    return {*builder, mlir::arith::ConstantOp::create(*builder, attribute)};
  }

  /// This number in another type: floats are rounded to nearest, or towards zero to integers;
  /// truth is 1.
  Scalar castTo(mlir::Type type) const;

  /// `Op` of these arguments.
  template <typename Op, typename... Args> static Scalar apply(Scalar first, Args... args) {
    return {*first.builder, Op::create(*first.builder, mlir::Value(first), mlir::Value(args)...)};
  }

  /// `FloatOp` or `IntegerOp` of two numbers, as their type is.
  template <typename FloatOp, typename IntegerOp>
  static Scalar applyByType(Scalar lhs, Scalar rhs) {
    return lhs.isFloat() ? apply<FloatOp>(lhs, rhs) : apply<IntegerOp>(lhs, rhs);
  }

  static Scalar compare(mlir::arith::CmpFPredicate predicate, Scalar lhs, Scalar rhs) {
    return {*lhs.builder, mlir::arith::CmpFOp::create(*lhs.builder, predicate, lhs, rhs)};
  }
  static Scalar compare(mlir::arith::CmpIPredicate predicate, Scalar lhs, Scalar rhs) {
    return {*lhs.builder, mlir::arith::CmpIOp::create(*lhs.builder, predicate, lhs, rhs)};
  }

  bool isFloat() const { return llvm::isa<mlir::FloatType>(getType()); }

private:
  mlir::ImplicitLocOpBuilder *builder;
  mlir::Value value;
};

inline Scalar operator+(Scalar lhs, Scalar rhs) {
  return Scalar::applyByType<mlir::arith::AddFOp, mlir::arith::AddIOp>(lhs, rhs);
}
inline Scalar operator-(Scalar lhs, Scalar rhs) {
  return Scalar::applyByType<mlir::arith::SubFOp, mlir::arith::SubIOp>(lhs, rhs);
}
inline Scalar operator*(Scalar lhs, Scalar rhs) {
  return Scalar::applyByType<mlir::arith::MulFOp, mlir::arith::MulIOp>(lhs, rhs);
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

/// Comparisons of floats are false if an operand is NaN; `!=` is true.
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
inline Scalar log(Scalar x) { return Scalar::apply<mlir::math::LogOp>(x); }
inline Scalar tanh(Scalar x) { return Scalar::apply<mlir::math::TanhOp>(x); }
inline Scalar sqrt(Scalar x) { return Scalar::apply<mlir::math::SqrtOp>(x); }
inline Scalar pow(Scalar base, Scalar exponent) {
  return Scalar::apply<mlir::math::PowFOp>(base, exponent);
}
/// The larger; NaN if one is.
inline Scalar maximum(Scalar lhs, Scalar rhs) {
  return Scalar::apply<mlir::arith::MaximumFOp>(lhs, rhs);
}
/// The smaller; NaN if one is.
inline Scalar minimum(Scalar lhs, Scalar rhs) {
  return Scalar::apply<mlir::arith::MinimumFOp>(lhs, rhs);
}

} // namespace luge

#endif // LUGE_CONVERSION_SCALAR_H
