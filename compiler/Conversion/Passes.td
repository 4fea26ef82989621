//===- Passes.td - Conversion passes (keep alphabetical) ----------------------------------===//

#ifndef LUGE_CONVERSION_PASSES_TD
#define LUGE_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertOptimToLinalgPass : Pass<"luge-convert-optim-to-linalg"> {
  let summary = "Lower optimizer updates to one in-place loop each";
  let description = [{
    Each update becomes one `linalg.generic` whose `outs` are the parameter and its
    states, which it reads and overwrites. What does not depend on the element, such as
    Adam's bias corrections, is computed before the loop, in double, and rounded to the
    parameter's type where torch does.

    Only `optim` is illegal afterwards: gradients may still come from other dialects.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
}

#endif // LUGE_CONVERSION_PASSES_TD
