//===- NnElementwiseVjp.cpp - Differentiation of elementwise ops ----------===//
#include "dialects/Nn/NnExpr.h"

#include <numbers>

using namespace mlir;
using namespace luge::nn;

//===----------------------------------------------------------------------===//
// Unary ops: g is the gradient of the result y = f(x).
//===----------------------------------------------------------------------===//

#define LUGE_UNARY_VJP(OP, GRADIENT)                                                               \
  void OP::buildVjp(OpBuilder &builder, ValueRange resultGrads,                                    \
                    MutableArrayRef<Value> operandGrads) {                                         \
    Expr g(builder, getLoc(), resultGrads[0]);                                                     \
    [[maybe_unused]] Expr x = g.with(getOperand()), y = g.with(getResult());                       \
    operandGrads[0] = GRADIENT;                                                                    \
  }

static Expr geluVjp(Expr g, Expr x, GeluApproximation approximation) {
  if (approximation == GeluApproximation::None) {
    // The exponential is written as erf computes it.
    Expr z = x * (1 / std::numbers::sqrt2);
    Expr cdf = (erf(z) + 1) * 0.5;
    Expr pdf = exp(-(z * z)) * (std::numbers::inv_sqrtpi / std::numbers::sqrt2);
    return g * (cdf + x * pdf);
  }
  double scale = std::numbers::sqrt2 * std::numbers::inv_sqrtpi, cubic = 0.044715;
  Expr square = x * x;
  Expr t = tanh((square * cubic + 1) * x * scale);
  Expr inner = (square * (3 * cubic) + 1) * scale;
  return g * ((t + 1) * 0.5 + x * 0.5 * (1 - t * t) * inner);
}

// Rules use y rather than x where they can: x need not be kept then.
// relu is written so that a NaN keeps its gradient, as in torch.
LUGE_UNARY_VJP(NegOp, -g)
LUGE_UNARY_VJP(AbsOp, g *sign(x))
LUGE_UNARY_VJP(ExpOp, g *y)
LUGE_UNARY_VJP(Expm1Op, g *(y + 1))
LUGE_UNARY_VJP(LogOp, g / x)
LUGE_UNARY_VJP(Log1pOp, g / (x + 1))
LUGE_UNARY_VJP(SqrtOp, g / (y * 2))
LUGE_UNARY_VJP(RsqrtOp, g * -0.5 * (y * y * y))
LUGE_UNARY_VJP(SinOp, g *cos(x))
LUGE_UNARY_VJP(CosOp, g * -sin(x))
LUGE_UNARY_VJP(TanOp, g *(y *y + 1))
LUGE_UNARY_VJP(AsinOp, g *rsqrt(1 - x * x))
LUGE_UNARY_VJP(AcosOp, -g *rsqrt(1 - x * x))
LUGE_UNARY_VJP(AtanOp, g / (x * x + 1))
LUGE_UNARY_VJP(SinhOp, g *cosh(x))
LUGE_UNARY_VJP(CoshOp, g *sinh(x))
LUGE_UNARY_VJP(TanhOp, g * (1 - y * y))
LUGE_UNARY_VJP(AsinhOp, g *rsqrt(x *x + 1))
LUGE_UNARY_VJP(AcoshOp, g *rsqrt(x *x - 1))
LUGE_UNARY_VJP(AtanhOp, g / (1 - x * x))
LUGE_UNARY_VJP(ErfOp, g *exp(-(x *x)) * (2 * std::numbers::inv_sqrtpi))
LUGE_UNARY_VJP(SigmoidOp, g * ((1 - y) * y))
LUGE_UNARY_VJP(ReluOp, select(y <= 0, y.full(0), g))
LUGE_UNARY_VJP(FloorOp, g.full(0))
LUGE_UNARY_VJP(CeilOp, g.full(0))
LUGE_UNARY_VJP(RoundOp, g.full(0))
LUGE_UNARY_VJP(TruncOp, g.full(0))
LUGE_UNARY_VJP(GeluOp, geluVjp(g, x, getApproximate()))
#undef LUGE_UNARY_VJP

//===----------------------------------------------------------------------===//
// Binary ops: g is the gradient of the result y = f(a, b).
//===----------------------------------------------------------------------===//

#define LUGE_BINARY_VJP(OP, LHS_GRADIENT, RHS_GRADIENT)                                            \
  void OP::buildVjp(OpBuilder &builder, ValueRange resultGrads,                                    \
                    MutableArrayRef<Value> operandGrads) {                                         \
    Expr g(builder, getLoc(), resultGrads[0]);                                                     \
    [[maybe_unused]] Expr a = g.with(getLhs()), b = g.with(getRhs()), y = g.with(getResult());     \
    operandGrads[0] = LHS_GRADIENT;                                                                \
    operandGrads[1] = RHS_GRADIENT;                                                                \
  }

/// The part of `g` that goes to the operand which was chosen unless `other`: half of it if both are
/// equal.
static Expr chosen(Expr g, Expr equal, Expr other) {
  return select(equal, g * 0.5, select(other, g.full(0), g));
}

/// 1 / (a^2 + b^2); 0 where that is infinite.
static Expr inverseSquare(Expr a, Expr b) {
  Expr square = a * a + b * b;
  return select(square == 0, square.full(0), square.full(1) / square);
}

// b * a^(b-1) and a^b * ln(a), where the factors 0 win over an infinity beside them.
LUGE_BINARY_VJP(PowOp, select(b == 0, g.full(0), g *(b *pow(a, b - 1))),
                select((a == 0) && (b >= 0), g.full(0), g *(y *log(a))))
LUGE_BINARY_VJP(AddOp, g, g)
LUGE_BINARY_VJP(SubOp, g, -g)
LUGE_BINARY_VJP(MulOp, g *b, g *a)
LUGE_BINARY_VJP(DivOp, g / b, -g *(y / b))
LUGE_BINARY_VJP(FmodOp, g, -g *trunc(a / b))
LUGE_BINARY_VJP(Atan2Op, g * b * inverseSquare(a, b), -g * a * inverseSquare(a, b))
LUGE_BINARY_VJP(MaximumOp, chosen(g, a == b, a < b), chosen(g, a == b, b < a))
LUGE_BINARY_VJP(MinimumOp, chosen(g, a == b, b < a), chosen(g, a == b, a < b))
#undef LUGE_BINARY_VJP

//===----------------------------------------------------------------------===//
// Others
//===----------------------------------------------------------------------===//

void SelectOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                        MutableArrayRef<Value> operandGrads) {
  Expr g(builder, getLoc(), resultGrads[0]), condition = g.with(getCondition());
  operandGrads[1] = select(condition, g, g.full(0));
  operandGrads[2] = select(condition, g.full(0), g);
}

void CastOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                      MutableArrayRef<Value> operandGrads) {
  Type from = getOperand().getType().getElementType();
  if (isa<FloatType>(from))
    operandGrads[0] = Expr(builder, getLoc(), resultGrads[0]).cast(from);
}
