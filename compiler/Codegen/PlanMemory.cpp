//===- PlanMemory.cpp - Gives every temporary a place in one arena --------===//
#include "compiler/Codegen/ArenaPlan.h"
#include "compiler/Codegen/ExtentBound.h"
#include "compiler/Codegen/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"

namespace luge {
#define GEN_PASS_DEF_PLANMEMORYPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace luge {
namespace {

/// The ops of a function's top-level block, numbered: the schedule that liveness is measured on.
class Schedule {
public:
  explicit Schedule(Block &block) : block(block) {
    for (auto [step, op] : llvm::enumerate(block))
      steps[&op] = step;
  }

  /// Widens the life of `live` by every use of `buffer` and of the views of it.
  void widen(LiveBuffer &live, Value buffer) const;

private:
  Block &block;
  llvm::DenseMap<Operation *, int64_t> steps;
};

void Schedule::widen(LiveBuffer &live, Value buffer) const {
  SmallVector<Value> aliases{buffer};
  llvm::SmallDenseSet<Value> seen{buffer};
  auto follow = [&](ResultRange results) {
    for (Value result : results)
      if (isa<BaseMemRefType>(result.getType()) && seen.insert(result).second)
        aliases.push_back(result);
  };
  while (!aliases.empty()) {
    for (Operation *user : aliases.pop_back_val().getUsers()) {
      int64_t step = steps.at(block.findAncestorOpInBlock(*user));
      live.first = std::min(live.first, step);
      live.last = std::max(live.last, step);
      follow(user->getResults());
      // A region that ends with the buffer hands it to the results of the op around it.
      if (isa<RegionBranchTerminatorOpInterface>(user))
        follow(user->getParentOp()->getResults());
    }
  }
}

struct PlanMemoryPass final : public impl::PlanMemoryPassBase<PlanMemoryPass> {
  using Base::Base;
  void getDependentDialects(DialectRegistry &registry) const override {
    Base::getDependentDialects(registry);
    registerExtentBounds(registry);
  }
  void runOnOperation() override;
  LogicalResult planFunction(func::FuncOp function);
};

} // namespace

static LogicalResult verifyAllocations(func::FuncOp function) {
  WalkResult result = function.walk([&](memref::AllocOp alloc) -> WalkResult {
    if (alloc->getParentOp() != function || !function.isPublic())
      return alloc.emitOpError(
          "expected a buffer to be allocated at the top level of a public function");
    if (!alloc.getType().getLayout().isIdentity() || !alloc.getSymbolOperands().empty())
      return alloc.emitOpError("expected a buffer of contiguous elements, got ") << alloc.getType();
    return WalkResult::advance();
  });
  return success(!result.wasInterrupted());
}

/// Appends the arena argument, `bytes` long.
static Value addArena(func::FuncOp function, int64_t bytes) {
  Builder builder(function.getContext());
  auto type = MemRefType::get({bytes}, builder.getI8Type());
  auto attributes =
      builder.getDictionaryAttr(builder.getNamedAttr("luge.arena", builder.getUnitAttr()));
  unsigned index = function.getNumArguments();
  if (failed(function.insertArgument(index, type, attributes, function.getLoc())))
    llvm_unreachable("a function takes any number of arguments");
  return function.getArgument(index);
}

LogicalResult PlanMemoryPass::planFunction(func::FuncOp function) {
  std::optional<int64_t> maxBatch = getMaxBatch(function);
  Schedule schedule(function.front());
  SmallVector<memref::AllocOp> allocs;
  SmallVector<LiveBuffer> buffers;
  for (auto dealloc : llvm::make_early_inc_range(function.getOps<memref::DeallocOp>()))
    dealloc.erase();
  for (auto alloc : llvm::make_early_inc_range(function.getOps<memref::AllocOp>())) {
    if (alloc.use_empty()) {
      alloc.erase();
      continue;
    }
    FailureOr<int64_t> bytes =
        computeLargestSize(alloc.getType(), alloc.getDynamicSizes(), maxBatch);
    if (failed(bytes))
      return alloc.emitOpError("expected extents bounded by the batch")
             << (maxBatch ? "" : ", and 'luge.max_batch' on the module");
    LiveBuffer live{*bytes, std::numeric_limits<int64_t>::max(), 0};
    schedule.widen(live, alloc);
    allocs.push_back(alloc);
    buffers.push_back(live);
  }

  ArenaPlan plan = planArena(buffers);
  Value arena = addArena(function, plan.bytes);
  for (auto [alloc, live] : llvm::zip_equal(allocs, buffers)) {
    OpBuilder builder(alloc);
    Value offset = arith::ConstantIndexOp::create(builder, alloc.getLoc(), live.offset);
    Value view = memref::ViewOp::create(builder, alloc.getLoc(), alloc.getType(), arena, offset,
                                        alloc.getDynamicSizes());
    alloc.replaceAllUsesWith(view);
    alloc.erase();
  }
  Builder builder(function.getContext());
  function->setAttr("luge.arena_bytes", builder.getI64IntegerAttr(plan.bytes));
  function->setAttr("luge.arena_lower_bound", builder.getI64IntegerAttr(plan.lowerBound));
  return success();
}

void PlanMemoryPass::runOnOperation() {
  for (auto function : getOperation().getOps<func::FuncOp>()) {
    if (function.isDeclaration())
      continue;
    if (failed(verifyAllocations(function)) ||
        (function.isPublic() && failed(planFunction(function))))
      return signalPassFailure();
  }
}

} // namespace luge
