//===- Decompose.cpp - Expands composite ops ------------------------------===//
#include "compiler/Transforms/Passes.h"
#include "dialects/Nn/NnOps.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace luge {
#define GEN_PASS_DEF_DECOMPOSEPASS
#include "compiler/Transforms/Passes.h.inc"

namespace {

struct DecomposeOp : OpInterfaceRewritePattern<nn::DecomposableOpInterface> {
  DecomposeOp(MLIRContext *context, bool keepDifferentiable)
      : OpInterfaceRewritePattern(context), keepDifferentiable(keepDifferentiable) {}

  LogicalResult matchAndRewrite(nn::DecomposableOpInterface op,
                                PatternRewriter &rewriter) const override {
    if (keepDifferentiable && isa<autodiff::DifferentiableOpInterface>(op.getOperation()))
      return rewriter.notifyMatchFailure(op, "has a rule of differentiation");
    rewriter.replaceOp(op, op.buildDecomposition(rewriter));
    return success();
  }

  bool keepDifferentiable;
};

struct DecomposePass : impl::DecomposePassBase<DecomposePass> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<DecomposeOp>(&getContext(), keepDifferentiable);
    // Only expands: what folds is left to canonicalization.
    GreedyRewriteConfig config;
    config.enableFolding(false).enableConstantCSE(false);
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};

} // namespace
} // namespace luge
