//===- NnRandomDecompositions.cpp - Dropout out of simpler ops ------------===//
#include "dialects/Nn/NnExpr.h"

using namespace mlir;
using namespace luge::nn;

SmallVector<Value> DropoutOp::buildDecomposition(OpBuilder &builder) {
  Expr x(builder, getLoc(), getInput());
  double p = getP().convertToDouble();
  if (p == 0)
    return {x};
  if (p == 1)
    return {x * 0};
  Value like = x.type().hasStaticShape() ? Value() : x;
  Expr draws = x.make<UniformOp>(x.type(), getSeed(), getStep(), like, getId());
  return {select(draws < p, x.full(0), x * (1 / (1 - p)))};
}
