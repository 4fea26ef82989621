//===- ThreadSchedule.h - Which thread runs what, and when ------*- C++ -*-===//
#ifndef LUGE_CODEGEN_THREADSCHEDULE_H
#define LUGE_CODEGEN_THREADSCHEDULE_H

#include "compiler/Codegen/BufferRegion.h"
#include "mlir/IR/Block.h"

namespace luge {

/// Which threads run an op.
enum class Runs {
  Replicated, ///< each for itself: what every thread needs, and writes no shared memory
  Serial,     ///< thread 0
  Shared      ///< each its part of an `scf.forall`
};

struct ScheduledOp {
  mlir::Operation *op;
  Runs runs;
  /// Of memory that threads share, and of each thread's own.
  llvm::SmallVector<Access> accesses;
};

/// Ops that need no barrier among them, in program order.
using Phase = llvm::SmallVector<ScheduledOp>;

/// Divides the ops of `block`, but for its terminator, into phases, between which all threads wait for each
/// other. An op is in the first phase where all it depends on has been computed: what an earlier op wrote,
/// and bytes that an earlier op still had to read. Emits an error at an op whose effects are unknown, or
/// whose result every thread needs although only thread 0 can run it.
mlir::FailureOr<llvm::SmallVector<Phase>> scheduleThreads(mlir::Block &block);

} // namespace luge

#endif // LUGE_CODEGEN_THREADSCHEDULE_H
