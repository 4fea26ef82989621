//===- NnElementwise.cpp - Types of elementwise ops -----------------------===//
#include "dialects/Nn/NnInference.h"

using namespace mlir;
using namespace luge::nn;

LogicalResult CompareOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  if (adaptor.getLhs().getType() != adaptor.getRhs().getType()) // C1
    return inferenceError<CompareOp>(loc, "expected 'lhs' and 'rhs' to have the same type, got ",
                                     adaptor.getLhs().getType(), " and ",
                                     adaptor.getRhs().getType());
  inferred.push_back(withElementType(adaptor.getLhs().getType(), IntegerType::get(context, 1)));
  return success();
}

void CastOp::build(OpBuilder &builder, OperationState &state, Value operand, Type elementType) {
  build(builder, state, withElementType(operand.getType(), elementType), operand);
}

LogicalResult CastOp::verify() {
  RankedTensorType from = getOperand().getType(), to = getType();
  if (from.getShape() != to.getShape()) // C1
    return emitOpError("expected 'operand' and 'result' to have the same shape, got ")
           << from << " and " << to;
  if (to.getElementType().isInteger(1) && !from.getElementType().isInteger(1)) // C2
    return emitOpError("expected a comparison to make a mask, got a cast from ")
           << from << " to " << to;
  return success();
}
