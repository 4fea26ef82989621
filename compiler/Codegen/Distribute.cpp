//===- Distribute.cpp - One function, run by every thread of a team -------===//
//
// A scan over the top-level block keeps the accesses made since the last barrier. An op that conflicts with
// one of them needs a barrier before it, and placing each as late as possible places the fewest. Reads of
// scalars from arguments move to the front first, where they are behind the first barrier for every later
// write.
//
//===----------------------------------------------------------------------===//
#include "compiler/Codegen/BufferRegion.h"
#include "compiler/Codegen/ExtentBound.h"
#include "compiler/Codegen/Passes.h"
#include "compiler/Codegen/ThreadShare.h"
#include "compiler/Codegen/WorkEstimate.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/SCF/Transforms/Transforms.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace luge {
#define GEN_PASS_DEF_DISTRIBUTEPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace luge {
namespace {

constexpr llvm::StringLiteral kBarrier = "luge_team_barrier";

/// Which threads run an op.
enum class Runs { Replicated, Serial, Shared };

struct Scheduled {
  Runs runs;
  SmallVector<Access> accesses;
};

/// Rewrites the top-level block of one function.
class Distributor {
public:
  explicit Distributor(func::FuncOp function)
      : function(function), rewriter(function.getContext()) {}
  LogicalResult run();
  int64_t getBarrierCount() const { return barrierCount; }

private:
  FailureOr<Scheduled> schedule(Operation *op);
  void addArguments();
  void hoistScalarLoads();
  void place(Operation *op, const Scheduled &scheduled);
  bool needsBarrier(const Scheduled &scheduled) const;
  void insertBarrier(Operation *before);

  func::FuncOp function;
  IRRewriter rewriter;
  Value team, thread, threads, isFirst;
  /// Since the last barrier.
  SmallVector<Scheduled> pending;
  /// The open run of serial ops: later ones join it.
  scf::IfOp serial;
  int64_t barrierCount = 0;
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

static bool conflict(const Scheduled &a, const Scheduled &b) {
  // Thread 0 sees its own writes.
  if (a.runs == Runs::Serial && b.runs == Runs::Serial)
    return false;
  return llvm::any_of(a.accesses, [&](const Access &first) {
    return llvm::any_of(b.accesses, [&](const Access &second) {
      return (first.write || second.write) && first.region.overlaps(second.region);
    });
  });
}

FailureOr<Scheduled> Distributor::schedule(Operation *op) {
  Scheduled scheduled;
  if (failed(collectAccesses(op, scheduled.accesses)))
    return failure();
  llvm::erase_if(scheduled.accesses,
                 [](const Access &access) { return access.region.isPrivate(); });
  bool writes = llvm::any_of(scheduled.accesses, [](const Access &access) { return access.write; });
  if (isa<scf::ForallOp>(op))
    scheduled.runs = Runs::Shared;
  else
    scheduled.runs = writes ? Runs::Serial : Runs::Replicated;
  if (scheduled.runs == Runs::Serial && !op->use_empty())
    return op->emitOpError(
        "expected an op at the top level that writes memory to have no used result");
  return scheduled;
}

bool Distributor::needsBarrier(const Scheduled &scheduled) const {
  return llvm::any_of(pending,
                      [&](const Scheduled &earlier) { return conflict(earlier, scheduled); });
}

void Distributor::insertBarrier(Operation *before) {
  rewriter.setInsertionPoint(before);
  func::CallOp::create(rewriter, before->getLoc(), kBarrier, TypeRange(), ValueRange{team});
  pending.clear();
  serial = nullptr;
  ++barrierCount;
}

void Distributor::place(Operation *op, const Scheduled &scheduled) {
  rewriter.setInsertionPoint(op);
  switch (scheduled.runs) {
  case Runs::Replicated:
    // What stands between two serial ops and needs no barrier depends on neither.
    if (serial)
      rewriter.moveOpBefore(op, serial);
    break;
  case Runs::Serial:
    if (!serial)
      serial = scf::IfOp::create(rewriter, op->getLoc(), isFirst, /*withElseRegion=*/false);
    rewriter.moveOpBefore(op, serial.thenBlock()->getTerminator());
    break;
  case Runs::Shared:
    serial = nullptr;
    replaceWithShare(rewriter, cast<scf::ForallOp>(op), thread, threads);
    break;
  }
}

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

/// Moves reads of scalars at constant positions of an argument before everything that does not write it.
void Distributor::hoistScalarLoads() {
  SmallVector<Access> earlier;
  Operation *front = isFirst.getDefiningOp();
  for (Operation &op : llvm::make_early_inc_range(
           llvm::make_range(std::next(front->getIterator()), function.front().end()))) {
    SmallVector<Access> accesses;
    if (failed(collectAccesses(&op, accesses)))
      return;
    auto load = dyn_cast<memref::LoadOp>(op);
    bool movable = load && isa<BlockArgument>(load.getMemRef()) &&
                   llvm::all_of(load.getIndices(),
                                [](Value index) { return matchPattern(index, m_Constant()); }) &&
                   llvm::none_of(earlier, [&](const Access &access) {
                     return access.write && access.region.overlaps(accesses.front().region);
                   });
    if (!movable) {
      llvm::append_range(earlier, accesses);
      continue;
    }
    for (Value index : load.getIndices())
      rewriter.moveOpAfter(index.getDefiningOp(), front);
    rewriter.moveOpAfter(
        load, load.getIndices().empty() ? front : load.getIndices().front().getDefiningOp());
  }
}

LogicalResult Distributor::run() {
  addArguments();
  hoistScalarLoads();
  auto ops = llvm::make_range(std::next(isFirst.getDefiningOp()->getIterator()),
                              function.front().getTerminator()->getIterator());
  for (Operation &op : llvm::make_early_inc_range(ops)) {
    FailureOr<Scheduled> scheduled = schedule(&op);
    if (failed(scheduled))
      return failure();
    if (needsBarrier(*scheduled))
      insertBarrier(&op);
    if (!scheduled->accesses.empty())
      pending.push_back(*scheduled);
    place(&op, *scheduled);
  }
  return success();
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
    Distributor distributor(function);
    if (failed(distributor.run()))
      return signalPassFailure();
    barriers += distributor.getBarrierCount();
    parallel = true;
  }
  if (!parallel)
    return;
  OpBuilder builder = OpBuilder::atBlockBegin(getOperation().getBody());
  auto type = builder.getFunctionType(LLVM::LLVMPointerType::get(&getContext()), {});
  func::FuncOp::create(builder, getOperation().getLoc(), kBarrier, type).setPrivate();
}

} // namespace luge
