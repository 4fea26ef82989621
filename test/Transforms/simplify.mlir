// RUN: luge-opt %s --luge-simplify | FileCheck %s

//===----------------------------------------------------------------------===//
// Computing before broadcasting
//===----------------------------------------------------------------------===//

// CHECK-LABEL: @elementwise_ops_of_broadcasts_are_computed_before
// CHECK-SAME: (%[[A:.*]]: tensor<3xf32>, %[[B:.*]]: tensor<3xf32>, %[[S:.*]]: tensor<f32>, %[[X:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[PRODUCT:.*]] = nn.mul %[[A]], %[[B]] : tensor<3xf32>
// CHECK-NEXT: %[[NARROW:.*]] = nn.broadcast %[[S]] dims [] : tensor<f32> -> tensor<3xf32>
// CHECK-NEXT: %[[SUM:.*]] = nn.add %[[PRODUCT]], %[[NARROW]] : tensor<3xf32>
// CHECK-NEXT: %[[WIDE:.*]] = nn.broadcast %[[SUM]] dims [1] like %[[X]]
// CHECK-NEXT: return %[[WIDE]]
func.func @elementwise_ops_of_broadcasts_are_computed_before(%a: tensor<3xf32>, %b: tensor<3xf32>, %s: tensor<f32>, %x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %wide.a = nn.broadcast %a dims [1] like %x : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %wide.b = nn.broadcast %b dims [1] like %x : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %wide.s = nn.broadcast %s dims [] like %x : tensor<f32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %0 = nn.mul %wide.a, %wide.b : tensor<?x3xf32>
  %1 = nn.add %0, %wide.s : tensor<?x3xf32>
  return %1 : tensor<?x3xf32>
}

// CHECK-LABEL: @a_comparison_makes_a_narrow_mask
// CHECK-SAME: (%[[A:.*]]: tensor<3xf32>)
// CHECK-DAG: %[[HALF:.*]] = nn.constant dense<5.000000e-01> : tensor<3xf32>
// CHECK: %[[MASK:.*]] = nn.compare lt %[[A]], %[[HALF]] : tensor<3xf32>
// CHECK: nn.broadcast %[[MASK]] dims [1] : tensor<3xi1> -> tensor<2x3xi1>
func.func @a_comparison_makes_a_narrow_mask(%a: tensor<3xf32>) -> tensor<2x3xi1> {
  %half = nn.constant dense<0.5> : tensor<2x3xf32>
  %wide = nn.broadcast %a dims [1] : tensor<3xf32> -> tensor<2x3xf32>
  %0 = nn.compare lt %wide, %half : tensor<2x3xf32>
  return %0 : tensor<2x3xi1>
}

// CHECK-LABEL: @broadcasts_along_different_dimensions_stay
// CHECK: nn.broadcast
// CHECK: nn.broadcast
// CHECK: nn.add %{{.*}} : tensor<3x3xf32>
// CHECK: nn.sub %{{.*}} : tensor<3x3xf32>
func.func @broadcasts_along_different_dimensions_stay(%a: tensor<3xf32>, %x: tensor<3x3xf32>) -> (tensor<3x3xf32>, tensor<3x3xf32>) {
  %rows = nn.broadcast %a dims [0] : tensor<3xf32> -> tensor<3x3xf32>
  %columns = nn.broadcast %a dims [1] : tensor<3xf32> -> tensor<3x3xf32>
  %0 = nn.add %rows, %columns : tensor<3x3xf32>
  %1 = nn.sub %rows, %x : tensor<3x3xf32>
  return %0, %1 : tensor<3x3xf32>, tensor<3x3xf32>
}

//===----------------------------------------------------------------------===//
// Contractions of transposes
//===----------------------------------------------------------------------===//

// CHECK-LABEL: @a_contraction_reads_what_is_transposed
// CHECK-SAME: (%[[X:.*]]: tensor<?x5xf32>, %[[W:.*]]: tensor<5x3xf32>)
// CHECK-NEXT: %[[Y:.*]] = nn.contract %[[X]], %[[W]] contracting [1] x [0] : tensor<?x5xf32>, tensor<5x3xf32> -> tensor<?x3xf32>
// CHECK-NEXT: return %[[Y]]
func.func @a_contraction_reads_what_is_transposed(%x: tensor<?x5xf32>, %w: tensor<5x3xf32>) -> tensor<?x3xf32> {
  %t = nn.transpose %w perm [1, 0] : tensor<5x3xf32> -> tensor<3x5xf32>
  %0 = nn.contract %x, %t contracting [1] x [1] : tensor<?x5xf32>, tensor<3x5xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: @a_batched_contraction_reads_what_is_transposed
// CHECK-SAME: (%[[A:.*]]: tensor<7x2x5xf32>, %[[B:.*]]: tensor<2x3x5xf32>)
// CHECK-NEXT: nn.contract %[[A]], %[[B]] batch [1] x [0] contracting [2] x [2]
func.func @a_batched_contraction_reads_what_is_transposed(%a: tensor<7x2x5xf32>, %b: tensor<2x3x5xf32>) -> tensor<2x7x3xf32> {
  %t = nn.transpose %a perm [2, 1, 0] : tensor<7x2x5xf32> -> tensor<5x2x7xf32>
  %0 = nn.contract %t, %b batch [1] x [0] contracting [0] x [2] : tensor<5x2x7xf32>, tensor<2x3x5xf32> -> tensor<2x7x3xf32>
  return %0 : tensor<2x7x3xf32>
}

// CHECK-LABEL: @free_dimensions_in_other_order_stay_transposed
// CHECK: nn.transpose
// CHECK: nn.contract
func.func @free_dimensions_in_other_order_stay_transposed(%a: tensor<2x7x5xf32>, %w: tensor<5x3xf32>) -> tensor<7x2x3xf32> {
  %t = nn.transpose %a perm [1, 0, 2] : tensor<2x7x5xf32> -> tensor<7x2x5xf32>
  %0 = nn.contract %t, %w contracting [2] x [0] : tensor<7x2x5xf32>, tensor<5x3xf32> -> tensor<7x2x3xf32>
  return %0 : tensor<7x2x3xf32>
}

// CHECK-LABEL: @a_transposed_result_swaps_the_sides
// CHECK-SAME: (%[[X:.*]]: tensor<?x5xf32>, %[[W:.*]]: tensor<5x3xf32>)
// CHECK-NEXT: nn.contract %[[W]], %[[X]] contracting [0] x [1] : tensor<5x3xf32>, tensor<?x5xf32> -> tensor<3x?xf32>
func.func @a_transposed_result_swaps_the_sides(%x: tensor<?x5xf32>, %w: tensor<5x3xf32>) -> tensor<3x?xf32> {
  %0 = nn.contract %x, %w contracting [1] x [0] : tensor<?x5xf32>, tensor<5x3xf32> -> tensor<?x3xf32>
  %1 = nn.transpose %0 perm [1, 0] : tensor<?x3xf32> -> tensor<3x?xf32>
  return %1 : tensor<3x?xf32>
}

// CHECK-LABEL: @a_result_that_is_also_read_as_it_is_stays
// CHECK: nn.contract
// CHECK-NOT: nn.contract
// CHECK: nn.transpose
func.func @a_result_that_is_also_read_as_it_is_stays(%x: tensor<2x5xf32>, %w: tensor<5x3xf32>) -> (tensor<2x3xf32>, tensor<3x2xf32>) {
  %0 = nn.contract %x, %w contracting [1] x [0] : tensor<2x5xf32>, tensor<5x3xf32> -> tensor<2x3xf32>
  %1 = nn.transpose %0 perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  return %0, %1 : tensor<2x3xf32>, tensor<3x2xf32>
}

//===----------------------------------------------------------------------===//
// Sums of broadcasts
//===----------------------------------------------------------------------===//

// CHECK-LABEL: @a_sum_of_equal_elements_is_a_product
// CHECK-SAME: (%[[A:.*]]: tensor<3xf32>, %[[X:.*]]: tensor<?x3xf32>)
// CHECK: %[[FIVE:.*]] = nn.constant dense<5.000000e+00> : tensor<3xf32>
// CHECK: %[[BATCH:.*]] = nn.count %{{.*}} dims [0] : tensor<?x3xf32> -> tensor<f32>
// CHECK: %[[COUNT:.*]] = nn.broadcast %[[BATCH]] dims []
// CHECK: %[[DYNAMIC:.*]] = nn.mul %[[A]], %[[COUNT]]
// CHECK: %[[STATIC:.*]] = nn.mul %[[A]], %[[FIVE]]
// CHECK: return %[[DYNAMIC]], %[[STATIC]]
func.func @a_sum_of_equal_elements_is_a_product(%a: tensor<3xf32>, %x: tensor<?x3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %wide = nn.broadcast %a dims [1] like %x : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %0 = nn.sum %wide dims [0] : tensor<?x3xf32> -> tensor<3xf32>
  %static = nn.broadcast %a dims [1] : tensor<3xf32> -> tensor<5x3xf32>
  %1 = nn.sum %static dims [0] : tensor<5x3xf32> -> tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: @a_sum_of_different_elements_stays
// CHECK: nn.sum
func.func @a_sum_of_different_elements_stays(%a: tensor<3xf32>) -> tensor<5xf32> {
  %wide = nn.broadcast %a dims [1] : tensor<3xf32> -> tensor<5x3xf32>
  %0 = nn.sum %wide dims [1] : tensor<5x3xf32> -> tensor<5xf32>
  return %0 : tensor<5xf32>
}
