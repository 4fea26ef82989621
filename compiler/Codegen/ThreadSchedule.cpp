//===- ThreadSchedule.cpp - Which thread runs what, and when --------------===//
#include "compiler/Codegen/ThreadSchedule.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace luge {
namespace {

/// Every op of the block with its accesses, before it is known when it runs.
class OpClassifier {
public:
  explicit OpClassifier(Block &block) : block(block) {}
  FailureOr<Phase> classify();

private:
  LogicalResult collect(Operation &op);
  void replicateOperands(Operation *op);
  void replicateCheapOps();
  LogicalResult verifyStackMemory() const;

  Block &block;
  Phase ops;
  llvm::DenseMap<Operation *, unsigned> positions;
};

} // namespace

static bool writes(const ScheduledOp &scheduled) {
  return llvm::any_of(scheduled.accesses, [](const Access &access) {
    return access.write && !access.region.isPrivate();
  });
}

/// Ops start as serial unless each thread must run them for its own stack memory.
LogicalResult OpClassifier::collect(Operation &op) {
  ScheduledOp scheduled{&op, isa<scf::ForallOp>(op) ? Runs::Shared : Runs::Serial, {}};
  if (failed(collectAccesses(&op, scheduled.accesses)))
    return failure();
  auto isPrivate = [](const Access &access) { return access.region.isPrivate(); };
  bool usesStack = llvm::any_of(scheduled.accesses, isPrivate);
  if (scheduled.runs == Runs::Serial && usesStack && !writes(scheduled))
    scheduled.runs = Runs::Replicated;
  positions[&op] = ops.size();
  ops.push_back(std::move(scheduled));
  return success();
}

/// Marks what `op` needs from other ops of the block as needed by every thread.
void OpClassifier::replicateOperands(Operation *op) {
  op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands()) {
      Operation *source = operand.getDefiningOp();
      if (!source || source->getBlock() != &block)
        continue;
      ScheduledOp &scheduled = ops[positions.at(source)];
      if (scheduled.runs == Runs::Serial)
        scheduled.runs = Runs::Replicated;
    }
  });
}

/// Constants, views and what is computed from them cost less than a branch and its results.
void OpClassifier::replicateCheapOps() {
  for (ScheduledOp &scheduled : ops) {
    bool onEveryThread = llvm::all_of(scheduled.op->getOperands(), [&](Value operand) {
      Operation *source = operand.getDefiningOp();
      return !source || ops[positions.at(source)].runs == Runs::Replicated;
    });
    if (onEveryThread && scheduled.op->getNumRegions() == 0 && isPure(scheduled.op))
      scheduled.runs = Runs::Replicated;
  }
}

/// Stack memory that several ops share holds the same on every thread only if each that writes it runs on every
/// thread.
LogicalResult OpClassifier::verifyStackMemory() const {
  for (const ScheduledOp &scheduled : ops) {
    if (!BufferRegion{scheduled.op->getNumResults() ? scheduled.op->getResult(0) : Value()}
             .isPrivate())
      continue;
    llvm::SmallPtrSet<Operation *, 4> users;
    for (Operation *user : scheduled.op->getUsers())
      users.insert(block.findAncestorOpInBlock(*user));
    auto isWrittenApart = [&](Operation *user) {
      const ScheduledOp &other = ops[positions.at(user)];
      return other.runs != Runs::Replicated &&
             llvm::any_of(other.accesses, [&](const Access &access) {
               return access.write && access.region.root == scheduled.op->getResult(0);
             });
    };
    if (users.size() > 1 && llvm::any_of(users, isWrittenApart))
      return scheduled.op->emitOpError(
          "expected stack memory that one thread writes to be used by one op at the top level");
  }
  return success();
}

FailureOr<Phase> OpClassifier::classify() {
  for (Operation &op : block.without_terminator())
    if (failed(collect(op)))
      return failure();
  // Users come after what they use, so one backward walk finds all that the threads need.
  for (ScheduledOp &scheduled : llvm::reverse(ops)) {
    if (isa<scf::ForallOp>(scheduled.op) || scheduled.runs == Runs::Replicated)
      replicateOperands(scheduled.op);
    if (scheduled.runs == Runs::Replicated && writes(scheduled))
      return scheduled.op->emitOpError(
          "expected no thread but the first to need a result of an op that "
          "writes memory");
  }
  replicateCheapOps();
  if (failed(verifyStackMemory()))
    return failure();
  return std::move(ops);
}

/// Whether one of two ops writes what the other uses; of each thread's own memory, only if `isPrivateToo`.
static bool overlap(const ScheduledOp &a, const ScheduledOp &b, bool isPrivateToo = true) {
  return llvm::any_of(a.accesses, [&](const Access &first) {
    return (isPrivateToo || !first.region.isPrivate()) &&
           llvm::any_of(b.accesses, [&](const Access &second) {
             return (first.write || second.write) && first.region.overlaps(second.region);
           });
  });
}

/// Whether one of two ops of a phase would meet the other's half-done work on another thread.
static bool conflict(const ScheduledOp &a, const ScheduledOp &b) {
  bool sameThread = a.runs == Runs::Serial && b.runs == Runs::Serial;
  // In a phase, what is serial comes last.
  bool isReordered = a.runs == Runs::Serial && b.runs != Runs::Serial;
  return !sameThread && overlap(a, b, /*isPrivateToo=*/isReordered);
}

/// Whether `op` or an op in it uses a result of one of `others`.
static bool usesResultOf(Operation *op, const llvm::SmallPtrSetImpl<Operation *> &others) {
  WalkResult result = op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands())
      if (Operation *source = operand.getDefiningOp(); source && others.contains(source))
        return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return result.wasInterrupted();
}

FailureOr<SmallVector<Phase>> scheduleThreads(Block &block) {
  FailureOr<Phase> remaining = OpClassifier(block).classify();
  if (failed(remaining))
    return failure();
  SmallVector<Phase> phases;
  while (!remaining->empty()) {
    Phase phase, later;
    llvm::SmallPtrSet<Operation *, 32> laterOps;
    for (ScheduledOp &scheduled : *remaining) {
      bool waits =
          usesResultOf(scheduled.op, laterOps) ||
          llvm::any_of(later,
                       [&](const ScheduledOp &other) { return overlap(other, scheduled); }) ||
          llvm::any_of(phase, [&](const ScheduledOp &other) { return conflict(other, scheduled); });
      if (waits)
        laterOps.insert(scheduled.op);
      (waits ? later : phase).push_back(std::move(scheduled));
    }
    phases.push_back(std::move(phase));
    remaining = std::move(later);
  }
  return phases;
}

} // namespace luge
