//===- NnTypes.cpp - Tensor types derived from tensor types ---------------===//
#include "dialects/Nn/NnTypes.h"

using namespace mlir;
using namespace luge;

RankedTensorType nn::withElementType(Type type, Type elementType) {
  return cast<RankedTensorType>(type).clone(elementType);
}

RankedTensorType nn::withShape(Type type, ArrayRef<int64_t> shape) {
  return cast<RankedTensorType>(type).clone(shape);
}

RankedTensorType nn::dropDimensions(RankedTensorType type, ArrayRef<int64_t> dimensions) {
  SmallVector<int64_t> shape;
  for (int64_t dim : otherDimensions(type.getRank(), dimensions))
    shape.push_back(type.getDimSize(dim));
  return type.clone(shape);
}

SmallVector<int64_t> nn::otherDimensions(int64_t rank, ArrayRef<int64_t> dimensions) {
  SmallVector<int64_t> others;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(dimensions, dim))
      others.push_back(dim);
  return others;
}
