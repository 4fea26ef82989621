//===- Distribute.cpp - One function, run by every thread of a team -------===//
//
// The schedule divides the top-level block into phases (ThreadSchedule.h). In each, every thread does what is
// replicated and its share of the parallel loops; then thread 0 does what is serial. A barrier ends it.
//
//===----------------------------------------------------------------------===//
#include "compiler/Codegen/ExtentBound.h"
#include "compiler/Codegen/Passes.h"
#include "compiler/Codegen/StreamedStores.h"
#include "compiler/Codegen/ThreadSchedule.h"
#include "compiler/Codegen/ThreadShare.h"
#include "compiler/Codegen/WorkEstimate.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/Dialect/UB/IR/UBOps.h"

namespace luge {
#define GEN_PASS_DEF_DISTRIBUTEPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace luge {
namespace {

constexpr llvm::StringLiteral kBarrier = "luge_team_barrier";

/// Rewrites the top-level block of one function.
class Distributor {
public:
  explicit Distributor(func::FuncOp function)
      : function(function), rewriter(function.getContext()) {}
  /// Returns the number of barriers.
  FailureOr<int64_t> run();

private:
  void addArguments();
  void emit(ArrayRef<ScheduledOp> phase);
  void emitSerial(ArrayRef<Operation *> ops);

  func::FuncOp function;
  IRRewriter rewriter;
  Value team, thread, threads, isFirst;
};

struct DistributePass final : public impl::DistributePassBase<DistributePass> {
  using Base::Base;
  void getDependentDialects(DialectRegistry &registry) const override {
    Base::getDependentDialects(registry);
    registerExtentBounds(registry);
  }
  void runOnOperation() override;
};

} // namespace

void Distributor::addArguments() {
  MLIRContext *context = function.getContext();
  Type pointer = LLVM::LLVMPointerType::get(context), index = IndexType::get(context);
  auto add = [&](Type type, StringRef role) -> Value {
    unsigned position = function.getNumArguments();
    auto attributes =
        DictionaryAttr::get(context, rewriter.getNamedAttr(role, rewriter.getUnitAttr()));
    if (failed(function.insertArgument(position, type, attributes, function.getLoc())))
      llvm_unreachable("a function takes any number of arguments");
    return function.getArgument(position);
  };
  team = add(pointer, "luge.team");
  thread = add(index, "luge.thread");
  threads = add(index, "luge.threads");
  function->setAttr("luge.parallel", rewriter.getUnitAttr());

  rewriter.setInsertionPointToStart(&function.front());
  Value zero = arith::ConstantIndexOp::create(rewriter, function.getLoc(), 0);
  isFirst =
      arith::CmpIOp::create(rewriter, function.getLoc(), arith::CmpIPredicate::eq, thread, zero);
}

/// Puts `ops` at the end of the function, for thread 0 alone. Results that later serial ops use leave the
/// branch; on other threads, which never look at them, they are poison.
void Distributor::emitSerial(ArrayRef<Operation *> ops) {
  llvm::SmallPtrSet<Operation *, 16> inside(ops.begin(), ops.end());
  SmallVector<Value> live;
  for (Operation *op : ops)
    for (Value result : op->getResults())
      if (llvm::any_of(result.getUsers(), [&](Operation *user) {
            return !inside.contains(function.front().findAncestorOpInBlock(*user));
          }))
        live.push_back(result);

  Location loc = ops.front()->getLoc();
  auto branch = scf::IfOp::create(rewriter, loc, ValueRange(live).getTypes(), isFirst,
                                  /*withElseRegion=*/!live.empty());
  for (auto [value, result] : llvm::zip_equal(live, branch.getResults()))
    value.replaceUsesWithIf(result, [&](OpOperand &use) {
      return !inside.contains(function.front().findAncestorOpInBlock(*use.getOwner()));
    });
  Block *block = branch.thenBlock();
  for (Operation *op : ops)
    op->moveBefore(block, live.empty() ? std::prev(block->end()) : block->end());
  if (live.empty())
    return;
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPointToEnd(block);
  scf::YieldOp::create(rewriter, loc, live);
  rewriter.setInsertionPointToEnd(branch.elseBlock());
  SmallVector<Value> poison;
  for (Value value : live)
    poison.push_back(ub::PoisonOp::create(rewriter, loc, value.getType()));
  scf::YieldOp::create(rewriter, loc, poison);
}

void Distributor::emit(ArrayRef<ScheduledOp> phase) {
  SmallVector<Operation *> serial;
  for (const ScheduledOp &scheduled : phase) {
    Operation *end = function.front().getTerminator();
    switch (scheduled.runs) {
    case Runs::Replicated:
      rewriter.moveOpBefore(scheduled.op, end);
      break;
    case Runs::Serial:
      serial.push_back(scheduled.op);
      break;
    case Runs::Shared:
      rewriter.moveOpBefore(scheduled.op, end);
      if (scheduled.op->hasAttr(kStreams)) {
        rewriter.setInsertionPoint(end);
        emitStreamFence(rewriter, scheduled.op->getLoc());
      }
      replaceWithShare(rewriter, cast<scf::ForallOp>(scheduled.op), thread, threads);
      break;
    }
  }
  rewriter.setInsertionPoint(function.front().getTerminator());
  if (!serial.empty())
    emitSerial(serial);
}

FailureOr<int64_t> Distributor::run() {
  FailureOr<SmallVector<Phase>> phases = scheduleThreads(function.front());
  if (failed(phases))
    return failure();
  addArguments();
  for (auto [number, phase] : llvm::enumerate(*phases)) {
    rewriter.setInsertionPoint(function.front().getTerminator());
    if (number > 0)
      func::CallOp::create(rewriter, function.getLoc(), kBarrier, TypeRange(), ValueRange{team});
    emit(phase);
  }
  return phases->empty() ? 0 : phases->size() - 1;
}

/// Stack memory of a loop's body would grow with each iteration: one allocation at the front serves all.
static void hoistStackMemory(func::FuncOp function) {
  function.walk([&](memref::AllocaOp alloca) {
    if (alloca->getParentOp() != function && alloca->getOperands().empty())
      alloca->moveBefore(&function.front(), function.front().begin());
  });
}

static void replaceWithLoops(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  function.walk([&](scf::ForallOp forall) {
    if (forall->hasAttr(kStreams)) {
      rewriter.setInsertionPointAfter(forall);
      emitStreamFence(rewriter, forall.getLoc());
    }
    rewriter.setInsertionPoint(forall);
    if (failed(scf::forallToForLoop(rewriter, forall)))
      llvm_unreachable("a forall on buffers is a loop");
  });
}

static LogicalResult verifyForalls(func::FuncOp function) {
  WalkResult result = function.walk([&](scf::ForallOp forall) -> WalkResult {
    if (forall->getParentOp() != function)
      return forall.emitOpError("expected a parallel loop at the top level of a function");
    if (forall.getNumResults() != 0)
      return forall.emitOpError("expected a parallel loop on buffers, without results");
    return WalkResult::advance();
  });
  return success(!result.wasInterrupted());
}

void DistributePass::runOnOperation() {
  bool parallel = false;
  for (auto function : getOperation().getOps<func::FuncOp>()) {
    if (function.isDeclaration())
      continue;
    if (failed(verifyForalls(function)))
      return signalPassFailure();
    hoistStackMemory(function);
    bool hasShared = !function.getOps<scf::ForallOp>().empty();
    if (!threads || !function.isPublic() || !hasShared ||
        estimateWork(function.getBody()) < serialBelow) {
      replaceWithLoops(function);
      continue;
    }
    FailureOr<int64_t> count = Distributor(function).run();
    if (failed(count))
      return signalPassFailure();
    barriers += *count;
    parallel = true;
  }
  if (!parallel)
    return;
  OpBuilder builder = OpBuilder::atBlockBegin(getOperation().getBody());
  auto type = builder.getFunctionType(LLVM::LLVMPointerType::get(&getContext()), {});
  func::FuncOp::create(builder, getOperation().getLoc(), kBarrier, type).setPrivate();
}

} // namespace luge
