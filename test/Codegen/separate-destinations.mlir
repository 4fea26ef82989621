// RUN: luge-opt %s --luge-separate-destinations | FileCheck %s

// Sharing a filled tensor would make bufferization copy it; and each is made where it is needed.
// CHECK-LABEL: @each_op_has_its_own_fill
func.func @each_op_has_its_own_fill(%a: tensor<2x3xf32>, %b: tensor<3x4xf32>, %c: tensor<3x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: %[[E1:.*]] = tensor.empty
  // CHECK-NEXT: %[[F1:.*]] = linalg.fill {{.*}} outs(%[[E1]]
  // CHECK-NEXT: linalg.matmul {{.*}} outs(%[[F1]]
  %0 = linalg.matmul ins(%a, %b : tensor<2x3xf32>, tensor<3x4xf32>) outs(%f : tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK-NEXT: %[[E2:.*]] = tensor.empty
  // CHECK-NEXT: %[[F2:.*]] = linalg.fill {{.*}} outs(%[[E2]]
  // CHECK-NEXT: linalg.matmul {{.*}} outs(%[[F2]]
  %1 = linalg.matmul ins(%a, %c : tensor<2x3xf32>, tensor<3x4xf32>) outs(%f : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %0, %1 : tensor<2x4xf32>, tensor<2x4xf32>
}

// One buffer for both would keep the sums of two loops over the same rows apart.
// CHECK-LABEL: @each_fill_has_its_own_tensor
func.func @each_fill_has_its_own_tensor() -> (tensor<2xf32>, tensor<2xf32>) {
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %e = tensor.empty() : tensor<2xf32>
  // CHECK-DAG: %[[E1:.*]] = tensor.empty
  // CHECK-DAG: %[[E2:.*]] = tensor.empty
  // CHECK-DAG: linalg.fill {{.*}} outs(%[[E1]]
  // CHECK-DAG: linalg.fill {{.*}} outs(%[[E2]]
  %0 = linalg.fill ins(%zero : f32) outs(%e : tensor<2xf32>) -> tensor<2xf32>
  %1 = linalg.fill ins(%one : f32) outs(%e : tensor<2xf32>) -> tensor<2xf32>
  return %0, %1 : tensor<2xf32>, tensor<2xf32>
}
