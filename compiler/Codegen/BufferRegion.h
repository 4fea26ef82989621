//===- BufferRegion.h - Which bytes an op may touch -------------*- C++ -*-===//
#ifndef LUGE_CODEGEN_BUFFERREGION_H
#define LUGE_CODEGEN_BUFFERREGION_H

#include "mlir/IR/Operation.h"
#include "mlir/Support/LLVM.h"
#include <cstdint>
#include <limits>

namespace luge {

/// The bytes that a memref may reach: those of a function argument, a part of the arena, a constant or
/// memory on the stack. A null root may be any of them.
struct BufferRegion {
  mlir::Value root;
  int64_t begin = 0;
  int64_t end = std::numeric_limits<int64_t>::max();

  /// Distinct roots share no byte.
  bool overlaps(const BufferRegion &other) const {
    return !root || !other.root || (root == other.root && begin < other.end && other.begin < end);
  }
  /// Memory that each thread has for itself.
  bool isPrivate() const;
};

/// The region of `memref`, seen through views; a `memref.view` at a constant offset narrows it.
BufferRegion getBufferRegion(mlir::Value memref);

/// What `buffer` is a view of, or itself.
mlir::Value getRoot(mlir::Value buffer);

/// Whether ops of `block` reach the bytes of `buffer` under this name alone.
bool isOnlyName(mlir::Value buffer, mlir::Block &block);

/// Whether `buffer` is allocated by the function, and used under this name alone.
bool isTemporary(mlir::Value buffer);

struct Access {
  BufferRegion region;
  bool write;
};

/// Appends the accesses of `op` and the ops in it. Fails, with an error, at an op whose effects are unknown.
/// A call reads and writes every memref it is given.
mlir::LogicalResult collectAccesses(mlir::Operation *op, llvm::SmallVectorImpl<Access> &accesses);

} // namespace luge

#endif // LUGE_CODEGEN_BUFFERREGION_H
