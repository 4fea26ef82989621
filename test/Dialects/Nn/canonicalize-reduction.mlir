// RUN: luge-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @reduction_over_nothing
// CHECK-SAME: (%[[X:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]]
func.func @reduction_over_nothing(%x: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.sum %x dims [] : tensor<?x3xf32> -> tensor<?x3xf32>
  %1 = nn.mean %x dims [] : tensor<?x3xf32> -> tensor<?x3xf32>
  %2 = nn.amax %x dims [] : tensor<?x3xf32> -> tensor<?x3xf32>
  %3 = nn.amin %x dims [] : tensor<?x3xf32> -> tensor<?x3xf32>
  return %0, %1, %2, %3 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: @count_of_static_extents
// CHECK-DAG: %[[COLUMNS:.*]] = nn.constant dense<1.500000e+01> : tensor<f64>
// CHECK-DAG: %[[ONE:.*]] = nn.constant dense<1.000000e+00> : tensor<f64>
// CHECK: return %[[COLUMNS]], %[[ONE]]
func.func @count_of_static_extents(%x: tensor<?x3x5xf64>) -> (tensor<f64>, tensor<f64>) {
  %0 = nn.count %x dims [1, 2] : tensor<?x3x5xf64> -> tensor<f64>
  %1 = nn.count %x dims [] : tensor<?x3x5xf64> -> tensor<f64>
  return %0, %1 : tensor<f64>, tensor<f64>
}

// CHECK-LABEL: @count_of_the_batch_is_known_at_run_time
// CHECK: nn.count
func.func @count_of_the_batch_is_known_at_run_time(%x: tensor<?x3xf32>) -> tensor<f32> {
  %0 = nn.count %x dims [0, 1] : tensor<?x3xf32> -> tensor<f32>
  return %0 : tensor<f32>
}
