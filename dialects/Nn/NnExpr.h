//===- NnExpr.h - Formulas of nn ops ------------------------------*- C++ -*-===//
// Lets a rule of differentiation or a decomposition be written as its formula:
//
//   Expr x(builder, loc, operand), g = x.with(resultGrad);
//   operandGrads[0] = g * exp(-x * x) * (2 / sqrt(pi));
//===----------------------------------------------------------------------===//
#ifndef LUGE_DIALECTS_NN_NNEXPR_H
#define LUGE_DIALECTS_NN_NNEXPR_H

#include "dialects/Nn/NnOps.h"

namespace luge::nn {

/// A tensor value, with the builder and location at which operators on it build ops.
class Expr {
public:
  Expr(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value)
      : builder(&builder), loc(loc), value(value) {}

  operator mlir::Value() const { return value; }
  mlir::RankedTensorType type() const {
    return llvm::cast<mlir::RankedTensorType>(value.getType());
  }

  /// Another value, with the same builder and location.
  Expr with(mlir::Value other) const { return {*builder, loc, other}; }

  /// The result of a new `Op`.
  template <typename Op, typename... Args> Expr make(Args &&...args) const {
    return with(Op::create(*builder, loc, std::forward<Args>(args)...));
  }

  /// A tensor of this type (or of `elementType`) with all elements equal to `number`.
  Expr full(double number, mlir::Type elementType = {}) const;

  /// This value along `dimensions` of the shape of `like`.
  Expr broadcast(mlir::Value like, llvm::ArrayRef<int64_t> dimensions) const;

  /// A reduction's result over `dimensions` of `like`, back in the shape of `like`.
  Expr expand(mlir::Value like, llvm::ArrayRef<int64_t> dimensions) const;

  Expr sum(llvm::ArrayRef<int64_t> dimensions) const;
  Expr cast(mlir::Type elementType) const;

private:
  mlir::OpBuilder *builder;
  mlir::Location loc;
  mlir::Value value;
};

Expr operator-(Expr x);
Expr operator+(Expr x, Expr y);
Expr operator-(Expr x, Expr y);
Expr operator*(Expr x, Expr y);
Expr operator/(Expr x, Expr y);
Expr operator+(Expr x, double y);
Expr operator-(Expr x, double y);
Expr operator-(double x, Expr y);
Expr operator*(Expr x, double y);
Expr operator/(Expr x, double y);

Expr operator==(Expr x, Expr y);
Expr operator<(Expr x, Expr y);
Expr operator==(Expr x, double y);
Expr operator<(Expr x, double y);
Expr operator<=(Expr x, double y);
Expr operator>=(Expr x, double y);
Expr operator&&(Expr x, Expr y);
Expr operator!(Expr x);

Expr abs(Expr x);
Expr cos(Expr x);
Expr cosh(Expr x);
Expr erf(Expr x);
Expr exp(Expr x);
Expr log(Expr x);
Expr log1p(Expr x);
Expr maximum(Expr x, Expr y);
Expr minimum(Expr x, Expr y);
Expr pow(Expr x, Expr y);
Expr rsqrt(Expr x);
Expr select(Expr condition, Expr onTrue, Expr onFalse);
Expr sigmoid(Expr x);
Expr sign(Expr x);
Expr sin(Expr x);
Expr sinh(Expr x);
Expr tanh(Expr x);
Expr trunc(Expr x);

} // namespace luge::nn

#endif // LUGE_DIALECTS_NN_NNEXPR_H
