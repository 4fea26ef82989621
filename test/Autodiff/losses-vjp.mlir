// RUN: luge-opt %s -luge-differentiate | FileCheck %s

// Losses with a rule of their own, after the gradient of their result. The others decompose first.

// CHECK-LABEL: func @bce_loss(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>, %[[T:.*]]: tensor<2x3xf32>
func.func @bce_loss(%x: tensor<2x3xf32>, %t: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.bce_loss %[[X]], %[[T]] reduction none : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[X]], %[[T]]
  // CHECK-NEXT: %[[ONE2:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB2:.*]] = nn.sub %[[ONE2]], %[[X]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[SUB2]], %[[X]]
  // CHECK-NEXT: %[[C:.*]] = nn.constant dense<9.99999996E-13> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MAXIMUM:.*]] = nn.maximum %[[MUL]], %[[C]]
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[SUB]], %[[MAXIMUM]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[DIV]]
  // CHECK-NEXT: %[[ONE3:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB3:.*]] = nn.sub %[[ONE3]], %[[X]]
  // CHECK-NEXT: %[[LOG:.*]] = nn.log %[[SUB3]]
  // CHECK-NEXT: %[[LOG2:.*]] = nn.log %[[X]]
  // CHECK-NEXT: %[[SUB4:.*]] = nn.sub %[[LOG]], %[[LOG2]]
  // CHECK-NEXT: %[[MUL3:.*]] = nn.mul %[[G]], %[[SUB4]]
  // CHECK-NEXT: return %[[MUL2]], %[[MUL3]]
  %y = nn.bce_loss %x, %t reduction none : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx, %dt = autodiff.gradient %loss wrt %x, %t : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %dx, %dt : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @bce_loss_mean(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>, %[[T:.*]]: tensor<2x3xf32>
func.func @bce_loss_mean(%x: tensor<2x3xf32>, %t: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.bce_loss %[[X]], %[[T]] reduction mean : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<f32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[X]], %[[T]]
  // CHECK-NEXT: %[[ONE2:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB2:.*]] = nn.sub %[[ONE2]], %[[X]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[SUB2]], %[[X]]
  // CHECK-NEXT: %[[C:.*]] = nn.constant dense<9.99999996E-13> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MAXIMUM:.*]] = nn.maximum %[[MUL]], %[[C]]
  // CHECK-NEXT: %[[DIV2:.*]] = nn.div %[[SUB]], %[[MAXIMUM]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[DIV2]]
  // CHECK-NEXT: return %[[MUL2]]
  %y = nn.bce_loss %x, %t reduction mean : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %y wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @bce_with_logits(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>, %[[T:.*]]: tensor<2x3xf32>
func.func @bce_with_logits(%x: tensor<2x3xf32>, %t: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.bce_with_logits %[[X]], %[[T]] reduction none : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SIGMOID:.*]] = nn.sigmoid %[[X]]
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[SIGMOID]], %[[T]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[SUB]]
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[X]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[NEG]]
  // CHECK-NEXT: return %[[MUL]], %[[MUL2]]
  %y = nn.bce_with_logits %x, %t reduction none : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx, %dt = autodiff.gradient %loss wrt %x, %t : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %dx, %dt : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @bce_with_logits_sum(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>, %[[T:.*]]: tensor<2x3xf32>
func.func @bce_with_logits_sum(%x: tensor<2x3xf32>, %t: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.bce_with_logits %[[X]], %[[T]] reduction sum : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<f32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SIGMOID:.*]] = nn.sigmoid %[[X]]
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[SIGMOID]], %[[T]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[SUB]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.bce_with_logits %x, %t reduction sum : tensor<2x3xf32>, tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %y wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}
