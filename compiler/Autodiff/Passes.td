// Passes of compiler/Autodiff (keep alphabetical).
#ifndef LUGE_COMPILER_AUTODIFF_PASSES
#define LUGE_COMPILER_AUTODIFF_PASSES

include "mlir/Pass/PassBase.td"

def DifferentiatePass : Pass<"luge-differentiate"> {
  let summary = "Replace each autodiff.gradient by the backward graph";
  let description = [{
    Walks back from the loss over the ops between it and the `wrt` values, asks each for its vector-Jacobian product
    (`DifferentiableOpInterface`), and adds what arrives at a value. The backward graph stands where the
    `autodiff.gradient` stood, and is made of ordinary ops: a later `autodiff.gradient` may differentiate it again.

    ```mlir
    %y = nn.mul %w, %x : tensor<f32>
    %g = autodiff.gradient %y wrt %w : tensor<f32>, tensor<f32>
    ```
    becomes
    ```mlir
    %y = nn.mul %w, %x : tensor<f32>
    %one = nn.constant dense<1.0> : tensor<f32>
    %g = nn.mul %one, %x : tensor<f32>
    ```

    It is an error if an op on the way has neither a rule nor the trait `NonDifferentiable`, or if no `wrt` value
    reaches the loss. Composite ops without a rule are expanded before, by `luge-decompose`.
  }];
  let dependentDialects = ["::luge::nn::NnDialect"];
  let statistics = [Statistic<"opsDifferentiated", "ops-differentiated", "ops whose rule was asked">];
}

#endif // LUGE_COMPILER_AUTODIFF_PASSES
