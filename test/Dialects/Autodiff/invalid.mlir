// RUN: luge-opt %s -split-input-file -verify-diagnostics

func.func @gradient_c1_of_a_vector(%x: tensor<?xf32>) {
  // expected-error @below {{'autodiff.gradient' op expected 'loss' to be a scalar, got 'tensor<?xf32>'}}
  autodiff.gradient %x wrt %x : tensor<?xf32>, tensor<?xf32>
  return
}

// -----

func.func @gradient_c2_with_respect_to_nothing(%loss: tensor<f32>) {
  // expected-error @below {{'autodiff.gradient' op expected at least one 'wrt' value}}
  "autodiff.gradient"(%loss) : (tensor<f32>) -> ()
  return
}

// -----

func.func @gradient_with_respect_to_integers(%loss: tensor<f32>, %i: tensor<3xi64>) {
  // expected-error @below {{'autodiff.gradient' op operand #1 must be variadic of ranked tensor of 32-bit float or 64-bit float values, but got 'tensor<3xi64>'}}
  autodiff.gradient %loss wrt %i : tensor<f32>, tensor<3xi64>
  return
}

// -----

func.func @gradient_of_other_type(%loss: tensor<f32>, %w: tensor<3xf32>) {
  // expected-error @+2 {{'autodiff.gradient' op failed to infer returned types}}
  // expected-error @+1 {{'autodiff.gradient' op inferred type(s) 'tensor<3xf32>' are incompatible with return type(s) of operation 'tensor<5xf32>'}}
  "autodiff.gradient"(%loss, %w) : (tensor<f32>, tensor<3xf32>) -> tensor<5xf32>
  return
}
