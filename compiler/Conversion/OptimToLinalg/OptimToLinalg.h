//===- OptimToLinalg.h - Lowerings of optimizer updates -----------------------------------===//
#ifndef LUGE_CONVERSION_OPTIMTOLINALG_OPTIMTOLINALG_H
#define LUGE_CONVERSION_OPTIMTOLINALG_OPTIMTOLINALG_H

#include "mlir/IR/PatternMatch.h"

namespace luge {

void populateASGDToLinalgPatterns(mlir::RewritePatternSet &patterns);
void populateAdadeltaToLinalgPatterns(mlir::RewritePatternSet &patterns);
void populateAdafactorToLinalgPatterns(mlir::RewritePatternSet &patterns);
void populateAdagradToLinalgPatterns(mlir::RewritePatternSet &patterns);
/// Adam and AdamW.
void populateAdamToLinalgPatterns(mlir::RewritePatternSet &patterns);
/// Adamax, NAdam and RAdam.
void populateAdamVariantsToLinalgPatterns(mlir::RewritePatternSet &patterns);
void populateLambToLinalgPatterns(mlir::RewritePatternSet &patterns);
void populateMuonToLinalgPatterns(mlir::RewritePatternSet &patterns);
void populateRMSpropToLinalgPatterns(mlir::RewritePatternSet &patterns);
void populateSGDToLinalgPatterns(mlir::RewritePatternSet &patterns);
/// Lion and Rprop, which go by signs.
void populateSignToLinalgPatterns(mlir::RewritePatternSet &patterns);

} // namespace luge

#endif // LUGE_CONVERSION_OPTIMTOLINALG_OPTIMTOLINALG_H
