//===- Contraction.cpp - Lowerings of contractions and of the linear layer ----------------===//
#include "compiler/Conversion/NnToLinalg/Loops.h"
#include "compiler/Conversion/NnToLinalg/NnToLinalg.h"
#include "dialects/Nn/NnOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace luge;

namespace {

struct ContractLowering : OpRewritePattern<nn::ContractOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ContractOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    LoopOperand lhs(op.getLhs()), rhs(op.getRhs());
    // Loops are numbered as the result's dimensions: batch, lhs free, rhs free; then contracted.
    int64_t nextLoop = op.getLhsBatch().size();
    assignLoops(lhs, op.getLhsBatch(), 0);
    assignLoops(rhs, op.getRhsBatch(), 0);
    nextLoop = assignFreeLoops(lhs, op.getLhsBatch(), op.getLhsContracting(), nextLoop);
    nextLoop = assignFreeLoops(rhs, op.getRhsBatch(), op.getRhsContracting(), nextLoop);
    assignLoops(lhs, op.getLhsContracting(), nextLoop);
    assignLoops(rhs, op.getRhsContracting(), nextLoop);
    rewriter.replaceOp(
        op, buildContraction(builder, op.getType(), lhs, rhs, op.getLhsContracting().size()));
    return success();
  }

private:
  static void assignLoops(LoopOperand &operand, ArrayRef<int64_t> dimensions, int64_t firstLoop) {
    for (auto [position, dimension] : llvm::enumerate(dimensions))
      operand.loops[dimension] = firstLoop + position;
  }

  static int64_t assignFreeLoops(LoopOperand &operand, ArrayRef<int64_t> batch,
                                 ArrayRef<int64_t> contracting, int64_t firstLoop) {
    auto taken = llvm::to_vector(llvm::concat<const int64_t>(batch, contracting));
    SmallVector<int64_t> free = nn::otherDimensions(operand.loops.size(), taken);
    assignLoops(operand, free, firstLoop);
    return firstLoop + free.size();
  }
};

/// The bias is added afterwards, in the loop that the activation joins, rather than put where the
/// product is summed: so rounds torch.
struct LinearLowering : OpRewritePattern<nn::LinearOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::LinearOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    RankedTensorType type = op.getType();
    int64_t output = type.getRank() - 1, contracted = type.getRank();
    LoopOperand input(op.getInput()), weight(op.getWeight(), {output, contracted});
    input.loops.back() = contracted;
    Value result = buildContraction(builder, type, input, weight, /*summed=*/1);
    if (Value bias = op.getBias())
      result = buildMap(builder, type, {result, LoopOperand(bias, output)},
                        [](ArrayRef<Scalar> x) { return x[0] + x[1]; });
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void luge::populateContractionToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<ContractLowering, LinearLowering>(patterns.getContext());
}
