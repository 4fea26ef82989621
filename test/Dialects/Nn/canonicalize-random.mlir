// RUN: luge-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @shape_from_further_up
// CHECK-SAME: (%[[SEED:.*]]: tensor<i64>, %[[X:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[U:.*]] = nn.uniform %[[SEED]], %[[SEED]] id 0 like %[[X]]
// CHECK-NEXT: return %[[U]]
func.func @shape_from_further_up(%seed: tensor<i64>, %x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %like = nn.relu %x : tensor<?x3xf32>
  %0 = nn.uniform %seed, %seed id 0 like %like : tensor<?x3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
