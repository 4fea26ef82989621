//===- PrepareBuffers.cpp - One form for all work on buffers --------------===//
#include "compiler/Codegen/GeneralizeNamedOps.h"
#include "compiler/Codegen/Passes.h"

namespace luge {
#define GEN_PASS_DEF_PREPAREBUFFERSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace {

struct CopyToLinalg : OpRewritePattern<memref::CopyOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(memref::CopyOp op, PatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<linalg::CopyOp>(op, op.getSource(), op.getTarget());
    return success();
  }
};

struct PrepareBuffers : luge::impl::PrepareBuffersPassBase<PrepareBuffers> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<CopyToLinalg>(&getContext());
    luge::populateGeneralizeNamedOpsPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
