//===- NnRandom.cpp - Types of random ops ---------------------------------===//
#include "dialects/Nn/NnFolds.h"

using namespace mlir;
using namespace luge::nn;

LogicalResult UniformOp::verify() {
  RankedTensorType type = getType();
  if (type.hasStaticShape() == static_cast<bool>(getLike())) // C1
    return emitOpError() << (getLike() ? "expected no 'like' for a static result, got one for "
                                       : "expected 'like' to give the extents of ")
                         << type;
  if (getLike() && getLike().getType().getShape() != type.getShape()) // C1
    return emitOpError("expected 'like' to have the shape of the result, got ")
           << getLike().getType() << " and " << type;
  return success();
}

void UniformOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<TakeShapeFromOperand<UniformOp>>(context);
}

LogicalResult DropoutOp::verify() {
  double p = getP().convertToDouble();
  if (!(p >= 0 && p <= 1)) // C1
    return emitOpError("expected 'p' to lie in [0, 1], got ") << p;
  return success();
}
