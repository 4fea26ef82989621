//===- NnTypes.h - Tensor types derived from tensor types -----------------===//
#ifndef LUGE_DIALECTS_NN_NNTYPES_H
#define LUGE_DIALECTS_NN_NNTYPES_H

#include "mlir/IR/BuiltinTypes.h"

namespace luge::nn {

/// The ranked tensor type `type` with another element type.
mlir::RankedTensorType withElementType(mlir::Type type, mlir::Type elementType);

/// The ranked tensor type `type` with another shape.
mlir::RankedTensorType withShape(mlir::Type type, llvm::ArrayRef<int64_t> shape);

/// `type` without `dimensions`.
mlir::RankedTensorType dropDimensions(mlir::RankedTensorType type,
                                      llvm::ArrayRef<int64_t> dimensions);

/// The dimensions of `rank` that are not among `dimensions`, in rising order.
llvm::SmallVector<int64_t> otherDimensions(int64_t rank, llvm::ArrayRef<int64_t> dimensions);

} // namespace luge::nn

#endif // LUGE_DIALECTS_NN_NNTYPES_H
