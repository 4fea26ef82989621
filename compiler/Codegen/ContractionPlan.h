//===- ContractionPlan.h - How a contraction is tiled and packed -*- C++ -*-===//
#ifndef LUGE_CODEGEN_CONTRACTIONPLAN_H
#define LUGE_CODEGEN_CONTRACTIONPLAN_H

#include "compiler/Codegen/TargetTable.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace luge {

/// How one contraction on buffers is done: a tile of `tileRows` x `tileColumns` sums stays in registers over
/// the loop k; `rows` (the operand with the loop m) is read by elements, `columns` (that with n) by vectors.
struct ContractionPlan {
  unsigned m, n, k;
  mlir::OpOperand *rows, *columns, *output;
  /// The other loops.
  llvm::SmallVector<unsigned> outerParallel, outerReduction;

  int64_t lanes;
  int64_t tileRows, tileColumns;
  /// Whether an operand is copied into panels of a tile's width first.
  bool packRows, packColumns;
  /// Whether each block packs its part of the columns, block of k by block of k, when it comes to it: the panels
  /// are then read from the second cache. Else they are packed ahead.
  bool packInBlock = false;
  /// Whether m, not n, is the output's contiguous loop, so that tiles are transposed before they are stored.
  bool isTransposed;
  /// Iterations of k between visits to a tile, or `kWhole`.
  int64_t kBlock;
  static constexpr int64_t kWhole = std::numeric_limits<int32_t>::max();
  /// Whether the loop over row panels is outside of that over column panels.
  bool rowsOutside;
  /// Iterations of m and n, and of each outer parallel loop, in a block that one thread computes.
  int64_t mBlock, nBlock;
  llvm::SmallVector<int64_t> outerBlocks;

  /// Estimated, over the whole contraction.
  double cycles;
};

/// The cheapest plan by a model of the target on estimated extents; none if `op` is no sum of products of two
/// float buffers, or has no loop that makes a tile.
std::optional<ContractionPlan> planContraction(mlir::linalg::GenericOp op, const Target &target);

/// A single tile has no loop around it that would hold the uses of a scratch buffer together.
bool isOneTile(mlir::linalg::GenericOp op, const ContractionPlan &plan);

} // namespace luge

#endif // LUGE_CODEGEN_CONTRACTIONPLAN_H
