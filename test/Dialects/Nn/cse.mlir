// RUN: luge-opt %s --cse | FileCheck %s

// CHECK-LABEL: @constants_of_equal_value_only
// CHECK-NEXT: %[[ONE:.*]] = nn.constant dense<1.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[TWO:.*]] = nn.constant dense<2.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[MINUS:.*]] = nn.constant dense<-0.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<2xf32>
// CHECK-NEXT: return %[[ONE]], %[[TWO]], %[[ONE]], %[[MINUS]], %[[ZERO]]
func.func @constants_of_equal_value_only() -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0 = nn.constant dense<1.0> : tensor<2xf32>
  %1 = nn.constant dense<2.0> : tensor<2xf32>
  %2 = nn.constant dense<1.0> : tensor<2xf32>
  %3 = nn.constant dense<-0.0> : tensor<2xf32>
  %4 = nn.constant dense<0.0> : tensor<2xf32>
  return %0, %1, %2, %3, %4 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: @attributes_are_compared
// CHECK-COUNT-2: nn.slice
// CHECK-COUNT-2: nn.compare
// CHECK-COUNT-2: nn.gelu
func.func @attributes_are_compared(%x: tensor<4xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<4xi1>, tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) {
  %0 = nn.slice %x [0] [2] [1] : tensor<4xf32> -> tensor<2xf32>
  %1 = nn.slice %x [1] [2] [1] : tensor<4xf32> -> tensor<2xf32>
  %2 = nn.compare lt %x, %x : tensor<4xf32>
  %3 = nn.compare le %x, %x : tensor<4xf32>
  %4 = nn.gelu %x : tensor<4xf32>
  %5 = nn.gelu %x approximate tanh : tensor<4xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<2xf32>, tensor<2xf32>, tensor<4xi1>, tensor<4xi1>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: @random_numbers_differ_by_id
// CHECK-SAME: (%[[SEED:.*]]: tensor<i64>)
// CHECK-NEXT: %[[A:.*]] = nn.uniform %[[SEED]], %[[SEED]] id 0
// CHECK-NEXT: %[[B:.*]] = nn.uniform %[[SEED]], %[[SEED]] id 1
// CHECK-NEXT: return %[[A]], %[[B]], %[[A]]
func.func @random_numbers_differ_by_id(%seed: tensor<i64>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0 = nn.uniform %seed, %seed id 0 -> tensor<2xf32>
  %1 = nn.uniform %seed, %seed id 1 -> tensor<2xf32>
  %2 = nn.uniform %seed, %seed id 0 -> tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}
