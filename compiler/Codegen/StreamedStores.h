//===- StreamedStores.h - Stores past the caches ----------------*- C++ -*-===//
//
// A store first reads its line into the cache, unless it says that what it writes is not needed soon. For a result
// larger than caches that is a third of the traffic of what reads as much as it writes.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_CODEGEN_STREAMEDSTORES_H
#define LUGE_CODEGEN_STREAMEDSTORES_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace luge {

/// On an `scf.forall`: its stores past the caches must be made visible to other threads when it is done.
inline constexpr llvm::StringLiteral kStreams = "luge.streams";

/// Lines, and what stores past the caches are aligned to.
inline constexpr int64_t kLineBytes = 64;

/// Whether `buffer` is, or is part of, an argument of its function that is too large for caches and that nothing in the
/// function reads, but for `readers`.
bool isLargeResult(mlir::Value buffer, llvm::ArrayRef<mlir::Operation *> readers = {});

/// How many elements lie between that place of the buffer and the next address that is a multiple of `alignment`.
mlir::Value emitDistanceToAligned(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value buffer,
                                  mlir::ValueRange indices, int64_t alignment);

/// Makes stores past the caches so far visible to other threads before any later store.
void emitStreamFence(mlir::OpBuilder &builder, mlir::Location loc);

} // namespace luge

#endif // LUGE_CODEGEN_STREAMEDSTORES_H
