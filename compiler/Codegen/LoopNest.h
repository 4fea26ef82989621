//===- LoopNest.h - The loops of a linalg op, written as scf ----*- C++ -*-===//
#ifndef LUGE_CODEGEN_LOOPNEST_H
#define LUGE_CODEGEN_LOOPNEST_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace luge {

/// The part [lower, lower + size) of one loop.
struct LoopRange {
  mlir::OpFoldResult lower, size;
};

/// All of every loop of `op`.
llvm::SmallVector<LoopRange> getLoopRanges(mlir::OpBuilder &builder, mlir::linalg::LinalgOp op);

/// The elements of `range` from `offset`, a multiple of `size`, on: `size` of them, or those that are left.
LoopRange getBlock(mlir::OpBuilder &builder, mlir::Location loc, LoopRange range,
                   mlir::OpFoldResult offset, int64_t size);

/// Part `number` of `range`, of `parts` with `size` elements each: `size` of them, those that are left, or none.
LoopRange getPart(mlir::OpBuilder &builder, mlir::Location loc, LoopRange range,
                  mlir::OpFoldResult size, mlir::Value number, int64_t parts);

/// Whether `op` is in a parallel loop already: then the threads have their shares, and memory is a thread's own.
bool isShared(mlir::Operation *op);

/// A bound of an extent that folds to one: a constant, or the least constant of a minimum.
std::optional<int64_t> getConstantBound(mlir::OpFoldResult extent);

/// The extents of the loops of `op`; for a dynamic one, the module's `luge.max_batch`, or a guess. For
/// choices among correct codes only.
llvm::SmallVector<int64_t> estimateExtents(mlir::linalg::LinalgOp op);

/// Index arithmetic that folds constants.
mlir::OpFoldResult fold(mlir::OpBuilder &builder, mlir::Location loc, mlir::AffineExpr expr,
                        llvm::ArrayRef<mlir::OpFoldResult> operands);
mlir::Value asIndex(mlir::OpBuilder &builder, mlir::Location loc, mlir::OpFoldResult value);
mlir::Value addIndex(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value lhs, int64_t rhs);

/// A loop from `lower`, for `size`, by `step`, that carries `carried`.
llvm::SmallVector<mlir::Value>
emitFor(mlir::OpBuilder &builder, mlir::Location loc, LoopRange range, int64_t step,
        mlir::ValueRange carried,
        llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &, mlir::Value,
                                                          mlir::ValueRange)>
            body);

/// A nest over `loops`, the first outermost, that carries values; the numbers of the iterations go to `point`.
llvm::SmallVector<mlir::Value> emitNest(
    mlir::OpBuilder &builder, mlir::Location loc, llvm::ArrayRef<unsigned> loops,
    llvm::ArrayRef<LoopRange> ranges, llvm::MutableArrayRef<mlir::Value> point,
    mlir::ValueRange carried,
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &, mlir::ValueRange)> body);

/// A loop by `lanes` elements, then, unless none can remain, the rest at once under a mask. The body gets
/// the first element, a mask or null, and the carried values.
llvm::SmallVector<mlir::Value>
emitLanes(mlir::OpBuilder &builder, mlir::Location loc, LoopRange range, int64_t lanes,
          mlir::ValueRange carried,
          llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &, mlir::Value,
                                                            mlir::Value, mlir::ValueRange)>
              body);

/// Cuts `loops` into pieces of `sizes` elements, and gives each piece to `body` as ranges: inside an
/// `scf.forall` over the pieces, or in place when there is only one.
void emitPieces(mlir::OpBuilder &builder, mlir::Location loc, llvm::ArrayRef<unsigned> loops,
                llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> estimates,
                llvm::ArrayRef<LoopRange> ranges,
                llvm::function_ref<void(mlir::OpBuilder &, llvm::ArrayRef<LoopRange>)> body);

} // namespace luge

#endif // LUGE_CODEGEN_LOOPNEST_H
