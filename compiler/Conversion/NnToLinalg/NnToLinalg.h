//===- NnToLinalg.h - Lowerings of nn ops, by family --------------------------------------===//
#ifndef LUGE_CONVERSION_NNTOLINALG_NNTOLINALG_H
#define LUGE_CONVERSION_NNTOLINALG_NNTOLINALG_H

#include "mlir/IR/PatternMatch.h"

namespace luge {

/// Contractions and the linear layer.
void populateContractionToLinalgPatterns(mlir::RewritePatternSet &patterns);
/// The CTC loss and its gradient.
void populateCtcToLinalgPatterns(mlir::RewritePatternSet &patterns);
/// Ops that compute each element from the operands' elements at the same place.
void populateElementwiseToLinalgPatterns(mlir::RewritePatternSet &patterns);
/// Softmax, log-softmax and log-sum-exp.
void populateNormalizationToLinalgPatterns(mlir::RewritePatternSet &patterns);
/// Random numbers.
void populateRandomToLinalgPatterns(mlir::RewritePatternSet &patterns);
/// Reductions over dimensions, argmax, one-hot.
void populateReductionToLinalgPatterns(mlir::RewritePatternSet &patterns);
/// Constants, and ops that move elements without computing on them.
void populateShapeToLinalgPatterns(mlir::RewritePatternSet &patterns);

} // namespace luge

#endif // LUGE_CONVERSION_NNTOLINALG_NNTOLINALG_H
