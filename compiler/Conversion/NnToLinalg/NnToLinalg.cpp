//===- NnToLinalg.cpp - The pass that lowers nn ops ---------------------------------------===//
#include "compiler/Conversion/NnToLinalg/NnToLinalg.h"

#include "compiler/Conversion/Passes.h"
#include "dialects/Nn/NnOps.h"
#include "mlir/Transforms/DialectConversion.h"

namespace luge {
#define GEN_PASS_DEF_CONVERTNNTOLINALGPASS
#include "compiler/Conversion/Passes.h.inc"
} // namespace luge

using namespace mlir;
using namespace luge;

namespace {

struct ConvertNnToLinalg : luge::impl::ConvertNnToLinalgPassBase<ConvertNnToLinalg> {
  using Base::Base;

  void runOnOperation() override {
    ConversionTarget target(getContext());
    target.addLegalDialect<arith::ArithDialect, linalg::LinalgDialect, math::MathDialect,
                           scf::SCFDialect, tensor::TensorDialect>();
    target.addIllegalDialect<nn::NnDialect>();

    RewritePatternSet patterns(&getContext());
    populateContractionToLinalgPatterns(patterns);
    populateCtcToLinalgPatterns(patterns);
    populateElementwiseToLinalgPatterns(patterns);
    populateNormalizationToLinalgPatterns(patterns);
    populateRandomToLinalgPatterns(patterns);
    populateReductionToLinalgPatterns(patterns);
    populateShapeToLinalgPatterns(patterns);
    if (failed(applyPartialConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
