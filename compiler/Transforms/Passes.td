// Passes of compiler/Transforms (keep alphabetical).
#ifndef LUGE_COMPILER_TRANSFORMS_PASSES
#define LUGE_COMPILER_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def DecomposePass : Pass<"luge-decompose"> {
  let summary = "Expand composite ops";
  let description = [{
    Replaces each op with the `DecomposableOpInterface` by simpler ops, until none is left. Before differentiation,
    `keep-differentiable` leaves those that have a rule of their own.

    ```mlir
    %loss = nn.mse_loss %x, %t reduction sum : tensor<3xf32>, tensor<3xf32> -> tensor<f32>
    ```
    becomes
    ```mlir
    %difference = nn.sub %x, %t : tensor<3xf32>
    %square = nn.mul %difference, %difference : tensor<3xf32>
    %loss = nn.sum %square dims [0] : tensor<3xf32> -> tensor<f32>
    ```
  }];
  let dependentDialects = ["::luge::nn::NnDialect"];
  let options = [Option<"keepDifferentiable", "keep-differentiable", "bool", /*default=*/"false",
                        "leave composite ops that have a rule of differentiation">];
}

def NameLocationsPass : Pass<"luge-name-locations"> {
  let summary = "Wrap the locations of nn and optim ops in their names";
  let description = [{
    An op `nn.relu` at `model.cpp:12` comes to have the location `"op:relu"("model.cpp":12:3)`, which whatever it becomes
    keeps: kernels are named after such locations. Ops that only move data get none.
  }];
}

def SimplifyPass : Pass<"luge-simplify"> {
  let summary = "Rewrite nn ops to cheaper forms";
  let description = [{
    Together with the canonicalizations of nn ops:
    - an elementwise op on operands broadcast alike is computed before the broadcast;
    - a contraction reads transposed operands, and writes a transposed result, by its dimension lists;
    - a sum over the dimensions that a broadcast added is a product.

    ```mlir
    %t = nn.transpose %w perm [1, 0] : tensor<5x3xf32> -> tensor<3x5xf32>
    %y = nn.contract %x, %t contracting [1] x [0] : tensor<2x3xf32>, tensor<3x5xf32> -> tensor<2x5xf32>
    ```
    becomes
    ```mlir
    %y = nn.contract %x, %w contracting [1] x [1] : tensor<2x3xf32>, tensor<5x3xf32> -> tensor<2x5xf32>
    ```
  }];
  let dependentDialects = ["::luge::nn::NnDialect"];
}

#endif // LUGE_COMPILER_TRANSFORMS_PASSES
