//===- WorkEstimate.h - How much a function computes ------------*- C++ -*-===//
#ifndef LUGE_CODEGEN_WORKESTIMATE_H
#define LUGE_CODEGEN_WORKESTIMATE_H

#include "mlir/IR/Operation.h"
#include <cstdint>

namespace luge {

/// Scalar operations done by `region`, or by `op`, at the maximum batch, from loop trip counts and vector lengths: a
/// multiply-add of two vectors counts once per product. An upper bound when bounds of loops vary.
int64_t estimateWork(mlir::Region &region);
int64_t estimateWork(mlir::Operation &op);

} // namespace luge

#endif // LUGE_CODEGEN_WORKESTIMATE_H
