//===- OptimToLinalg.cpp - The pass that lowers optimizer updates -------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"

#include "compiler/Conversion/Passes.h"
#include "dialects/Optim/OptimOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace luge {
#define GEN_PASS_DEF_CONVERTOPTIMTOLINALGPASS
#include "compiler/Conversion/Passes.h.inc"
} // namespace luge

using namespace mlir;
using namespace luge;

namespace {

struct ConvertOptimToLinalg : luge::impl::ConvertOptimToLinalgPassBase<ConvertOptimToLinalg> {
  using Base::Base;

  void runOnOperation() override {
    ConversionTarget target(getContext());
    target.addLegalDialect<arith::ArithDialect, linalg::LinalgDialect, math::MathDialect,
                           tensor::TensorDialect>();
    target.addIllegalDialect<optim::OptimDialect>();

    RewritePatternSet patterns(&getContext());
    populateASGDToLinalgPatterns(patterns);
    populateAdadeltaToLinalgPatterns(patterns);
    populateAdafactorToLinalgPatterns(patterns);
    populateAdagradToLinalgPatterns(patterns);
    populateAdamToLinalgPatterns(patterns);
    populateAdamVariantsToLinalgPatterns(patterns);
    populateLambToLinalgPatterns(patterns);
    populateMuonToLinalgPatterns(patterns);
    populateRMSpropToLinalgPatterns(patterns);
    populateSGDToLinalgPatterns(patterns);
    populateSignToLinalgPatterns(patterns);
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
