//===- Differentiate.cpp - The reverse walk -------------------------------===//
// For `g = gradient loss wrt w`: the values that depend on `w` are found forward; then, from the loss
// backward, each op that a gradient reaches turns the gradients of its results into contributions to
// those of its operands, which add up. What an op's rule is, only its interface knows.
//===----------------------------------------------------------------------===//
#include "compiler/Autodiff/Passes.h"
#include "dialects/Autodiff/AutodiffDialect.h"
#include "dialects/Nn/NnExpr.h"

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace luge {
#define GEN_PASS_DEF_DIFFERENTIATEPASS
#include "compiler/Autodiff/Passes.h.inc"

using namespace autodiff;

namespace {

/// Remembers the ops that are built, in order.
struct BuiltOps : OpBuilder::Listener {
  void notifyOperationInserted(Operation *op, OpBuilder::InsertPoint) override {
    ops.push_back(op);
  }
  SmallVector<Operation *> ops;
};

/// The walk for one `autodiff.gradient`.
class ReverseWalk {
public:
  explicit ReverseWalk(GradientOp gradient)
      : gradient(gradient), builder(gradient.getContext(), &built) {
    builder.setInsertionPoint(gradient);
  }

  /// Replaces the op; the number of ops whose rule was asked, or failure with a diagnostic.
  FailureOr<int64_t> run();

private:
  void findActive();
  LogicalResult propagate(Operation *op);
  void accumulate(Value value, Value grad);
  Value gradOrZero(Value value);
  void eraseUnused();

  GradientOp gradient;
  BuiltOps built;
  OpBuilder builder;
  int64_t rulesAsked = 0;
  /// Values that depend on a `wrt` value in a way that has a derivative.
  DenseSet<Value> active;
  DenseMap<Value, Value> grads;
};

} // namespace

static bool hasFloatElements(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && isa<FloatType>(type.getElementType());
}

void ReverseWalk::findActive() {
  active.insert_range(gradient.getWrt());
  for (Operation &op : *gradient->getBlock()) {
    if (&op == gradient)
      return;
    if (!op.hasTrait<NonDifferentiable>() &&
        llvm::any_of(op.getOperands(), [&](Value operand) { return active.contains(operand); }))
      active.insert_range(llvm::make_filter_range(op.getResults(), hasFloatElements));
  }
}

void ReverseWalk::accumulate(Value value, Value grad) {
  auto [it, isFirst] = grads.try_emplace(value, grad);
  if (!isFirst)
    it->second = nn::AddOp::create(builder, grad.getLoc(), it->second, grad);
}

LogicalResult ReverseWalk::propagate(Operation *op) {
  auto resultGrads =
      llvm::map_to_vector(op->getResults(), [&](Value v) { return grads.lookup(v); });
  bool reached = llvm::any_of(resultGrads, [](Value grad) { return grad != nullptr; });
  bool leadsOn = llvm::any_of(op->getOperands(), [&](Value v) { return active.contains(v); });
  if (!reached || !leadsOn)
    return success();

  auto differentiable = dyn_cast<DifferentiableOpInterface>(op);
  if (!differentiable) {
    InFlightDiagnostic error = op->emitOpError("has no rule of differentiation");
    error.attachNote(gradient.getLoc()) << "needed for this gradient";
    return error;
  }
  SmallVector<Value> operandGrads(op->getNumOperands());
  size_t before = built.ops.size();
  differentiable.buildVjp(builder, resultGrads, operandGrads);
  auto name = StringAttr::get(op->getContext(), "op:grad");
  for (Operation *part : llvm::ArrayRef(built.ops).drop_front(before))
    part->setLoc(NameLoc::get(name, part->getLoc()));
  ++rulesAsked;
  for (auto [operand, grad] : llvm::zip_equal(op->getOperands(), operandGrads))
    if (grad && active.contains(operand))
      accumulate(operand, grad);
  return success();
}

Value ReverseWalk::gradOrZero(Value value) {
  if (Value grad = grads.lookup(value))
    return grad;
  return nn::Expr(builder, gradient.getLoc(), value).full(0);
}

/// Rules give all operands' gradients; those that nobody asked for go.
void ReverseWalk::eraseUnused() {
  for (Operation *op : llvm::reverse(built.ops))
    if (isOpTriviallyDead(op))
      op->erase();
}

FailureOr<int64_t> ReverseWalk::run() {
  findActive();
  Value loss = gradient.getLoss();
  if (active.contains(loss))
    accumulate(loss, nn::Expr(builder, gradient.getLoc(), loss).full(1));

  // What the walk builds stands behind it, before the gradient.
  for (Operation *op = gradient->getPrevNode(); op; op = op->getPrevNode())
    if (failed(propagate(op)))
      return failure();

  if (llvm::none_of(gradient.getWrt(), [&](Value value) { return grads.contains(value); }))
    return gradient.emitOpError(
        "expected the loss to depend on a 'wrt' value in a differentiable way");
  gradient->replaceAllUsesWith(
      llvm::map_to_vector(gradient.getWrt(), [&](Value value) { return gradOrZero(value); }));
  gradient->erase();
  eraseUnused();
  return rulesAsked;
}

namespace {
struct DifferentiatePass : impl::DifferentiatePassBase<DifferentiatePass> {
  using Base::Base;

  void runOnOperation() override {
    // In order: a gradient may be differentiated by a later one.
    SmallVector<GradientOp> gradients;
    getOperation()->walk([&](GradientOp gradient) { gradients.push_back(gradient); });
    for (GradientOp gradient : gradients) {
      FailureOr<int64_t> rulesAsked = ReverseWalk(gradient).run();
      if (failed(rulesAsked))
        return signalPassFailure();
      opsDifferentiated += *rulesAsked;
    }
  }
};
} // namespace

} // namespace luge
