// RUN: luge-opt %s | luge-opt | FileCheck %s
// RUN: luge-opt %s --mlir-print-op-generic | luge-opt | FileCheck %s

// CHECK-LABEL: @uniform
// CHECK-SAME: (%[[SEED:.*]]: tensor<i64>, %[[STEP:.*]]: tensor<i64>, %[[X:.*]]: tensor<?x3xi1>)
func.func @uniform(%seed: tensor<i64>, %step: tensor<i64>, %x: tensor<?x3xi1>) {
  // CHECK: nn.uniform %[[SEED]], %[[STEP]] id 0 -> tensor<2x3xf32>
  nn.uniform %seed, %step id 0 -> tensor<2x3xf32>
  // CHECK: nn.uniform %[[SEED]], %[[STEP]] id 1 like %[[X]] : tensor<?x3xi1> -> tensor<?x3xf64>
  nn.uniform %seed, %step id 1 like %x : tensor<?x3xi1> -> tensor<?x3xf64>
  return
}

// CHECK-LABEL: @dropout
// CHECK-SAME: (%[[X:.*]]: tensor<?x3xf32>, %[[SEED:.*]]: tensor<i64>, %[[STEP:.*]]: tensor<i64>)
func.func @dropout(%x: tensor<?x3xf32>, %seed: tensor<i64>, %step: tensor<i64>) {
  // CHECK: nn.dropout %[[X]], %[[SEED]], %[[STEP]] p 2.500000e-01 id 7 : tensor<?x3xf32>
  nn.dropout %x, %seed, %step p 0.25 id 7 : tensor<?x3xf32>
  return
}
