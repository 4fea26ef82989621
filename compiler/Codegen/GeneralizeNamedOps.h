//===- GeneralizeNamedOps.h - One form for all linalg ops -------*- C++ -*-===//
#ifndef LUGE_CODEGEN_GENERALIZENAMEDOPS_H
#define LUGE_CODEGEN_GENERALIZENAMEDOPS_H

#include "mlir/IR/PatternMatch.h"

namespace luge {

/// Patterns that make every linalg op a `linalg.generic`, but for `linalg.fill`: it says what a reduction
/// starts from.
void populateGeneralizeNamedOpsPatterns(mlir::RewritePatternSet &patterns);

} // namespace luge

#endif // LUGE_CODEGEN_GENERALIZENAMEDOPS_H
