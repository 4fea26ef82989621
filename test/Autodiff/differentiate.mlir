// RUN: luge-opt %s -luge-differentiate | FileCheck %s

// The walk itself; the files beside this one have each op's rule.

// CHECK-LABEL: @gradients_of_all_uses_add_up
// CHECK-SAME: (%[[X:.*]]: tensor<f32>, %[[Y:.*]]: tensor<f32>)
// CHECK-DAG: %[[PRODUCT:.*]] = nn.mul %[[X]], %[[Y]]
// CHECK-DAG: %[[ONE:.*]] = nn.constant dense<1.000000e+00>
// CHECK: %[[THROUGH_PRODUCT:.*]] = nn.mul %[[ONE]], %[[Y]]
// CHECK: %[[BOTH:.*]] = nn.add %[[ONE]], %[[THROUGH_PRODUCT]]
// CHECK: return %[[BOTH]]
func.func @gradients_of_all_uses_add_up(%x: tensor<f32>, %y: tensor<f32>) -> tensor<f32> {
  %product = nn.mul %x, %y : tensor<f32>
  %loss = nn.add %product, %x : tensor<f32>
  %g = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<f32>
  return %g : tensor<f32>
}

// Of the two products of a matrix product's rule, only one is left.
// CHECK-LABEL: @no_gradient_of_what_nobody_asks_for
// CHECK-COUNT-2: nn.contract
// CHECK-NOT: nn.contract
// CHECK: return
func.func @no_gradient_of_what_nobody_asks_for(%x: tensor<2x3xf32>, %w: tensor<3x5xf32>) -> tensor<3x5xf32> {
  %y = nn.contract %x, %w contracting [1] x [0] : tensor<2x3xf32>, tensor<3x5xf32> -> tensor<2x5xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x5xf32> -> tensor<f32>
  %g = autodiff.gradient %loss wrt %w : tensor<f32>, tensor<3x5xf32>
  return %g : tensor<3x5xf32>
}

// CHECK-LABEL: @a_value_that_does_not_reach_the_loss_has_gradient_zero
// CHECK-SAME: (%[[X:.*]]: tensor<f32>, %[[UNUSED:.*]]: tensor<?x3xf32>)
// CHECK: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<f32>
// CHECK: %[[ZEROS:.*]] = nn.broadcast %[[ZERO]] dims [] like %[[UNUSED]]
// CHECK: return %{{.*}}, %[[ZEROS]]
func.func @a_value_that_does_not_reach_the_loss_has_gradient_zero(%x: tensor<f32>, %unused: tensor<?x3xf32>) -> (tensor<f32>, tensor<?x3xf32>) {
  %loss = nn.exp %x : tensor<f32>
  %g:2 = autodiff.gradient %loss wrt %x, %unused : tensor<f32>, tensor<f32>, tensor<?x3xf32>
  return %g#0, %g#1 : tensor<f32>, tensor<?x3xf32>
}

// CHECK-LABEL: @the_gradient_of_the_loss_itself_is_one
// CHECK: %[[ONE:.*]] = nn.constant dense<1.000000e+00>
// CHECK: return %[[ONE]]
func.func @the_gradient_of_the_loss_itself_is_one(%x: tensor<f32>) -> tensor<f32> {
  %g = autodiff.gradient %x wrt %x : tensor<f32>, tensor<f32>
  return %g : tensor<f32>
}

// CHECK-LABEL: @nothing_flows_through_detach
// CHECK-SAME: (%[[X:.*]]: tensor<f32>)
// CHECK: %[[CONSTANT:.*]] = nn.detach %[[X]]
// CHECK: %[[ONE:.*]] = nn.constant dense<1.000000e+00>
// CHECK: %[[G:.*]] = nn.mul %[[ONE]], %[[CONSTANT]]
// CHECK: return %[[G]]
func.func @nothing_flows_through_detach(%x: tensor<f32>) -> tensor<f32> {
  %constant = nn.detach %x : tensor<f32>
  %loss = nn.mul %x, %constant : tensor<f32>
  %g = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<f32>
  return %g : tensor<f32>
}

// With respect to a value between, the ops before it are not walked.
// CHECK-LABEL: @gradient_of_an_intermediate_value
// CHECK-SAME: (%[[X:.*]]: tensor<f32>)
// CHECK: %[[H:.*]] = nn.tanh %[[X]]
// CHECK: %[[Y:.*]] = nn.exp %[[H]]
// CHECK: %[[ONE:.*]] = nn.constant dense<1.000000e+00>
// CHECK: %[[G:.*]] = nn.mul %[[ONE]], %[[Y]]
// CHECK-NEXT: return %[[G]]
func.func @gradient_of_an_intermediate_value(%x: tensor<f32>) -> tensor<f32> {
  %h = nn.tanh %x : tensor<f32>
  %loss = nn.exp %h : tensor<f32>
  %g = autodiff.gradient %loss wrt %h : tensor<f32>, tensor<f32>
  return %g : tensor<f32>
}

// d/dx (d/dx sin x) = -sin x, by the rules of the ops that the first walk built.
// CHECK-LABEL: @gradient_of_a_gradient
// CHECK-SAME: (%[[X:.*]]: tensor<f32>)
// CHECK: nn.sin %[[X]]
// CHECK: nn.cos %[[X]]
// CHECK: %[[SINE:.*]] = nn.sin %[[X]]
// CHECK: nn.neg %[[SINE]]
// CHECK-NOT: autodiff.gradient
func.func @gradient_of_a_gradient(%x: tensor<f32>) -> tensor<f32> {
  %y = nn.sin %x : tensor<f32>
  %first = autodiff.gradient %y wrt %x : tensor<f32>, tensor<f32>
  %second = autodiff.gradient %first wrt %x : tensor<f32>, tensor<f32>
  return %second : tensor<f32>
}
