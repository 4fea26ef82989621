// RUN: luge-opt %s -split-input-file -verify-diagnostics

func.func @mse_loss_c1_target_of_other_type(%x: tensor<?x3xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+2 {{'nn.mse_loss' op failed to infer returned types}}
  // expected-error @+1 {{'nn.mse_loss' op expected 'input' and 'target' to have the same type, got 'tensor<?x3xf32>' and 'tensor<?x5xf32>'}}
  nn.mse_loss %x, %y reduction mean : tensor<?x3xf32>, tensor<?x5xf32> -> tensor<f32>
  return
}

// -----

func.func @l1_loss_c1_target_of_other_type(%x: tensor<?x3xf32>, %y: tensor<2x3xf32>) {
  // expected-error @+2 {{'nn.l1_loss' op failed to infer returned types}}
  // expected-error @+1 {{'nn.l1_loss' op expected 'input' and 'target' to have the same type, got 'tensor<?x3xf32>' and 'tensor<2x3xf32>'}}
  nn.l1_loss %x, %y reduction mean : tensor<?x3xf32>, tensor<2x3xf32> -> tensor<f32>
  return
}

// -----

func.func @bce_loss_c1_target_of_other_type(%x: tensor<?x3xf32>, %y: tensor<?x3xf64>) {
  // expected-error @+2 {{'nn.bce_loss' op failed to infer returned types}}
  // expected-error @+1 {{'nn.bce_loss' op expected 'input' and 'target' to have the same type, got 'tensor<?x3xf32>' and 'tensor<?x3xf64>'}}
  nn.bce_loss %x, %y reduction mean : tensor<?x3xf32>, tensor<?x3xf64> -> tensor<f32>
  return
}

// -----

func.func @bce_with_logits_c1_target_of_other_type(%x: tensor<?x1xf32>, %y: tensor<?xf32>) {
  // expected-error @+2 {{'nn.bce_with_logits' op failed to infer returned types}}
  // expected-error @+1 {{'nn.bce_with_logits' op expected 'input' and 'target' to have the same type, got 'tensor<?x1xf32>' and 'tensor<?xf32>'}}
  nn.bce_with_logits %x, %y reduction mean : tensor<?x1xf32>, tensor<?xf32> -> tensor<f32>
  return
}

// -----

func.func @unknown_reduction(%x: tensor<3xf32>) {
  // expected-error @below {{custom op 'nn.mse_loss' expected string or keyword containing one of the following enum values for attribute 'reduction' [none, mean, sum]}}
  nn.mse_loss %x, %x reduction average : tensor<3xf32>, tensor<3xf32> -> tensor<f32>
  return
}

// -----

func.func @loss_without_reduction_is_no_scalar(%x: tensor<?x3xf32>) {
  // expected-error @+2 {{'nn.mse_loss' op failed to infer returned types}}
  // expected-error @+1 {{'nn.mse_loss' op inferred type(s) 'tensor<?x3xf32>' are incompatible with return type(s) of operation 'tensor<f32>'}}
  nn.mse_loss %x, %x reduction none : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c1_scalar(%x: tensor<f32>, %y: tensor<i64>) {
  // expected-error @+2 {{'nn.cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.cross_entropy' op expected 'input' to have a static dimension of classes, got 'tensor<f32>'}}
  nn.cross_entropy %x, %y reduction mean : tensor<f32>, tensor<i64> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c1_dynamic_classes(%x: tensor<2x?xf32>, %y: tensor<2xi64>) {
  // expected-error @+2 {{'nn.cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.cross_entropy' op expected 'input' to have a static dimension of classes, got 'tensor<2x?xf32>'}}
  nn.cross_entropy %x, %y reduction mean : tensor<2x?xf32>, tensor<2xi64> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c2_indices_with_the_class_dimension(%x: tensor<?x10x5xf32>, %y: tensor<?x10x5xi64>) {
  // expected-error @+2 {{'nn.cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.cross_entropy' op expected 'target' to be indices 'tensor<?x5xi64>' or probabilities 'tensor<?x10x5xf32>', got 'tensor<?x10x5xi64>'}}
  nn.cross_entropy %x, %y reduction mean : tensor<?x10x5xf32>, tensor<?x10x5xi64> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c2_too_few_indices(%x: tensor<?x10x5xf32>, %y: tensor<?xi64>) {
  // expected-error @+2 {{'nn.cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.cross_entropy' op expected 'target' to be indices 'tensor<?x5xi64>' or probabilities 'tensor<?x10x5xf32>', got 'tensor<?xi64>'}}
  nn.cross_entropy %x, %y reduction mean : tensor<?x10x5xf32>, tensor<?xi64> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c2_probabilities_of_other_element(%x: tensor<?x10x5xf32>, %y: tensor<?x10x5xf64>) {
  // expected-error @+2 {{'nn.cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.cross_entropy' op expected 'target' to be indices 'tensor<?x5xi64>' or probabilities 'tensor<?x10x5xf32>', got 'tensor<?x10x5xf64>'}}
  nn.cross_entropy %x, %y reduction mean : tensor<?x10x5xf32>, tensor<?x10x5xf64> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c2_probabilities_without_classes(%x: tensor<?x10x5xf32>, %y: tensor<?x5xf32>) {
  // expected-error @+2 {{'nn.cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.cross_entropy' op expected 'target' to be indices 'tensor<?x5xi64>' or probabilities 'tensor<?x10x5xf32>', got 'tensor<?x5xf32>'}}
  nn.cross_entropy %x, %y reduction mean : tensor<?x10x5xf32>, tensor<?x5xf32> -> tensor<f32>
  return
}
