// RUN: luge-opt %s -luge-differentiate | FileCheck %s

// The rule of each contraction, after the gradient of its result. The factors come in the order that needs
// no transpose, if one does.

// CHECK-LABEL: func @contract(
// CHECK-SAME: %[[A:.*]]: tensor<2x5xf32>, %[[B:.*]]: tensor<5x3xf32>
func.func @contract(%a: tensor<2x5xf32>, %b: tensor<5x3xf32>) -> (tensor<2x5xf32>, tensor<5x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.contract %[[A]], %[[B]] contracting [1] x [0] : tensor<2x5xf32>, tensor<5x3xf32> -> tensor<2x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[CONTRACT:.*]] = nn.contract %[[G]], %[[B]] contracting [1] x [1] : tensor<2x3xf32>, tensor<5x3xf32> -> tensor<2x5xf32>
  // CHECK-NEXT: %[[CONTRACT2:.*]] = nn.contract %[[A]], %[[G]] contracting [0] x [0] : tensor<2x5xf32>, tensor<2x3xf32> -> tensor<5x3xf32>
  // CHECK-NEXT: return %[[CONTRACT]], %[[CONTRACT2]]
  %y = nn.contract %a, %b contracting [1] x [0] : tensor<2x5xf32>, tensor<5x3xf32> -> tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x5xf32>, tensor<5x3xf32>
  return %da, %db : tensor<2x5xf32>, tensor<5x3xf32>
}

// CHECK-LABEL: func @contract_second_transposed(
// CHECK-SAME: %[[A:.*]]: tensor<2x5xf32>, %[[B:.*]]: tensor<3x5xf32>
func.func @contract_second_transposed(%a: tensor<2x5xf32>, %b: tensor<3x5xf32>) -> (tensor<2x5xf32>, tensor<3x5xf32>) {
  // CHECK:      %[[Y:.*]] = nn.contract %[[A]], %[[B]] contracting [1] x [1] : tensor<2x5xf32>, tensor<3x5xf32> -> tensor<2x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[CONTRACT:.*]] = nn.contract %[[G]], %[[B]] contracting [1] x [0] : tensor<2x3xf32>, tensor<3x5xf32> -> tensor<2x5xf32>
  // CHECK-NEXT: %[[CONTRACT2:.*]] = nn.contract %[[G]], %[[A]] contracting [0] x [0] : tensor<2x3xf32>, tensor<2x5xf32> -> tensor<3x5xf32>
  // CHECK-NEXT: return %[[CONTRACT]], %[[CONTRACT2]]
  %y = nn.contract %a, %b contracting [1] x [1] : tensor<2x5xf32>, tensor<3x5xf32> -> tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x5xf32>, tensor<3x5xf32>
  return %da, %db : tensor<2x5xf32>, tensor<3x5xf32>
}

// CHECK-LABEL: func @contract_batched(
// CHECK-SAME: %[[A:.*]]: tensor<?x2x5xf32>, %[[B:.*]]: tensor<?x5x3xf32>
func.func @contract_batched(%a: tensor<?x2x5xf32>, %b: tensor<?x5x3xf32>) -> (tensor<?x2x5xf32>, tensor<?x5x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.contract %[[A]], %[[B]] batch [0] x [0] contracting [2] x [1] : tensor<?x2x5xf32>, tensor<?x5x3xf32> -> tensor<?x2x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[CONTRACT:.*]] = nn.contract %[[G]], %[[B]] batch [0] x [0] contracting [2] x [2] : tensor<?x2x3xf32>, tensor<?x5x3xf32> -> tensor<?x2x5xf32>
  // CHECK-NEXT: %[[CONTRACT2:.*]] = nn.contract %[[A]], %[[G]] batch [0] x [0] contracting [1] x [1] : tensor<?x2x5xf32>, tensor<?x2x3xf32> -> tensor<?x5x3xf32>
  // CHECK-NEXT: return %[[CONTRACT]], %[[CONTRACT2]]
  %y = nn.contract %a, %b batch [0] x [0] contracting [2] x [1] : tensor<?x2x5xf32>, tensor<?x5x3xf32> -> tensor<?x2x3xf32>
  %loss = nn.sum %y dims [0, 1, 2] : tensor<?x2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<?x2x5xf32>, tensor<?x5x3xf32>
  return %da, %db : tensor<?x2x5xf32>, tensor<?x5x3xf32>
}

// CHECK-LABEL: func @contract_batch_inside(
// CHECK-SAME: %[[A:.*]]: tensor<2x7x5xf32>, %[[B:.*]]: tensor<5x3x7xf32>
func.func @contract_batch_inside(%a: tensor<2x7x5xf32>, %b: tensor<5x3x7xf32>) -> (tensor<2x7x5xf32>, tensor<5x3x7xf32>) {
  // CHECK:      %[[Y:.*]] = nn.contract %[[A]], %[[B]] batch [1] x [2] contracting [2] x [0] : tensor<2x7x5xf32>, tensor<5x3x7xf32> -> tensor<7x2x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[CONTRACT:.*]] = nn.contract %[[G]], %[[B]] batch [0] x [2] contracting [2] x [1] : tensor<7x2x3xf32>, tensor<5x3x7xf32> -> tensor<7x2x5xf32>
  // CHECK-NEXT: %[[TRANSPOSE:.*]] = nn.transpose %[[CONTRACT]] perm [1, 0, 2] : tensor<7x2x5xf32> -> tensor<2x7x5xf32>
  // CHECK-NEXT: %[[CONTRACT2:.*]] = nn.contract %[[G]], %[[A]] batch [0] x [1] contracting [1] x [0] : tensor<7x2x3xf32>, tensor<2x7x5xf32> -> tensor<7x3x5xf32>
  // CHECK-NEXT: %[[TRANSPOSE2:.*]] = nn.transpose %[[CONTRACT2]] perm [2, 1, 0] : tensor<7x3x5xf32> -> tensor<5x3x7xf32>
  // CHECK-NEXT: return %[[TRANSPOSE]], %[[TRANSPOSE2]]
  %y = nn.contract %a, %b batch [1] x [2] contracting [2] x [0] : tensor<2x7x5xf32>, tensor<5x3x7xf32> -> tensor<7x2x3xf32>
  %loss = nn.sum %y dims [0, 1, 2] : tensor<7x2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x7x5xf32>, tensor<5x3x7xf32>
  return %da, %db : tensor<2x7x5xf32>, tensor<5x3x7xf32>
}

// CHECK-LABEL: func @contract_two_dimensions(
// CHECK-SAME: %[[A:.*]]: tensor<2x5x7xf32>, %[[B:.*]]: tensor<7x3x5xf32>
func.func @contract_two_dimensions(%a: tensor<2x5x7xf32>, %b: tensor<7x3x5xf32>) -> (tensor<2x5x7xf32>, tensor<7x3x5xf32>) {
  // CHECK:      %[[Y:.*]] = nn.contract %[[A]], %[[B]] contracting [1, 2] x [2, 0] : tensor<2x5x7xf32>, tensor<7x3x5xf32> -> tensor<2x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[CONTRACT:.*]] = nn.contract %[[G]], %[[B]] contracting [1] x [1] : tensor<2x3xf32>, tensor<7x3x5xf32> -> tensor<2x7x5xf32>
  // CHECK-NEXT: %[[TRANSPOSE:.*]] = nn.transpose %[[CONTRACT]] perm [0, 2, 1] : tensor<2x7x5xf32> -> tensor<2x5x7xf32>
  // CHECK-NEXT: %[[CONTRACT2:.*]] = nn.contract %[[G]], %[[A]] contracting [0] x [0] : tensor<2x3xf32>, tensor<2x5x7xf32> -> tensor<3x5x7xf32>
  // CHECK-NEXT: %[[TRANSPOSE2:.*]] = nn.transpose %[[CONTRACT2]] perm [2, 0, 1] : tensor<3x5x7xf32> -> tensor<7x3x5xf32>
  // CHECK-NEXT: return %[[TRANSPOSE]], %[[TRANSPOSE2]]
  %y = nn.contract %a, %b contracting [1, 2] x [2, 0] : tensor<2x5x7xf32>, tensor<7x3x5xf32> -> tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x5x7xf32>, tensor<7x3x5xf32>
  return %da, %db : tensor<2x5x7xf32>, tensor<7x3x5xf32>
}

// CHECK-LABEL: func @linear(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>, %[[W:.*]]: tensor<3x5xf32>, %[[B:.*]]: tensor<3xf32>
func.func @linear(%x: tensor<?x5xf32>, %w: tensor<3x5xf32>, %b: tensor<3xf32>) -> (tensor<?x5xf32>, tensor<3x5xf32>, tensor<3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.linear %[[X]], %[[W]] bias %[[B]] : tensor<?x5xf32>, tensor<3x5xf32>, tensor<3xf32> -> tensor<?x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[CONTRACT:.*]] = nn.contract %[[G]], %[[W]] contracting [1] x [0] : tensor<?x3xf32>, tensor<3x5xf32> -> tensor<?x5xf32>
  // CHECK-NEXT: %[[CONTRACT2:.*]] = nn.contract %[[G]], %[[X]] contracting [0] x [0] : tensor<?x3xf32>, tensor<?x5xf32> -> tensor<3x5xf32>
  // CHECK-NEXT: %[[SUM2:.*]] = nn.sum %[[G]] dims [0] : tensor<?x3xf32> -> tensor<3xf32>
  // CHECK-NEXT: return %[[CONTRACT]], %[[CONTRACT2]], %[[SUM2]]
  %y = nn.linear %x, %w bias %b : tensor<?x5xf32>, tensor<3x5xf32>, tensor<3xf32> -> tensor<?x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<?x3xf32> -> tensor<f32>
  %dx, %dw, %db = autodiff.gradient %loss wrt %x, %w, %b : tensor<f32>, tensor<?x5xf32>, tensor<3x5xf32>, tensor<3xf32>
  return %dx, %dw, %db : tensor<?x5xf32>, tensor<3x5xf32>, tensor<3xf32>
}

// CHECK-LABEL: func @linear_without_bias(
// CHECK-SAME: %[[X:.*]]: tensor<2x7x5xf32>, %[[W:.*]]: tensor<3x5xf32>
func.func @linear_without_bias(%x: tensor<2x7x5xf32>, %w: tensor<3x5xf32>) -> (tensor<2x7x5xf32>, tensor<3x5xf32>) {
  // CHECK:      %[[Y:.*]] = nn.linear %[[X]], %[[W]] : tensor<2x7x5xf32>, tensor<3x5xf32> -> tensor<2x7x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[CONTRACT:.*]] = nn.contract %[[G]], %[[W]] contracting [2] x [0] : tensor<2x7x3xf32>, tensor<3x5xf32> -> tensor<2x7x5xf32>
  // CHECK-NEXT: %[[CONTRACT2:.*]] = nn.contract %[[G]], %[[X]] contracting [0, 1] x [0, 1] : tensor<2x7x3xf32>, tensor<2x7x5xf32> -> tensor<3x5xf32>
  // CHECK-NEXT: return %[[CONTRACT]], %[[CONTRACT2]]
  %y = nn.linear %x, %w : tensor<2x7x5xf32>, tensor<3x5xf32> -> tensor<2x7x3xf32>
  %loss = nn.sum %y dims [0, 1, 2] : tensor<2x7x3xf32> -> tensor<f32>
  %dx, %dw = autodiff.gradient %loss wrt %x, %w : tensor<f32>, tensor<2x7x5xf32>, tensor<3x5xf32>
  return %dx, %dw : tensor<2x7x5xf32>, tensor<3x5xf32>
}
