// RUN: luge-opt %s | luge-opt | FileCheck %s
// RUN: luge-opt %s --mlir-print-op-generic | luge-opt | FileCheck %s

// CHECK-LABEL: @contract
func.func @contract(%a: tensor<?x5xf32>, %b: tensor<5x3xf32>, %v: tensor<7xf64>) {
  // CHECK: nn.contract %{{.*}} contracting [1] x [0] : tensor<?x5xf32>, tensor<5x3xf32> -> tensor<?x3xf32>
  nn.contract %a, %b contracting [1] x [0] : tensor<?x5xf32>, tensor<5x3xf32> -> tensor<?x3xf32>
  // CHECK: nn.contract %{{.*}} contracting [0] x [0] : tensor<7xf64>, tensor<7xf64> -> tensor<f64>
  nn.contract %v, %v contracting [0] x [0] : tensor<7xf64>, tensor<7xf64> -> tensor<f64>
  // CHECK: nn.contract %{{.*}} contracting [] x [] : tensor<7xf64>, tensor<7xf64> -> tensor<7x7xf64>
  nn.contract %v, %v contracting [] x [] : tensor<7xf64>, tensor<7xf64> -> tensor<7x7xf64>
  return
}

// CHECK-LABEL: @contract_sums_over_the_batch
func.func @contract_sums_over_the_batch(%g: tensor<?x3xf32>, %x: tensor<?x5xf32>) {
  // CHECK: nn.contract %{{.*}} contracting [0] x [0] : tensor<?x3xf32>, tensor<?x5xf32> -> tensor<3x5xf32>
  nn.contract %g, %x contracting [0] x [0] : tensor<?x3xf32>, tensor<?x5xf32> -> tensor<3x5xf32>
  return
}

// CHECK-LABEL: @contract_result_is_batch_then_lhs_then_rhs
func.func @contract_result_is_batch_then_lhs_then_rhs(%a: tensor<2x5x?x7xf32>, %b: tensor<?x11x7x3xf32>) {
  // CHECK: nn.contract %{{.*}} batch [2] x [0] contracting [3] x [2]
  // CHECK-SAME: : tensor<2x5x?x7xf32>, tensor<?x11x7x3xf32> -> tensor<?x2x5x11x3xf32>
  nn.contract %a, %b batch [2] x [0] contracting [3] x [2]
      : tensor<2x5x?x7xf32>, tensor<?x11x7x3xf32> -> tensor<?x2x5x11x3xf32>
  return
}

// CHECK-LABEL: @linear
// CHECK-SAME: (%[[X:.*]]: tensor<?x2x5xf32>, %[[W:.*]]: tensor<3x5xf32>, %[[B:.*]]: tensor<3xf32>, %[[V:.*]]: tensor<5xf32>)
func.func @linear(%x: tensor<?x2x5xf32>, %w: tensor<3x5xf32>, %b: tensor<3xf32>, %v: tensor<5xf32>) {
  // CHECK: nn.linear %[[X]], %[[W]] : tensor<?x2x5xf32>, tensor<3x5xf32> -> tensor<?x2x3xf32>
  nn.linear %x, %w : tensor<?x2x5xf32>, tensor<3x5xf32> -> tensor<?x2x3xf32>
  // CHECK: nn.linear %[[X]], %[[W]] bias %[[B]] : tensor<?x2x5xf32>, tensor<3x5xf32>, tensor<3xf32> -> tensor<?x2x3xf32>
  nn.linear %x, %w bias %b : tensor<?x2x5xf32>, tensor<3x5xf32>, tensor<3xf32> -> tensor<?x2x3xf32>
  // CHECK: nn.linear %[[V]], %[[W]] : tensor<5xf32>, tensor<3x5xf32> -> tensor<3xf32>
  nn.linear %v, %w : tensor<5xf32>, tensor<3x5xf32> -> tensor<3xf32>
  return
}
