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

// -----

func.func @cross_entropy_c3_weight_of_other_length(%x: tensor<?x10xf32>, %t: tensor<?xi64>, %w: tensor<9xf32>) {
  // expected-error @+2 {{'nn.cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.cross_entropy' op expected 'weight' to be 'tensor<10xf32>', a number per class, got 'tensor<9xf32>'}}
  nn.cross_entropy %x, %t weight %w reduction mean : tensor<?x10xf32>, tensor<?xi64>, tensor<9xf32> -> tensor<f32>
  return
}

// -----

func.func @cross_entropy_c4_label_smoothing(%x: tensor<?x10xf32>, %t: tensor<?xi64>) {
  // expected-error @+2 {{'nn.cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.cross_entropy' op expected 'label_smoothing' to lie in [0, 1], got 1.500000e+00}}
  nn.cross_entropy %x, %t reduction mean {label_smoothing = 1.5 : f64} : tensor<?x10xf32>, tensor<?xi64> -> tensor<f32>
  return
}

// -----

func.func @linear_cross_entropy_c1_features(%x: tensor<?x3xf32>, %w: tensor<10x2xf32>, %t: tensor<?xi64>) {
  // expected-error @+2 {{'nn.linear_cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear_cross_entropy' op expected 'input' [N, in], 'linear_weight' [C, in] with a static C, and 'target' [N], got 'tensor<?x3xf32>', 'tensor<10x2xf32>' and 'tensor<?xi64>'}}
  nn.linear_cross_entropy %x, %w, %t reduction mean : tensor<?x3xf32>, tensor<10x2xf32>, tensor<?xi64> -> tensor<f32>, tensor<?xf32>
  return
}

// -----

func.func @linear_cross_entropy_c2_bias(%x: tensor<?x3xf32>, %w: tensor<10x3xf32>, %t: tensor<?xi64>, %b: tensor<3xf32>) {
  // expected-error @+2 {{'nn.linear_cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear_cross_entropy' op expected 'linear_bias' to be 'tensor<10xf32>', a number per class, got 'tensor<3xf32>'}}
  nn.linear_cross_entropy %x, %w, %t linear_bias %b reduction mean : tensor<?x3xf32>, tensor<10x3xf32>, tensor<?xi64>, tensor<3xf32> -> tensor<f32>, tensor<?xf32>
  return
}

// -----

func.func @linear_cross_entropy_c3_element_type(%x: tensor<?x3xf32>, %w: tensor<10x3xf64>, %t: tensor<?xi64>) {
  // expected-error @+2 {{'nn.linear_cross_entropy' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear_cross_entropy' op expected operands of one element type, got 'tensor<?x3xf32>' and 'tensor<10x3xf64>'}}
  nn.linear_cross_entropy %x, %w, %t reduction mean : tensor<?x3xf32>, tensor<10x3xf64>, tensor<?xi64> -> tensor<f32>, tensor<?xf32>
  return
}

// -----

func.func @ctc_loss_c1_no_times(%p: tensor<0x2x4xf32>, %t: tensor<2x3xi64>, %n: tensor<2xi64>) {
  // expected-error @+2 {{'nn.ctc_loss' op failed to infer returned types}}
  // expected-error @+1 {{'nn.ctc_loss' op expected 'log_probs' [T, N, C] with static T and C that are not 0, got 'tensor<0x2x4xf32>'}}
  nn.ctc_loss %p, %t, %n, %n : tensor<0x2x4xf32>, tensor<2x3xi64>, tensor<2xi64>, tensor<2xi64> -> tensor<2xf32>, tensor<2x0x1xf32>
  return
}

// -----

func.func @ctc_loss_c2_targets(%p: tensor<5x2x4xf32>, %t: tensor<3x2xi64>, %n: tensor<2xi64>) {
  // expected-error @+2 {{'nn.ctc_loss' op failed to infer returned types}}
  // expected-error @+1 {{'nn.ctc_loss' op expected 'targets' padded, [N, S], or concatenated, [S], with a static S, got 'tensor<3x2xi64>' with 'tensor<5x2x4xf32>'}}
  nn.ctc_loss %p, %t, %n, %n : tensor<5x2x4xf32>, tensor<3x2xi64>, tensor<2xi64>, tensor<2xi64> -> tensor<2xf32>, tensor<2x5x5xf32>
  return
}

// -----

func.func @ctc_loss_c2_lengths(%p: tensor<5x2x4xf32>, %t: tensor<2x3xi64>, %n: tensor<3xi64>) {
  // expected-error @+2 {{'nn.ctc_loss' op failed to infer returned types}}
  // expected-error @+1 {{'nn.ctc_loss' op expected lengths 'tensor<2xi64>', got 'tensor<3xi64>'}}
  nn.ctc_loss %p, %t, %n, %n : tensor<5x2x4xf32>, tensor<2x3xi64>, tensor<3xi64>, tensor<3xi64> -> tensor<2xf32>, tensor<2x5x7xf32>
  return
}

// -----

func.func @ctc_loss_c3_blank(%p: tensor<5x2x4xf32>, %t: tensor<2x3xi64>, %n: tensor<2xi64>) {
  // expected-error @+2 {{'nn.ctc_loss' op failed to infer returned types}}
  // expected-error @+1 {{'nn.ctc_loss' op expected 'blank' to be one of the 4 classes, got 4}}
  nn.ctc_loss %p, %t, %n, %n {blank = 4 : i64} : tensor<5x2x4xf32>, tensor<2x3xi64>, tensor<2xi64>, tensor<2xi64> -> tensor<2xf32>, tensor<2x5x7xf32>
  return
}

// -----

func.func @ctc_loss_grad_c1_states(%g: tensor<2xf32>, %p: tensor<5x2x4xf32>, %a: tensor<2x5x6xf32>, %t: tensor<2x3xi64>, %n: tensor<2xi64>) {
  // expected-error @+2 {{'nn.ctc_loss_grad' op failed to infer returned types}}
  // expected-error @+1 {{'nn.ctc_loss_grad' op expected 'grad' 'tensor<2xf32>' and 'log_alpha' 'tensor<2x5x7xf32>', got 'tensor<2xf32>' and 'tensor<2x5x6xf32>'}}
  nn.ctc_loss_grad %g, %p, %a, %t, %n, %n : tensor<2xf32>, tensor<5x2x4xf32>, tensor<2x5x6xf32>, tensor<2x3xi64>, tensor<2xi64>, tensor<2xi64> -> tensor<5x2x4xf32>
  return
}
