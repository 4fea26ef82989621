// RUN: luge-opt %s -luge-differentiate | FileCheck %s

// The rule of each shape op, after the gradient of its result.

// CHECK-LABEL: func @broadcast(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>
func.func @broadcast(%x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK:      %[[Y:.*]] = nn.broadcast %[[X]] dims [1] : tensor<3xf32> -> tensor<2x3x5xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SUM2:.*]] = nn.sum %[[G]] dims [0, 2] : tensor<2x3x5xf32> -> tensor<3xf32>
  // CHECK-NEXT: return %[[SUM2]]
  %y = nn.broadcast %x dims [1] : tensor<3xf32> -> tensor<2x3x5xf32>
  %loss = nn.sum %y dims [0, 1, 2] : tensor<2x3x5xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<3xf32>
  return %dx : tensor<3xf32>
}

// CHECK-LABEL: func @broadcast_of_unit_dimension(
// CHECK-SAME: %[[X:.*]]: tensor<3x1xf32>
func.func @broadcast_of_unit_dimension(%x: tensor<3x1xf32>) -> tensor<3x1xf32> {
  // CHECK:      %[[Y:.*]] = nn.broadcast %[[X]] dims [1, 2] : tensor<3x1xf32> -> tensor<2x3x5xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SUM2:.*]] = nn.sum %[[G]] dims [0, 2] : tensor<2x3x5xf32> -> tensor<3xf32>
  // CHECK-NEXT: %[[RESHAPE:.*]] = nn.reshape %[[SUM2]] : tensor<3xf32> -> tensor<3x1xf32>
  // CHECK-NEXT: return %[[RESHAPE]]
  %y = nn.broadcast %x dims [1, 2] : tensor<3x1xf32> -> tensor<2x3x5xf32>
  %loss = nn.sum %y dims [0, 1, 2] : tensor<2x3x5xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<3x1xf32>
  return %dx : tensor<3x1xf32>
}

// CHECK-LABEL: func @broadcast_along_batch(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[LIKE:.*]]: tensor<?x3xf32>
func.func @broadcast_along_batch(%x: tensor<3xf32>, %like: tensor<?x3xf32>) -> tensor<3xf32> {
  // CHECK:      %[[Y:.*]] = nn.broadcast %[[X]] dims [1] like %[[LIKE]] : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SUM2:.*]] = nn.sum %[[G]] dims [0] : tensor<?x3xf32> -> tensor<3xf32>
  // CHECK-NEXT: return %[[SUM2]]
  %y = nn.broadcast %x dims [1] like %like : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<?x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<3xf32>
  return %dx : tensor<3xf32>
}

// CHECK-LABEL: func @reshape(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>
func.func @reshape(%x: tensor<?x2x3xf32>) -> tensor<?x2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.reshape %[[X]] : tensor<?x2x3xf32> -> tensor<?x6xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[RESHAPE:.*]] = nn.reshape %[[G]] : tensor<?x6xf32> -> tensor<?x2x3xf32>
  // CHECK-NEXT: return %[[RESHAPE]]
  %y = nn.reshape %x : tensor<?x2x3xf32> -> tensor<?x6xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<?x6xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<?x2x3xf32>
  return %dx : tensor<?x2x3xf32>
}

// CHECK-LABEL: func @transpose(
// CHECK-SAME: %[[X:.*]]: tensor<2x3x5xf32>
func.func @transpose(%x: tensor<2x3x5xf32>) -> tensor<2x3x5xf32> {
  // CHECK:      %[[Y:.*]] = nn.transpose %[[X]] perm [1, 2, 0] : tensor<2x3x5xf32> -> tensor<3x5x2xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[TRANSPOSE:.*]] = nn.transpose %[[G]] perm [2, 0, 1] : tensor<3x5x2xf32> -> tensor<2x3x5xf32>
  // CHECK-NEXT: return %[[TRANSPOSE]]
  %y = nn.transpose %x perm [1, 2, 0] : tensor<2x3x5xf32> -> tensor<3x5x2xf32>
  %loss = nn.sum %y dims [0, 1, 2] : tensor<3x5x2xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3x5xf32>
  return %dx : tensor<2x3x5xf32>
}

// CHECK-LABEL: func @slice(
// CHECK-SAME: %[[X:.*]]: tensor<?x7xf32>
func.func @slice(%x: tensor<?x7xf32>) -> tensor<?x7xf32> {
  // CHECK:      %[[Y:.*]] = nn.slice %[[X]] [0, 1] [?, 2] [1, 1] : tensor<?x7xf32> -> tensor<?x2xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[PAD:.*]] = nn.pad %[[G]] low [0, 1] high [0, 4] : tensor<?x2xf32> -> tensor<?x7xf32>
  // CHECK-NEXT: return %[[PAD]]
  %y = nn.slice %x [0, 1] [?, 2] [1, 1] : tensor<?x7xf32> -> tensor<?x2xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<?x2xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<?x7xf32>
  return %dx : tensor<?x7xf32>
}

// CHECK-LABEL: func @slice_with_stride(
// CHECK-SAME: %[[X:.*]]: tensor<2x7xf32>
func.func @slice_with_stride(%x: tensor<2x7xf32>) -> tensor<2x7xf32> {
  // CHECK:      %[[Y:.*]] = nn.slice %[[X]] [0, 1] [2, 2] [1, 3] : tensor<2x7xf32> -> tensor<2x2xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[RESHAPE:.*]] = nn.reshape %[[G]] : tensor<2x2xf32> -> tensor<2x2x1xf32>
  // CHECK-NEXT: %[[PAD:.*]] = nn.pad %[[RESHAPE]] low [0, 0, 0] high [0, 0, 2] : tensor<2x2x1xf32> -> tensor<2x2x3xf32>
  // CHECK-NEXT: %[[RESHAPE2:.*]] = nn.reshape %[[PAD]] : tensor<2x2x3xf32> -> tensor<2x6xf32>
  // CHECK-NEXT: %[[PAD2:.*]] = nn.pad %[[RESHAPE2]] low [0, 1] high [0, 0] : tensor<2x6xf32> -> tensor<2x7xf32>
  // CHECK-NEXT: return %[[PAD2]]
  %y = nn.slice %x [0, 1] [2, 2] [1, 3] : tensor<2x7xf32> -> tensor<2x2xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x2xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x7xf32>
  return %dx : tensor<2x7xf32>
}

// CHECK-LABEL: func @slice_with_stride_to_the_end(
// CHECK-SAME: %[[X:.*]]: tensor<7xf32>
func.func @slice_with_stride_to_the_end(%x: tensor<7xf32>) -> tensor<7xf32> {
  // CHECK:      %[[Y:.*]] = nn.slice %[[X]] [1] [3] [2] : tensor<7xf32> -> tensor<3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[RESHAPE:.*]] = nn.reshape %[[G]] : tensor<3xf32> -> tensor<3x1xf32>
  // CHECK-NEXT: %[[PAD:.*]] = nn.pad %[[RESHAPE]] low [0, 0] high [0, 1] : tensor<3x1xf32> -> tensor<3x2xf32>
  // CHECK-NEXT: %[[RESHAPE2:.*]] = nn.reshape %[[PAD]] : tensor<3x2xf32> -> tensor<6xf32>
  // CHECK-NEXT: %[[PAD2:.*]] = nn.pad %[[RESHAPE2]] low [1] high [0] : tensor<6xf32> -> tensor<7xf32>
  // CHECK-NEXT: return %[[PAD2]]
  %y = nn.slice %x [1] [3] [2] : tensor<7xf32> -> tensor<3xf32>
  %loss = nn.sum %y dims [0] : tensor<3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<7xf32>
  return %dx : tensor<7xf32>
}

// CHECK-LABEL: func @slice_with_stride_cut_off(
// CHECK-SAME: %[[X:.*]]: tensor<6xf32>
func.func @slice_with_stride_cut_off(%x: tensor<6xf32>) -> tensor<6xf32> {
  // CHECK:      %[[Y:.*]] = nn.slice %[[X]] [1] [3] [2] : tensor<6xf32> -> tensor<3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[RESHAPE:.*]] = nn.reshape %[[G]] : tensor<3xf32> -> tensor<3x1xf32>
  // CHECK-NEXT: %[[PAD:.*]] = nn.pad %[[RESHAPE]] low [0, 0] high [0, 1] : tensor<3x1xf32> -> tensor<3x2xf32>
  // CHECK-NEXT: %[[RESHAPE2:.*]] = nn.reshape %[[PAD]] : tensor<3x2xf32> -> tensor<6xf32>
  // CHECK-NEXT: %[[SLICE:.*]] = nn.slice %[[RESHAPE2]] [0] [5] [1] : tensor<6xf32> -> tensor<5xf32>
  // CHECK-NEXT: %[[PAD2:.*]] = nn.pad %[[SLICE]] low [1] high [0] : tensor<5xf32> -> tensor<6xf32>
  // CHECK-NEXT: return %[[PAD2]]
  %y = nn.slice %x [1] [3] [2] : tensor<6xf32> -> tensor<3xf32>
  %loss = nn.sum %y dims [0] : tensor<3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<6xf32>
  return %dx : tensor<6xf32>
}

// CHECK-LABEL: func @pad(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>
func.func @pad(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.pad %[[X]] low [0, 1] high [0, 2] : tensor<?x3xf32> -> tensor<?x6xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SLICE:.*]] = nn.slice %[[G]] [0, 1] [?, 3] [1, 1] : tensor<?x6xf32> -> tensor<?x3xf32>
  // CHECK-NEXT: return %[[SLICE]]
  %y = nn.pad %x low [0, 1] high [0, 2] : tensor<?x3xf32> -> tensor<?x6xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<?x6xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<?x3xf32>
  return %dx : tensor<?x3xf32>
}

// CHECK-LABEL: func @concat(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x5xf32>
func.func @concat(%a: tensor<2x3xf32>, %b: tensor<2x5xf32>) -> (tensor<2x3xf32>, tensor<2x5xf32>) {
  // CHECK:      %[[Y:.*]] = nn.concat %[[A]], %[[B]] dim 1 : tensor<2x3xf32>, tensor<2x5xf32> -> tensor<2x8xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SLICE:.*]] = nn.slice %[[G]] [0, 0] [2, 3] [1, 1] : tensor<2x8xf32> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[SLICE2:.*]] = nn.slice %[[G]] [0, 3] [2, 5] [1, 1] : tensor<2x8xf32> -> tensor<2x5xf32>
  // CHECK-NEXT: return %[[SLICE]], %[[SLICE2]]
  %y = nn.concat %a, %b dim 1 : tensor<2x3xf32>, tensor<2x5xf32> -> tensor<2x8xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x8xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x5xf32>
  return %da, %db : tensor<2x3xf32>, tensor<2x5xf32>
}
