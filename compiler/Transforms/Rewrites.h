//===- Rewrites.h - The rewrites of luge-simplify ------------------*- C++ -*-===//
#ifndef LUGE_COMPILER_TRANSFORMS_REWRITES_H
#define LUGE_COMPILER_TRANSFORMS_REWRITES_H

#include "mlir/IR/PatternMatch.h"

namespace luge {

/// Adds patterns that compute elementwise ops on the operands of broadcasts.
void populateComputeBeforeBroadcastPatterns(mlir::RewritePatternSet &patterns);

/// Adds patterns that let contractions read and write other dimension orders, without a transpose.
void populateFoldTransposeIntoContractionPatterns(mlir::RewritePatternSet &patterns);

/// Adds patterns that multiply instead of summing equal elements.
void populateSumOfBroadcastPatterns(mlir::RewritePatternSet &patterns);

} // namespace luge

#endif // LUGE_COMPILER_TRANSFORMS_REWRITES_H
