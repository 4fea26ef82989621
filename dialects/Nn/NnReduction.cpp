//===- NnReduction.cpp - Types of reductions and normalizations -----------===//
#include "dialects/Nn/NnInference.h"

using namespace mlir;
using namespace luge::nn;

/// Infers the type of a reduction over `adaptor.getDimensions()`.
template <typename Op>
static LogicalResult inferReduction(std::optional<Location> loc, typename Op::Adaptor adaptor,
                                    SmallVectorImpl<Type> &inferred) {
  RankedTensorType type = tensorType(adaptor.getOperand());
  if (!areRisingDimensions(adaptor.getDimensions(), type.getRank())) // C1
    return inferenceError<Op>(loc, "expected dimensions of ", type, " in rising order, got ",
                              listed(adaptor.getDimensions()));
  inferred.push_back(dropDimensions(type, adaptor.getDimensions()));
  return success();
}

#define LUGE_INFER_REDUCTION(OP)                                                                   \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,  \
                                     SmallVectorImpl<Type> &inferred) {                            \
    return inferReduction<OP>(loc, adaptor, inferred);                                             \
  }
LUGE_INFER_REDUCTION(SumOp)
LUGE_INFER_REDUCTION(MeanOp)
LUGE_INFER_REDUCTION(AmaxOp)
LUGE_INFER_REDUCTION(AminOp)
#undef LUGE_INFER_REDUCTION

LogicalResult CountOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                        SmallVectorImpl<Type> &inferred) {
  RankedTensorType type = tensorType(adaptor.getOperand());
  if (!areRisingDimensions(adaptor.getDimensions(), type.getRank())) // C1
    return inferenceError<CountOp>(loc, "expected dimensions of ", type, " in rising order, got ",
                                   listed(adaptor.getDimensions()));
  inferred.push_back(withShape(type, {}));
  return success();
}

//===----------------------------------------------------------------------===//
// Along one dimension
//===----------------------------------------------------------------------===//

LogicalResult ArgmaxOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  RankedTensorType type = tensorType(adaptor.getOperand());
  int64_t dim = adaptor.getDimension();
  if (!isDimension(dim, type.getRank()) || type.getDimSize(dim) == 0) // C1
    return inferenceError<ArgmaxOp>(loc, "expected 'dimension' to be a dimension of ", type,
                                    " that is not empty, got ", dim);
  inferred.push_back(withElementType(dropDimensions(type, dim), IntegerType::get(context, 64)));
  return success();
}

LogicalResult LogsumexpOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  RankedTensorType type = tensorType(adaptor.getOperand());
  int64_t dim = adaptor.getDimension();
  if (!isDimension(dim, type.getRank())) // C1
    return inferenceError<LogsumexpOp>(loc, "expected 'dimension' to be a dimension of ", type,
                                       ", got ", dim);
  inferred.push_back(dropDimensions(type, dim));
  return success();
}

template <typename Op> static LogicalResult verifyNormalization(Op op) {
  RankedTensorType type = op.getType();
  int64_t dim = op.getDimension();
  if (!isDimension(dim, type.getRank())) // C1
    return op.emitOpError("expected 'dimension' to be a dimension of ") << type << ", got " << dim;
  return success();
}

LogicalResult SoftmaxOp::verify() { return verifyNormalization(*this); }
LogicalResult LogSoftmaxOp::verify() { return verifyNormalization(*this); }

void OneHotOp::build(OpBuilder &builder, OperationState &state, Value indices, int64_t classes,
                     int64_t dimension, Type elementType) {
  SmallVector<int64_t> shape(tensorType(indices).getShape());
  shape.insert(shape.begin() + dimension, classes);
  build(builder, state, RankedTensorType::get(shape, elementType), indices, dimension);
}

LogicalResult OneHotOp::verify() {
  RankedTensorType from = getIndices().getType(), to = getType();
  int64_t dim = getDimension();
  if (!isDimension(dim, to.getRank()) || to.isDynamicDim(dim) ||
      dropDimensions(to, dim).getShape() != from.getShape()) // C1
    return emitOpError("expected 'result' to have the shape of 'indices' with a static extent "
                       "inserted at dimension ")
           << dim << ", got " << to << " and " << from;
  return success();
}
