//===- ComputeBeforeBroadcast.cpp - Computes each element once ------------===//
// An elementwise op on broadcasts computes the same elements again and again: it is done before.
//
//   mul(broadcast(a, dims), broadcast(b, dims))  ->  broadcast(mul(a, b), dims)
//
// Operands with one value everywhere are broadcast to the narrow shape.
//===----------------------------------------------------------------------===//
#include "compiler/Transforms/Rewrites.h"
#include "dialects/Nn/NnExpr.h"
#include "dialects/Nn/NnFolds.h"

#include "mlir/Dialect/Utils/StructuredOpsUtils.h"

using namespace mlir;

namespace luge {
namespace {

/// The broadcast among the operands whose own operand has most dimensions.
nn::BroadcastOp widestBroadcast(Operation *op) {
  nn::BroadcastOp widest;
  for (Value operand : op->getOperands())
    if (auto broadcast = operand.getDefiningOp<nn::BroadcastOp>())
      if (!widest || broadcast.getDimensions().size() > widest.getDimensions().size())
        widest = broadcast;
  return widest;
}

/// Whether `operand` can be had in the shape of the operand of `widest`.
bool canNarrow(Value operand, nn::BroadcastOp widest) {
  auto broadcast = operand.getDefiningOp<nn::BroadcastOp>();
  if (!broadcast)
    return nn::splatElement(operand) != nullptr;
  return broadcast.getDimensions().empty() ||
         (broadcast.getDimensions() == widest.getDimensions() &&
          broadcast.getOperand().getType().getShape() == widest.getOperand().getType().getShape());
}

Value narrow(OpBuilder &builder, Value operand, nn::BroadcastOp widest) {
  nn::Expr shape(builder, operand.getLoc(), widest.getOperand());
  auto broadcast = operand.getDefiningOp<nn::BroadcastOp>();
  if (broadcast && broadcast.getDimensions() == widest.getDimensions())
    return broadcast.getOperand();
  if (broadcast)
    return shape.with(broadcast.getOperand()).broadcast(shape, {});
  auto scalar =
      DenseElementsAttr::get(nn::withShape(operand.getType(), {}), nn::splatElement(operand));
  return shape.make<nn::ConstantOp>(scalar).broadcast(shape, {});
}

struct ComputeBeforeBroadcast : RewritePattern {
  explicit ComputeBeforeBroadcast(MLIRContext *context)
      : RewritePattern(Pattern::MatchTraitOpTypeTag(), TypeID::get<OpTrait::Elementwise>(),
                       /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!isa<nn::NnDialect>(op->getDialect()))
      return rewriter.notifyMatchFailure(op, "not an nn op");
    nn::BroadcastOp widest = widestBroadcast(op);
    if (!widest ||
        !llvm::all_of(op->getOperands(), [&](Value operand) { return canNarrow(operand, widest); }))
      return rewriter.notifyMatchFailure(op, "operands are not broadcast alike");
    auto operands = llvm::map_to_vector(
        op->getOperands(), [&](Value operand) { return narrow(rewriter, operand, widest); });
    auto resultType = cast<RankedTensorType>(op->getResult(0).getType());
    Type narrowType =
        nn::withElementType(widest.getOperand().getType(), resultType.getElementType());
    Operation *computed = clone(rewriter, op, narrowType, operands);
    rewriter.replaceOpWithNewOp<nn::BroadcastOp>(op, resultType, computed->getResult(0),
                                                 widest.getLike(), widest.getDimensions());
    return success();
  }
};

} // namespace

void populateComputeBeforeBroadcastPatterns(RewritePatternSet &patterns) {
  patterns.add<ComputeBeforeBroadcast>(patterns.getContext());
}

} // namespace luge
