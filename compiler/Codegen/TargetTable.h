//===- TargetTable.h - Sizes that depend on the CPU -------------*- C++ -*-===//
#ifndef LUGE_CODEGEN_TARGETTABLE_H
#define LUGE_CODEGEN_TARGETTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace mlir {
class Operation;
} // namespace mlir

namespace luge {

/// What the vector stage must know about a CPU. Every target-specific size of the stage is a field here.
struct Target {
  llvm::StringRef name;
  /// Width of a vector register.
  int64_t vectorBytes;
  /// Vector registers that a register tile may fill with sums; the rest hold operands.
  int64_t accumulators;
  /// Vector registers per row of a register tile, at most.
  int64_t tileVectors;
  /// Vector registers that a vector's mask, and what it is made of, take from the sums.
  int64_t maskRegisters;
  /// Multiply-adds of whole vectors per cycle.
  int64_t fusedPerCycle;
  /// Vector loads (or broadcasts of an element) per cycle.
  int64_t loadsPerCycle;
  /// Cycles that a line of the second cache costs a loop that reads on.
  double cyclesPerLine;
  /// Iterations of k in one of a tile's loop: where few instructions are issued per cycle, its counting is not free.
  int64_t unrolledK;
  /// Data caches of one core.
  int64_t l1Bytes, l2Bytes;
  /// What a core gets from the last cache about as fast as from its second.
  int64_t nearBytes;
  /// Whether stores can go past the caches.
  bool streams;

  int64_t getLanes(unsigned elementBits) const { return vectorBytes * 8 / elementBits; }
};

/// All targets, the most general last.
llvm::ArrayRef<Target> getTargets();

/// The target of that name; null after an error at `op`.
const Target *lookupTarget(llvm::StringRef name, mlir::Operation *op);

/// Work that is cut into pieces for threads is cut by these, so by shapes alone.
/// Elements of an elementwise piece.
inline constexpr int64_t kElementsPerChunk = 16 * 1024;
/// Elements of an operand that are packed as a piece, most of them with a transpose.
inline constexpr int64_t kPackedPerChunk = 4 * 1024;
/// Estimated cycles of a contraction's piece.
inline constexpr int64_t kCyclesPerBlock = 8'000;
/// A partial sum covers at least this many elements.
inline constexpr int64_t kElementsPerPartial = 32 * 1024;
/// Partial sums of one reduction, at most.
inline constexpr int64_t kMaxPartials = 16;

/// Terms that are added one after the other, at most.
inline constexpr int64_t kTermsPerSum = 64;

/// No vector value may have more bytes than this: LLVM's compile time grows faster than their size.
inline constexpr int64_t kMaxVectorBytes = 28 * 64;

} // namespace luge

#endif // LUGE_CODEGEN_TARGETTABLE_H
