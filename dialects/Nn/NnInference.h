//===- NnInference.h - What type inference of nn ops shares ---*- private -*-===//
#ifndef LUGE_DIALECTS_NN_NNINFERENCE_H
#define LUGE_DIALECTS_NN_NNINFERENCE_H

#include "dialects/Nn/NnOps.h"

namespace luge::nn {

/// Reports why `Op` has no result type, if there is a location to report it at.
template <typename Op, typename... Args>
mlir::LogicalResult inferenceError(std::optional<mlir::Location> loc, Args &&...message) {
  return mlir::emitOptionalError(loc, "'", Op::getOperationName(), "' op ",
                                 std::forward<Args>(message)...);
}

/// `values` as [a, b, c], for messages.
std::string listed(llvm::ArrayRef<int64_t> values);

/// Whether `dim` is a dimension of a tensor of `rank`.
inline bool isDimension(int64_t dim, int64_t rank) { return dim >= 0 && dim < rank; }

/// Whether `dimensions` are dimensions of a tensor of `rank`, in rising order.
bool areRisingDimensions(llvm::ArrayRef<int64_t> dimensions, int64_t rank);

/// The type of a tensor-typed value.
inline mlir::RankedTensorType tensorType(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType());
}

} // namespace luge::nn

#endif // LUGE_DIALECTS_NN_NNINFERENCE_H
