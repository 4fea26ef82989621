//===- NnShapeVjp.cpp - Differentiation of shape ops ----------------------===//
#include "dialects/Nn/NnExpr.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace luge::nn;

void BroadcastOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                           MutableArrayRef<Value> operandGrads) {
  RankedTensorType from = getOperand().getType();
  SmallVector<int64_t> kept;
  for (auto [extent, dim] : llvm::zip_equal(from.getShape(), getDimensions()))
    if (extent == getType().getDimSize(dim))
      kept.push_back(dim);
  Expr g(builder, getLoc(), resultGrads[0]);
  Expr sum = g.sum(otherDimensions(getType().getRank(), kept));
  // Unit dimensions that were repeated are summed away, and come back here.
  operandGrads[0] = sum.type() == from ? sum : sum.make<ReshapeOp>(from, sum);
}

void ReshapeOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                         MutableArrayRef<Value> operandGrads) {
  operandGrads[0] = ReshapeOp::create(builder, getLoc(), getOperand().getType(), resultGrads[0]);
}

void TransposeOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                           MutableArrayRef<Value> operandGrads) {
  operandGrads[0] = TransposeOp::create(builder, getLoc(), resultGrads[0],
                                        invertPermutationVector(getPermutation()));
}

/// `x` with `stride - 1` zeros after each element of a static dimension.
static Expr spread(Expr x, int64_t dim, int64_t stride) {
  SmallVector<int64_t> shape(x.type().getShape());
  SmallVector<int64_t> split(shape), low(shape.size() + 1, 0), high(shape.size() + 1, 0);
  split.insert(split.begin() + dim + 1, 1);
  high[dim + 1] = stride - 1;
  shape[dim] *= stride;
  Expr columns = x.make<ReshapeOp>(withShape(x.type(), split), x);
  Expr padded = columns.make<PadOp>(columns, low, high);
  return padded.make<ReshapeOp>(withShape(x.type(), shape), padded);
}

void SliceOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                       MutableArrayRef<Value> operandGrads) {
  RankedTensorType type = getOperand().getType();
  Expr g(builder, getLoc(), resultGrads[0]);
  for (auto [dim, stride] : llvm::enumerate(getStrides()))
    if (stride != 1)
      g = spread(g, dim, stride);
  // The zeros after the last element may reach beyond the operand: these are cut off.
  SmallVector<int64_t> zeros(type.getRank(), 0), ones(type.getRank(), 1);
  SmallVector<int64_t> inside(g.type().getShape()), high(zeros);
  for (auto [dim, extent] : llvm::enumerate(type.getShape())) {
    if (ShapedType::isDynamic(extent))
      continue;
    inside[dim] = std::min(inside[dim], extent - getOffsets()[dim]);
    high[dim] = extent - getOffsets()[dim] - inside[dim];
  }
  if (inside != g.type().getShape())
    g = g.make<SliceOp>(g, zeros, inside, ones);
  operandGrads[0] = g.make<PadOp>(g, getOffsets(), high);
}

void PadOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                     MutableArrayRef<Value> operandGrads) {
  SmallVector<int64_t> ones(getLow().size(), 1);
  operandGrads[0] = SliceOp::create(builder, getLoc(), resultGrads[0], getLow(),
                                    getOperand().getType().getShape(), ones);
}

void ConcatOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                        MutableArrayRef<Value> operandGrads) {
  SmallVector<int64_t> offsets(getType().getRank(), 0), ones(getType().getRank(), 1);
  for (auto [operand, grad] : llvm::zip_equal(getOperands(), operandGrads)) {
    auto type = cast<RankedTensorType>(operand.getType());
    grad = SliceOp::create(builder, getLoc(), resultGrads[0], offsets, type.getShape(), ones);
    offsets[getDimension()] += type.getDimSize(getDimension());
  }
}
