//===- NnExpr.cpp - Formulas of nn ops ------------------------------------===//
#include "dialects/Nn/NnExpr.h"

using namespace mlir;
using namespace luge::nn;

Expr Expr::full(double number, Type elementType) const {
  elementType = elementType ? elementType : type().getElementType();
  Attribute element;
  if (auto floatType = dyn_cast<FloatType>(elementType))
    element = FloatAttr::get(floatType, number);
  else
    element = IntegerAttr::get(elementType, static_cast<int64_t>(number));
  RankedTensorType result = withElementType(type(), elementType);
  RankedTensorType known = result.hasStaticShape() ? result : withShape(result, {});
  Expr constant = make<ConstantOp>(DenseElementsAttr::get(known, element));
  return result.hasStaticShape() ? constant : constant.broadcast(value, {});
}

Expr Expr::broadcast(Value like, ArrayRef<int64_t> dimensions) const {
  auto likeType = llvm::cast<RankedTensorType>(like.getType());
  return make<BroadcastOp>(withElementType(likeType, type().getElementType()), value,
                           likeType.hasStaticShape() ? Value() : like, dimensions);
}

Expr Expr::expand(Value like, ArrayRef<int64_t> dimensions) const {
  int64_t rank = llvm::cast<RankedTensorType>(like.getType()).getRank();
  return broadcast(like, otherDimensions(rank, dimensions));
}

Expr Expr::sum(ArrayRef<int64_t> dimensions) const { return make<SumOp>(value, dimensions); }
Expr Expr::cast(Type elementType) const { return make<CastOp>(value, elementType); }

namespace luge::nn {

Expr operator-(Expr x) { return x.make<NegOp>(x); }
Expr operator+(Expr x, Expr y) { return x.make<AddOp>(x, y); }
Expr operator-(Expr x, Expr y) { return x.make<SubOp>(x, y); }
Expr operator*(Expr x, Expr y) { return x.make<MulOp>(x, y); }
Expr operator/(Expr x, Expr y) { return x.make<DivOp>(x, y); }
Expr operator+(Expr x, double y) { return x + x.full(y); }
Expr operator-(Expr x, double y) { return x - x.full(y); }
Expr operator-(double x, Expr y) { return y.full(x) - y; }
Expr operator*(Expr x, double y) { return x * x.full(y); }
Expr operator/(Expr x, double y) { return x / x.full(y); }

Expr operator==(Expr x, Expr y) { return x.make<CompareOp>(x, y, ComparePredicate::Equal); }
Expr operator<(Expr x, Expr y) { return x.make<CompareOp>(x, y, ComparePredicate::Less); }
Expr operator==(Expr x, double y) { return x == x.full(y); }
Expr operator<(Expr x, double y) { return x < x.full(y); }
Expr operator<=(Expr x, double y) {
  return x.make<CompareOp>(x, x.full(y), ComparePredicate::LessEqual);
}
Expr operator>=(Expr x, double y) {
  return x.make<CompareOp>(x, x.full(y), ComparePredicate::GreaterEqual);
}
Expr operator&&(Expr x, Expr y) { return x.make<AndOp>(x, y); }
Expr operator!(Expr x) { return x.make<NotOp>(x); }

Expr abs(Expr x) { return x.make<AbsOp>(x); }
Expr cos(Expr x) { return x.make<CosOp>(x); }
Expr cosh(Expr x) { return x.make<CoshOp>(x); }
Expr erf(Expr x) { return x.make<ErfOp>(x); }
Expr exp(Expr x) { return x.make<ExpOp>(x); }
Expr log(Expr x) { return x.make<LogOp>(x); }
Expr log1p(Expr x) { return x.make<Log1pOp>(x); }
Expr maximum(Expr x, Expr y) { return x.make<MaximumOp>(x, y); }
Expr minimum(Expr x, Expr y) { return x.make<MinimumOp>(x, y); }
Expr pow(Expr x, Expr y) { return x.make<PowOp>(x, y); }
Expr rsqrt(Expr x) { return x.make<RsqrtOp>(x); }
Expr select(Expr condition, Expr onTrue, Expr onFalse) {
  return onTrue.make<SelectOp>(condition, onTrue, onFalse);
}
Expr sigmoid(Expr x) { return x.make<SigmoidOp>(x); }
Expr sign(Expr x) { return x.make<SignOp>(x); }
Expr sin(Expr x) { return x.make<SinOp>(x); }
Expr sinh(Expr x) { return x.make<SinhOp>(x); }
Expr tanh(Expr x) { return x.make<TanhOp>(x); }
Expr trunc(Expr x) { return x.make<TruncOp>(x); }

} // namespace luge::nn
