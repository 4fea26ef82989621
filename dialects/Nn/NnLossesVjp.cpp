//===- NnLossesVjp.cpp - Differentiation of losses ------------------------===//
// Only of those whose decomposition has a worse gradient; the others decompose first.
//===----------------------------------------------------------------------===//
#include "dialects/Nn/NnExpr.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace luge::nn;

/// The gradient of each element's loss, from that of the reduced loss.
static Expr elementGrad(Expr g, Expr x, Reduction reduction) {
  if (reduction == Reduction::None)
    return g;
  if (reduction == Reduction::Mean)
    g = g / g.make<CountOp>(x, llvm::to_vector(llvm::seq<int64_t>(0, x.type().getRank())));
  return g.broadcast(x, {});
}

// The denominator stays above 0 as in torch, where ln(x) is clamped or x leaves [0, 1].
void BceLossOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                         MutableArrayRef<Value> operandGrads) {
  Expr x(builder, getLoc(), getInput()), t = x.with(getTarget());
  Expr g = elementGrad(x.with(resultGrads[0]), x, getReduction());
  operandGrads[0] = g * ((x - t) / maximum((1 - x) * x, x.full(1e-12)));
  operandGrads[1] = g * (log(1 - x) - log(x));
}

void BceWithLogitsOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                               MutableArrayRef<Value> operandGrads) {
  Expr x(builder, getLoc(), getInput()), t = x.with(getTarget());
  Expr g = elementGrad(x.with(resultGrads[0]), x, getReduction());
  operandGrads[0] = g * (sigmoid(x) - t);
  operandGrads[1] = g * -x;
}
