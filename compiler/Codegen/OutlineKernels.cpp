//===- OutlineKernels.cpp - A function for each large loop ----------------===//
#include "compiler/Codegen/KernelName.h"
#include "compiler/Codegen/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Transforms/RegionUtils.h"

namespace luge {
#define GEN_PASS_DEF_OUTLINEKERNELSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace luge {
namespace {

struct OutlineKernelsPass final : public impl::OutlineKernelsPassBase<OutlineKernelsPass> {
  using Base::Base;
  void runOnOperation() override;
};

} // namespace

static bool canOutline(Operation &op) {
  return isa<scf::ForOp, scf::IfOp>(op) && op.getNumResults() == 0;
}

static bool isWorthOutlining(Operation &op) {
  // Less is not worth a call with all that it reads.
  constexpr int64_t kMinOps = 24;
  int64_t count = 0;
  op.walk([&](Operation *) { ++count; });
  return count >= kMinOps;
}

/// What `op` uses from outside, in the order in which it does.
static SetVector<Value> getCaptures(Operation &op) {
  SetVector<Value> captures(op.operand_begin(), op.operand_end());
  getUsedValuesDefinedAbove(op.getRegions(), captures);
  return captures;
}

/// Whether the kernel has its own copy of the op that defines `value`: constants, and stack memory that
/// nothing else uses.
static bool belongsInside(Value value, Operation &kernel) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  if (isa<memref::AllocaOp>(op))
    return llvm::all_of(op->getUsers(), [&](Operation *user) { return kernel.isAncestor(user); });
  return op->getNumOperands() == 0 && (matchPattern(op, m_Constant()) || isa<ub::PoisonOp>(op));
}

static void outline(Operation &op, StringRef name, SymbolTable &symbols) {
  SmallVector<Value> arguments;
  SmallVector<Operation *> inside;
  for (Value value : getCaptures(op)) {
    if (belongsInside(value, op))
      inside.push_back(value.getDefiningOp());
    else
      arguments.push_back(value);
  }
  OpBuilder builder(&op);
  auto type = builder.getFunctionType(ValueRange(arguments).getTypes(), {});
  auto kernel = func::FuncOp::create(op.getLoc(), name, type);
  kernel.setPrivate();
  kernel->setAttr("passthrough", builder.getStrArrayAttr({"noinline"}));
  symbols.insert(kernel);
  Block *body = kernel.addEntryBlock();
  func::CallOp::create(builder, op.getLoc(), kernel, arguments);

  builder.setInsertionPointToStart(body);
  IRMapping mapping;
  mapping.map(arguments, body->getArguments());
  for (Operation *own : inside)
    builder.clone(*own, mapping);
  builder.clone(op, mapping);
  func::ReturnOp::create(builder, op.getLoc());
  op.erase();
  for (Operation *own : inside)
    if (own->use_empty())
      own->erase();
}

void OutlineKernelsPass::runOnOperation() {
  SymbolTable symbols(getOperation());
  for (auto function : llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
    if (function.isDeclaration() || !(all || function->hasAttr("luge.parallel")))
      continue;
    SmallVector<Operation *> loops;
    for (Operation &op : function.front())
      if (canOutline(op) && (all || isWorthOutlining(op)))
        loops.push_back(&op);
    for (auto [number, op] : llvm::enumerate(loops)) {
      std::string description = describeKernel(*op);
      outline(*op,
              description.empty() ? (function.getName() + "_kernel_" + Twine(number)).str()
                                  : makeKernelSymbol(description),
              symbols);
    }
    kernels += loops.size();
  }
}

} // namespace luge
