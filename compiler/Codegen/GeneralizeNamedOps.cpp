//===- GeneralizeNamedOps.cpp - One form for all linalg ops ---------------===//
#include "compiler/Codegen/GeneralizeNamedOps.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;

namespace {

struct GeneralizeNamedOp : OpInterfaceRewritePattern<linalg::LinalgOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(linalg::LinalgOp op, PatternRewriter &rewriter) const override {
    if (isa<linalg::FillOp>(op.getOperation()))
      return rewriter.notifyMatchFailure(op, "a fill stays");
    return linalg::generalizeNamedOp(rewriter, op);
  }
};

} // namespace

namespace luge {

void populateGeneralizeNamedOpsPatterns(RewritePatternSet &patterns) {
  patterns.add<GeneralizeNamedOp>(patterns.getContext());
}

} // namespace luge
