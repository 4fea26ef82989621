//===- ExtentBound.h - How large a dynamic extent can be --------*- C++ -*-===//
#ifndef LUGE_CODEGEN_EXTENTBOUND_H
#define LUGE_CODEGEN_EXTENTBOUND_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"
#include "mlir/Support/LLVM.h"

namespace luge {

/// Registers what the functions below need to see through arith, affine, memref and scf ops.
void registerExtentBounds(mlir::DialectRegistry &registry);

/// The module's `luge.max_batch` above `op`, if it has one.
std::optional<int64_t> getMaxBatch(mlir::Operation *op);

/// The largest value of `extent` while every dynamic extent of a function argument runs from 0 to
/// `maxBatch`. Fails if `extent` depends on anything else that is not bounded.
mlir::FailureOr<int64_t> computeLargest(const mlir::ValueBoundsConstraintSet::Variable &extent,
                                        std::optional<int64_t> maxBatch);

/// The bytes of a contiguous buffer of `type`, whose dynamic extents are `dynamicSizes`, at its largest; the largest
/// int64_t where they are more.
mlir::FailureOr<int64_t> computeLargestSize(mlir::MemRefType type, mlir::ValueRange dynamicSizes,
                                            std::optional<int64_t> maxBatch);

} // namespace luge

#endif // LUGE_CODEGEN_EXTENTBOUND_H
