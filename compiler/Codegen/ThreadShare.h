//===- ThreadShare.h - One thread's part of a parallel loop -----*- C++ -*-===//
#ifndef LUGE_CODEGEN_THREADSHARE_H
#define LUGE_CODEGEN_THREADSHARE_H

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace luge {

/// Replaces `forall`, which has no results, by a loop over the iterations of `thread`: of n iterations in
/// row-major order, those from n * thread / threads to n * (thread + 1) / threads.
void replaceWithShare(mlir::RewriterBase &rewriter, mlir::scf::ForallOp forall, mlir::Value thread,
                      mlir::Value threads);

} // namespace luge

#endif // LUGE_CODEGEN_THREADSHARE_H
