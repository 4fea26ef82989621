//===- Simplify.cpp - Cheaper forms of nn ops -----------------------------===//
#include "compiler/Transforms/Passes.h"
#include "compiler/Transforms/Rewrites.h"
#include "dialects/Nn/NnOps.h"

#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace luge {
#define GEN_PASS_DEF_SIMPLIFYPASS
#include "compiler/Transforms/Passes.h.inc"

namespace {
struct SimplifyPass : impl::SimplifyPassBase<SimplifyPass> {
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    // Each rewrite exposes others to the ops' own canonicalizations, and these to it.
    for (RegisteredOperationName op : context->getRegisteredOperations())
      if (op.getDialectNamespace() == nn::NnDialect::getDialectNamespace())
        op.getCanonicalizationPatterns(set, context);
    populateComputeBeforeBroadcastPatterns(set);
    populateFoldTransposeIntoContractionPatterns(set);
    populateSumOfBroadcastPatterns(set);
    patterns = std::move(set);
    return success();
  }

  void runOnOperation() override {
    if (failed(applyPatternsGreedily(getOperation(), patterns)))
      signalPassFailure();
  }

  FrozenRewritePatternSet patterns;
};
} // namespace

} // namespace luge
