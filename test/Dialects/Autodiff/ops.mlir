// RUN: luge-opt %s | luge-opt | FileCheck %s
// RUN: luge-opt %s --mlir-print-op-generic | luge-opt | FileCheck %s

// CHECK-LABEL: @gradient
// CHECK-SAME: (%[[LOSS:.*]]: tensor<f32>, %[[W:.*]]: tensor<3x2xf32>, %[[X:.*]]: tensor<?x2xf32>)
func.func @gradient(%loss: tensor<f32>, %w: tensor<3x2xf32>, %x: tensor<?x2xf32>) {
  // CHECK: autodiff.gradient %[[LOSS]] wrt %[[W]] : tensor<f32>, tensor<3x2xf32>
  autodiff.gradient %loss wrt %w : tensor<f32>, tensor<3x2xf32>
  // CHECK: autodiff.gradient %[[LOSS]] wrt %[[W]], %[[X]] : tensor<f32>, tensor<3x2xf32>, tensor<?x2xf32>
  autodiff.gradient %loss wrt %w, %x : tensor<f32>, tensor<3x2xf32>, tensor<?x2xf32>
  return
}
