//===- BlockedSum.h - Long sums as sums of shorter ones ---------*- C++ -*-===//
//
// Each addition rounds relative to the sum so far, so the error of a running sum grows with its number of
// terms. Here no sum takes more than `kTermsPerSum` terms, or sums, one after the other:
//
//   for block { sum = 0; for element of block { sum += element }; total += sum }
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_CODEGEN_BLOCKEDSUM_H
#define LUGE_CODEGEN_BLOCKEDSUM_H

#include "compiler/Codegen/Combiner.h"
#include "compiler/Codegen/LoopNest.h"

namespace luge {

/// As `emitFor`, where the carried values are results of `combiners` in turn, over and over; with none, values
/// of any kind. The loop has `trips` iterations, estimated, each of which takes in `terms` of them.
llvm::SmallVector<mlir::Value>
emitSumFor(mlir::OpBuilder &builder, mlir::Location loc, LoopRange range, int64_t step,
           int64_t trips, int64_t terms, mlir::ValueRange carried,
           llvm::ArrayRef<Combiner> combiners,
           llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &, mlir::Value,
                                                             mlir::ValueRange)>
               body);

/// As `emitNest`, where the carried values are results of `combiners` in turn, over and over. The loops have
/// `estimates` iterations; `body` takes in `terms`.
llvm::SmallVector<mlir::Value> emitSumNest(
    mlir::OpBuilder &builder, mlir::Location loc, llvm::ArrayRef<unsigned> loops,
    llvm::ArrayRef<LoopRange> ranges, llvm::ArrayRef<int64_t> estimates, int64_t terms,
    llvm::MutableArrayRef<mlir::Value> point, mlir::ValueRange carried,
    llvm::ArrayRef<Combiner> combiners,
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::OpBuilder &, mlir::ValueRange)> body);

} // namespace luge

#endif // LUGE_CODEGEN_BLOCKEDSUM_H
