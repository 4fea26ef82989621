// RUN: luge-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @nothing_moves
// CHECK-SAME: (%[[X:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]]
func.func @nothing_moves(%x: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = nn.broadcast %x dims [0, 1] like %x : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %1 = nn.reshape %x : tensor<?x3xf32> -> tensor<?x3xf32>
  %2 = nn.transpose %x perm [0, 1] : tensor<?x3xf32> -> tensor<?x3xf32>
  %3 = nn.slice %x [0, 0] [?, 3] [1, 1] : tensor<?x3xf32> -> tensor<?x3xf32>
  %4 = nn.pad %x low [0, 0] high [0, 0] : tensor<?x3xf32> -> tensor<?x3xf32>
  %5 = nn.concat %x dim 1 : tensor<?x3xf32> -> tensor<?x3xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: @splats_that_move
// CHECK: %[[BROADCAST:.*]] = nn.constant dense<5.000000e-01> : tensor<2x3xf32>
// CHECK: %[[RESHAPED:.*]] = nn.constant dense<5.000000e-01> : tensor<3x2xf32>
// CHECK: %[[TAKEN:.*]] = nn.constant dense<5.000000e-01> : tensor<1x2xf32>
// CHECK: return %[[BROADCAST]], %[[RESHAPED]], %[[RESHAPED]], %[[TAKEN]]
func.func @splats_that_move() -> (tensor<2x3xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<1x2xf32>) {
  %x = nn.constant dense<0.5> : tensor<3xf32>
  %0 = nn.broadcast %x dims [1] : tensor<3xf32> -> tensor<2x3xf32>
  %1 = nn.reshape %0 : tensor<2x3xf32> -> tensor<3x2xf32>
  %2 = nn.transpose %0 perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %3 = nn.slice %0 [1, 0] [1, 2] [1, 2] : tensor<2x3xf32> -> tensor<1x2xf32>
  return %0, %1, %2, %3 : tensor<2x3xf32>, tensor<3x2xf32>, tensor<3x2xf32>, tensor<1x2xf32>
}

// CHECK-LABEL: @splat_of_the_batch_stays_a_broadcast
// CHECK: nn.broadcast
func.func @splat_of_the_batch_stays_a_broadcast(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %half = nn.constant dense<0.5> : tensor<f32>
  %0 = nn.broadcast %half dims [] like %x : tensor<f32>, tensor<?x3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: @broadcast_of_broadcast
// CHECK-SAME: (%[[X:.*]]: tensor<3xf32>, %[[LIKE:.*]]: tensor<?x2x3xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nn.broadcast %[[X]] dims [2] like %[[LIKE]] : tensor<3xf32>, tensor<?x2x3xf32> -> tensor<?x2x3xf32>
// CHECK-NEXT: return %[[ONE]]
func.func @broadcast_of_broadcast(%x: tensor<3xf32>, %like: tensor<?x2x3xf32>) -> tensor<?x2x3xf32> {
  %0 = nn.broadcast %x dims [1] : tensor<3xf32> -> tensor<1x3xf32>
  %1 = nn.broadcast %0 dims [0, 2] like %like : tensor<1x3xf32>, tensor<?x2x3xf32> -> tensor<?x2x3xf32>
  return %1 : tensor<?x2x3xf32>
}

// CHECK-LABEL: @shape_from_further_up
// CHECK-SAME: (%[[BIAS:.*]]: tensor<3xf32>, %[[X:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[B:.*]] = nn.broadcast %[[BIAS]] dims [1] like %[[X]]
// CHECK-NEXT: return %[[B]]
func.func @shape_from_further_up(%bias: tensor<3xf32>, %x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %exp = nn.exp %x : tensor<?x3xf32>
  %like = nn.broadcast %bias dims [1] like %exp : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %0 = nn.broadcast %bias dims [1] like %like : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: @reshape_of_reshape
// CHECK-SAME: (%[[X:.*]]: tensor<?x2x6xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nn.reshape %[[X]] : tensor<?x2x6xf32> -> tensor<?x4x3xf32>
// CHECK-NEXT: return %[[ONE]], %[[X]]
func.func @reshape_of_reshape(%x: tensor<?x2x6xf32>) -> (tensor<?x4x3xf32>, tensor<?x2x6xf32>) {
  %0 = nn.reshape %x : tensor<?x2x6xf32> -> tensor<?x12xf32>
  %1 = nn.reshape %0 : tensor<?x12xf32> -> tensor<?x4x3xf32>
  %2 = nn.reshape %0 : tensor<?x12xf32> -> tensor<?x2x6xf32>
  return %1, %2 : tensor<?x4x3xf32>, tensor<?x2x6xf32>
}

// CHECK-LABEL: @reshape_of_constant
// CHECK{LITERAL}: nn.constant dense<[[1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>
func.func @reshape_of_constant() -> tensor<2x2xf32> {
  %x = nn.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %0 = nn.reshape %x : tensor<4xf32> -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: @transpose_of_transpose
// CHECK-SAME: (%[[X:.*]]: tensor<2x3x5xf32>)
// CHECK-NEXT: %[[ONE:.*]] = nn.transpose %[[X]] perm [0, 2, 1] : tensor<2x3x5xf32> -> tensor<2x5x3xf32>
// CHECK-NEXT: return %[[ONE]], %[[X]]
func.func @transpose_of_transpose(%x: tensor<2x3x5xf32>) -> (tensor<2x5x3xf32>, tensor<2x3x5xf32>) {
  %0 = nn.transpose %x perm [1, 2, 0] : tensor<2x3x5xf32> -> tensor<3x5x2xf32>
  %1 = nn.transpose %0 perm [2, 1, 0] : tensor<3x5x2xf32> -> tensor<2x5x3xf32>
  %2 = nn.transpose %0 perm [2, 0, 1] : tensor<3x5x2xf32> -> tensor<2x3x5xf32>
  return %1, %2 : tensor<2x5x3xf32>, tensor<2x3x5xf32>
}

// CHECK-LABEL: @slice_of_concat_within_one_operand
// CHECK-SAME: (%[[A:.*]]: tensor<?x3xf32>, %[[B:.*]]: tensor<?x5xf32>)
// CHECK-NEXT: %[[PART:.*]] = nn.slice %[[B]] [0, 1] [?, 2] [1, 3] : tensor<?x5xf32> -> tensor<?x2xf32>
// CHECK-NEXT: return %[[PART]], %[[A]]
func.func @slice_of_concat_within_one_operand(%a: tensor<?x3xf32>, %b: tensor<?x5xf32>) -> (tensor<?x2xf32>, tensor<?x3xf32>) {
  %0 = nn.concat %a, %b dim 1 : tensor<?x3xf32>, tensor<?x5xf32> -> tensor<?x8xf32>
  %1 = nn.slice %0 [0, 4] [?, 2] [1, 3] : tensor<?x8xf32> -> tensor<?x2xf32>
  %2 = nn.slice %0 [0, 0] [?, 3] [1, 1] : tensor<?x8xf32> -> tensor<?x3xf32>
  return %1, %2 : tensor<?x2xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: @slice_of_concat_across_operands_stays
// CHECK: nn.concat
// CHECK: nn.slice
func.func @slice_of_concat_across_operands_stays(%a: tensor<?x3xf32>, %b: tensor<?x5xf32>) -> tensor<?x2xf32> {
  %0 = nn.concat %a, %b dim 1 : tensor<?x3xf32>, tensor<?x5xf32> -> tensor<?x8xf32>
  %1 = nn.slice %0 [0, 2] [?, 2] [1, 1] : tensor<?x8xf32> -> tensor<?x2xf32>
  return %1 : tensor<?x2xf32>
}

// CHECK-LABEL: @concat_of_all_parts
// CHECK-SAME: (%[[X:.*]]: tensor<?x8xf32>)
// CHECK-NEXT: return %[[X]]
func.func @concat_of_all_parts(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %a = nn.slice %x [0, 0] [?, 3] [1, 1] : tensor<?x8xf32> -> tensor<?x3xf32>
  %b = nn.slice %x [0, 3] [?, 5] [1, 1] : tensor<?x8xf32> -> tensor<?x5xf32>
  %0 = nn.concat %a, %b dim 1 : tensor<?x3xf32>, tensor<?x5xf32> -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// CHECK-LABEL: @concat_of_parts_in_other_order_stays
// CHECK: nn.concat
// CHECK: nn.concat
func.func @concat_of_parts_in_other_order_stays(%x: tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  %a = nn.slice %x [0, 0] [2, 2] [1, 1] : tensor<2x4xf32> -> tensor<2x2xf32>
  %b = nn.slice %x [0, 2] [2, 2] [1, 1] : tensor<2x4xf32> -> tensor<2x2xf32>
  %even = nn.slice %x [0, 0] [2, 2] [1, 2] : tensor<2x4xf32> -> tensor<2x2xf32>
  %0 = nn.concat %b, %a dim 1 : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x4xf32>
  %1 = nn.concat %even, %b dim 1 : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x4xf32>
  return %0, %1 : tensor<2x4xf32>, tensor<2x4xf32>
}
