//===- NnShape.cpp - Types of constants and shape ops ---------------------===//
#include "dialects/Nn/NnInference.h"

using namespace mlir;
using namespace luge::nn;

LogicalResult ConstantOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                           Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  auto type = dyn_cast<RankedTensorType>(adaptor.getValue().getType());
  if (!type)
    return inferenceError<ConstantOp>(loc, "expected the value of a tensor, got ",
                                      adaptor.getValue().getType());
  inferred.push_back(type);
  return success();
}

LogicalResult BroadcastOp::verify() {
  RankedTensorType from = getOperand().getType(), to = getType();
  if (static_cast<int64_t>(getDimensions().size()) != from.getRank() ||
      !areRisingDimensions(getDimensions(), to.getRank())) // C1
    return emitOpError("expected 'dimensions' to name, in rising order, a dimension of ")
           << to << " for each of " << from << ", got " << listed(getDimensions());
  for (auto [extent, dim] : llvm::zip_equal(from.getShape(), getDimensions()))
    if (extent != 1 && extent != to.getDimSize(dim)) // C2
      return emitOpError("expected each extent of 'operand' to be 1 or that of its dimension in "
                         "'result', got ")
             << from << " and " << to << " with dimensions " << listed(getDimensions());
  if (from.getElementType() != to.getElementType()) // C3
    return emitOpError("expected 'operand' and 'result' to have the same element type, got ")
           << from << " and " << to;
  if (to.hasStaticShape() == static_cast<bool>(getLike())) // C4
    return emitOpError() << (getLike() ? "expected no 'like' for a static result, got one for "
                                       : "expected 'like' to give the extents of ")
                         << to;
  if (getLike() && getLike().getType().getShape() != to.getShape()) // C4
    return emitOpError("expected 'like' to have the shape of the result, got ")
           << getLike().getType() << " and " << to;
  return success();
}

/// The product of the extents that are static; the largest uint64_t where it is more.
static uint64_t staticElements(RankedTensorType type) {
  uint64_t count = 1;
  for (int64_t extent : type.getShape())
    if (!ShapedType::isDynamic(extent))
      count = llvm::SaturatingMultiply<uint64_t>(count, extent);
  return count;
}

LogicalResult ReshapeOp::verify() {
  RankedTensorType from = getOperand().getType(), to = getType();
  if (from.getElementType() != to.getElementType()) // C1
    return emitOpError("expected 'operand' and 'result' to have the same element type, got ")
           << from << " and " << to;
  if (from.getNumDynamicDims() != to.getNumDynamicDims() || to.getNumDynamicDims() > 1) // C2
    return emitOpError("expected 'operand' and 'result' to have one '?' or none, got ")
           << from << " and " << to;
  if (staticElements(from) != staticElements(to)) // C3
    return emitOpError("expected as many elements in 'operand' as in 'result', got ")
           << from << " and " << to;
  return success();
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  RankedTensorType type = tensorType(adaptor.getOperand());
  ArrayRef<int64_t> permutation = adaptor.getPermutation();
  SmallVector<int64_t> sorted(permutation);
  llvm::sort(sorted);
  if (static_cast<int64_t>(sorted.size()) != type.getRank() ||
      !areRisingDimensions(sorted, type.getRank())) // C1
    return inferenceError<TransposeOp>(loc, "expected a permutation of the dimensions of ", type,
                                       ", got ", listed(permutation));
  SmallVector<int64_t> shape;
  for (int64_t dim : permutation)
    shape.push_back(type.getDimSize(dim));
  inferred.push_back(type.clone(shape));
  return success();
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                        SmallVectorImpl<Type> &inferred) {
  RankedTensorType type = tensorType(adaptor.getOperand());
  ArrayRef<int64_t> offsets = adaptor.getOffsets(), sizes = adaptor.getSizes(),
                    strides = adaptor.getStrides();
  size_t rank = type.getRank();
  if (offsets.size() != rank || sizes.size() != rank || strides.size() != rank) // C1
    return inferenceError<SliceOp>(
        loc, "expected an offset, a size and a stride for each dimension of ", type, ", got ",
        listed(offsets), " ", listed(sizes), " ", listed(strides));
  for (auto [dim, extent] : llvm::enumerate(type.getShape())) {
    int64_t offset = offsets[dim], size = sizes[dim], stride = strides[dim];
    if (ShapedType::isDynamic(extent) || ShapedType::isDynamic(size)) {
      if (extent != size || offset != 0 || stride != 1) // C4
        return inferenceError<SliceOp>(loc, "expected dimension ", dim, " of ", type,
                                       " to be taken whole if and only if it is '?', got ",
                                       listed(offsets), " ", listed(sizes), " ", listed(strides));
      continue;
    }
    if (offset < 0 || size < 0 || stride <= 0) // C2
      return inferenceError<SliceOp>(
          loc, "expected no negative offset or size, and positive strides, got ", listed(offsets),
          " ", listed(sizes), " ", listed(strides));
    if (offset > extent || (size > 0 && (size - 1) > (extent - 1 - offset) / stride)) // C3
      return inferenceError<SliceOp>(loc, "expected the slice to lie inside of dimension ", dim,
                                     " of ", type, ", got offset ", offset, ", size ", size,
                                     ", stride ", stride);
  }
  inferred.push_back(type.clone(sizes));
  return success();
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &inferred) {
  RankedTensorType type = tensorType(adaptor.getOperand());
  ArrayRef<int64_t> low = adaptor.getLow(), high = adaptor.getHigh();
  size_t rank = type.getRank();
  if (low.size() != rank || high.size() != rank) // C1
    return inferenceError<PadOp>(
        loc, "expected 'low' and 'high' to have an entry for each dimension of ", type, ", got ",
        listed(low), " and ", listed(high));
  SmallVector<int64_t> shape(type.getShape());
  for (auto [dim, extent] : llvm::enumerate(shape)) {
    if (low[dim] < 0 || high[dim] < 0) // C2
      return inferenceError<PadOp>(loc, "expected no negative padding, got ", listed(low), " and ",
                                   listed(high));
    if (!ShapedType::isDynamic(extent))
      extent += low[dim] + high[dim];
    else if (low[dim] != 0 || high[dim] != 0) // C3
      return inferenceError<PadOp>(loc, "expected no padding of '?' dimension ", dim, " of ", type);
  }
  inferred.push_back(type.clone(shape));
  return success();
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  if (adaptor.getOperands().empty()) // C1
    return inferenceError<ConcatOp>(loc, "expected at least one operand");
  RankedTensorType first = tensorType(adaptor.getOperands().front());
  int64_t dim = adaptor.getDimension();
  if (!isDimension(dim, first.getRank())) // C2
    return inferenceError<ConcatOp>(loc, "expected 'dimension' to be a dimension of ", first,
                                    ", got ", dim);
  int64_t extent = 0;
  for (Value operand : adaptor.getOperands()) {
    RankedTensorType type = tensorType(operand);
    if (type.getRank() != first.getRank() || type.getElementType() != first.getElementType()) // C1
      return inferenceError<ConcatOp>(loc, "expected operands of one rank and element type, got ",
                                      first, " and ", type);
    if (type.isDynamicDim(dim)) // C2
      return inferenceError<ConcatOp>(loc, "expected static extents along dimension ", dim,
                                      ", got ", type);
    if (dropDimensions(type, dim) != dropDimensions(first, dim)) // C3
      return inferenceError<ConcatOp>(loc,
                                      "expected operands to agree on all extents but dimension ",
                                      dim, ", got ", first, " and ", type);
    extent += type.getDimSize(dim);
  }
  SmallVector<int64_t> shape(first.getShape());
  shape[dim] = extent;
  inferred.push_back(first.clone(shape));
  return success();
}
