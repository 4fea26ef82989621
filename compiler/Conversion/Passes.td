//===- Passes.td - Conversion passes (keep alphabetical) ----------------------------------===//

#ifndef LUGE_CONVERSION_PASSES_TD
#define LUGE_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertNnToLinalgPass : Pass<"luge-convert-nn-to-linalg"> {
  let summary = "Lower nn ops to loops over tensors";
  let description = [{
    Elementwise ops, broadcasts, transposes and reductions become `linalg.generic`, with
    broadcast and permutation in the indexing maps, so that they fuse; contractions become
    `linalg.contract`; reshapes, slices, padding and concatenation `tensor` ops; the CTC loss a loop over times
    within a parallel one over sequences.

    ```mlir
    %1 = nn.relu %0 : tensor<?x3xf32>
    ```
    becomes
    ```mlir
    %batch = tensor.dim %0, %c0 : tensor<?x3xf32>
    %empty = tensor.empty(%batch) : tensor<?x3xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]}
        ins(%0 : tensor<?x3xf32>) outs(%empty : tensor<?x3xf32>) {
    ^bb0(%in: f32, %out: f32):
      %negative = arith.cmpf olt, %in, %zero : f32
      %2 = arith.select %negative, %zero, %in : f32
      linalg.yield %2 : f32
    } -> tensor<?x3xf32>
    ```

    Only `nn` is illegal afterwards: optimizer updates are lowered by their own pass. Composite
    ops have no lowering; `luge-decompose` expands them before.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
}

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
