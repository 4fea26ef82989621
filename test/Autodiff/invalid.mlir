// RUN: luge-opt %s -luge-differentiate -split-input-file -verify-diagnostics

func.func @an_op_without_a_rule(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'math.exp' op has no rule of differentiation}}
  %y = math.exp %x : tensor<f32>
  // expected-note @below {{needed for this gradient}}
  %g = autodiff.gradient %y wrt %x : tensor<f32>, tensor<f32>
  return %g : tensor<f32>
}

// -----

func.func @a_composite_op_that_was_not_expanded(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @below {{'nn.mse_loss' op has no rule of differentiation}}
  %loss = nn.mse_loss %x, %x reduction sum : tensor<3xf32>, tensor<3xf32> -> tensor<f32>
  // expected-note @below {{needed for this gradient}}
  %g = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<3xf32>
  return %g : tensor<3xf32>
}

// -----

func.func @a_loss_of_other_values(%x: tensor<f32>, %y: tensor<f32>) -> tensor<f32> {
  %loss = nn.exp %y : tensor<f32>
  // expected-error @below {{'autodiff.gradient' op expected the loss to depend on a 'wrt' value in a differentiable way}}
  %g = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<f32>
  return %g : tensor<f32>
}

// -----

func.func @a_loss_behind_an_op_without_derivative(%x: tensor<f32>) -> tensor<f32> {
  %loss = nn.sign %x : tensor<f32>
  // expected-error @below {{'autodiff.gradient' op expected the loss to depend on a 'wrt' value in a differentiable way}}
  %g = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<f32>
  return %g : tensor<f32>
}

// -----

// What has no rule and is not on the way does no harm.
func.func @an_op_without_a_rule_beside_the_way(%x: tensor<f32>) -> (tensor<f32>, tensor<f32>) {
  %beside = math.exp %x : tensor<f32>
  %loss = nn.exp %x : tensor<f32>
  %g = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<f32>
  return %g, %beside : tensor<f32>, tensor<f32>
}
