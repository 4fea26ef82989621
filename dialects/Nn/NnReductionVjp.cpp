//===- NnReductionVjp.cpp - Differentiation of reductions -----------------===//
#include "dialects/Nn/NnExpr.h"

using namespace mlir;
using namespace luge::nn;

void SumOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                     MutableArrayRef<Value> operandGrads) {
  Expr g(builder, getLoc(), resultGrads[0]);
  operandGrads[0] = g.expand(getOperand(), getDimensions());
}

void MeanOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                      MutableArrayRef<Value> operandGrads) {
  Expr g(builder, getLoc(), resultGrads[0]);
  Expr count = g.make<CountOp>(getOperand(), getDimensions()).broadcast(g, {});
  operandGrads[0] = (g / count).expand(getOperand(), getDimensions());
}

/// The gradient of an extremum `y` of `x`: shared by the elements equal to it.
static Value extremumGrad(Expr g, Expr x, Expr y, ArrayRef<int64_t> dimensions) {
  Expr mask = (x == y.expand(x, dimensions)).cast(x.type().getElementType());
  return mask * (g / mask.sum(dimensions)).expand(x, dimensions);
}

void AmaxOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                      MutableArrayRef<Value> operandGrads) {
  Expr g(builder, getLoc(), resultGrads[0]);
  operandGrads[0] = extremumGrad(g, g.with(getOperand()), g.with(getResult()), getDimensions());
}

void AminOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                      MutableArrayRef<Value> operandGrads) {
  Expr g(builder, getLoc(), resultGrads[0]);
  operandGrads[0] = extremumGrad(g, g.with(getOperand()), g.with(getResult()), getDimensions());
}

void SoftmaxOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                         MutableArrayRef<Value> operandGrads) {
  Expr g(builder, getLoc(), resultGrads[0]), y = g.with(getResult());
  int64_t dim = getDimension();
  operandGrads[0] = y * (g - (g * y).sum(dim).expand(y, dim));
}

void LogSoftmaxOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                            MutableArrayRef<Value> operandGrads) {
  Expr g(builder, getLoc(), resultGrads[0]), y = g.with(getResult());
  int64_t dim = getDimension();
  operandGrads[0] = g - exp(y) * g.sum(dim).expand(y, dim);
}

void LogsumexpOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                           MutableArrayRef<Value> operandGrads) {
  Expr g(builder, getLoc(), resultGrads[0]), x = g.with(getOperand()), y = g.with(getResult());
  int64_t dim = getDimension();
  operandGrads[0] = exp(x - y.expand(x, dim)) * g.expand(x, dim);
}
