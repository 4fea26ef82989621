// RUN: luge-opt %s -split-input-file -verify-diagnostics

func.func @sum_c1_dimension_out_of_range(%x: tensor<?x3x5xf32>) {
  // expected-error @+2 {{'nn.sum' op failed to infer returned types}}
  // expected-error @+1 {{'nn.sum' op expected dimensions of 'tensor<?x3x5xf32>' in rising order, got [3]}}
  nn.sum %x dims [3] : tensor<?x3x5xf32> -> tensor<f32>
  return
}

// -----

func.func @mean_c1_falling_dimensions(%x: tensor<?x3x5xf32>) {
  // expected-error @+2 {{'nn.mean' op failed to infer returned types}}
  // expected-error @+1 {{'nn.mean' op expected dimensions of 'tensor<?x3x5xf32>' in rising order, got [1, 0]}}
  nn.mean %x dims [1, 0] : tensor<?x3x5xf32> -> tensor<f32>
  return
}

// -----

func.func @amax_c1_dimension_twice(%x: tensor<?x3x5xf32>) {
  // expected-error @+2 {{'nn.amax' op failed to infer returned types}}
  // expected-error @+1 {{'nn.amax' op expected dimensions of 'tensor<?x3x5xf32>' in rising order, got [0, 0]}}
  nn.amax %x dims [0, 0] : tensor<?x3x5xf32> -> tensor<f32>
  return
}

// -----

func.func @amin_c1_dimension_negative(%x: tensor<?x3x5xf32>) {
  // expected-error @+2 {{'nn.amin' op failed to infer returned types}}
  // expected-error @+1 {{'nn.amin' op expected dimensions of 'tensor<?x3x5xf32>' in rising order, got [-1]}}
  nn.amin %x dims [-1] : tensor<?x3x5xf32> -> tensor<f32>
  return
}

// -----

func.func @count_c1_dimension_out_of_range(%x: tensor<?x3x5xf32>) {
  // expected-error @+2 {{'nn.count' op failed to infer returned types}}
  // expected-error @+1 {{'nn.count' op expected dimensions of 'tensor<?x3x5xf32>' in rising order, got [0, 3]}}
  nn.count %x dims [0, 3] : tensor<?x3x5xf32> -> tensor<f32>
  return
}

// -----

func.func @sum_result_keeps_no_dimension(%x: tensor<?x3x5xf32>) {
  // expected-error @+2 {{'nn.sum' op failed to infer returned types}}
  // expected-error @+1 {{'nn.sum' op inferred type(s) 'tensor<?x5xf32>' are incompatible with return type(s) of operation 'tensor<?x1x5xf32>'}}
  nn.sum %x dims [1] : tensor<?x3x5xf32> -> tensor<?x1x5xf32>
  return
}

// -----

func.func @argmax_c1_dimension_out_of_range(%x: tensor<?x3x5xf32>) {
  // expected-error @+2 {{'nn.argmax' op failed to infer returned types}}
  // expected-error @+1 {{'nn.argmax' op expected 'dimension' to be a dimension of 'tensor<?x3x5xf32>' that is not empty, got 3}}
  nn.argmax %x dim 3 : tensor<?x3x5xf32> -> tensor<?x3xi64>
  return
}

// -----

func.func @argmax_c1_of_nothing(%x: tensor<?x0xf32>) {
  // expected-error @+2 {{'nn.argmax' op failed to infer returned types}}
  // expected-error @+1 {{'nn.argmax' op expected 'dimension' to be a dimension of 'tensor<?x0xf32>' that is not empty, got 1}}
  nn.argmax %x dim 1 : tensor<?x0xf32> -> tensor<?xi64>
  return
}

// -----

func.func @softmax_c1_dimension_out_of_range(%x: tensor<?x3x5xf32>) {
  // expected-error @below {{'nn.softmax' op expected 'dimension' to be a dimension of 'tensor<?x3x5xf32>', got -1}}
  nn.softmax %x dim -1 : tensor<?x3x5xf32>
  return
}

// -----

func.func @softmax_c2_result_of_other_type(%x: tensor<?x3xf32>) {
  // expected-error @below {{'nn.softmax' op failed to verify that all of {operand, result} have same type}}
  "nn.softmax"(%x) <{dimension = 1 : i64}> : (tensor<?x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @log_softmax_c1_dimension_out_of_range(%x: tensor<?x3x5xf32>) {
  // expected-error @below {{'nn.log_softmax' op expected 'dimension' to be a dimension of 'tensor<?x3x5xf32>', got -1}}
  nn.log_softmax %x dim -1 : tensor<?x3x5xf32>
  return
}

// -----

func.func @log_softmax_c2_result_of_other_type(%x: tensor<?x3xf32>) {
  // expected-error @below {{'nn.log_softmax' op failed to verify that all of {operand, result} have same type}}
  "nn.log_softmax"(%x) <{dimension = 1 : i64}> : (tensor<?x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @logsumexp_c1_dimension_out_of_range(%x: tensor<?x3x5xf32>) {
  // expected-error @+2 {{'nn.logsumexp' op failed to infer returned types}}
  // expected-error @+1 {{'nn.logsumexp' op expected 'dimension' to be a dimension of 'tensor<?x3x5xf32>', got 3}}
  nn.logsumexp %x dim 3 : tensor<?x3x5xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @one_hot_c1_dimension_out_of_range(%i: tensor<5xi64>) {
  // expected-error @below {{'nn.one_hot' op expected 'result' to have the shape of 'indices' with a static extent inserted at dimension 2, got 'tensor<5x10xf32>' and 'tensor<5xi64>'}}
  nn.one_hot %i dim 2 : tensor<5xi64> -> tensor<5x10xf32>
  return
}

// -----

func.func @one_hot_c1_dynamic_classes(%i: tensor<5xi64>) {
  // expected-error @below {{'nn.one_hot' op expected 'result' to have the shape of 'indices' with a static extent inserted at dimension 1, got 'tensor<5x?xf32>' and 'tensor<5xi64>'}}
  nn.one_hot %i dim 1 : tensor<5xi64> -> tensor<5x?xf32>
  return
}

// -----

func.func @one_hot_c1_other_shape(%i: tensor<?xi64>) {
  // expected-error @below {{'nn.one_hot' op expected 'result' to have the shape of 'indices' with a static extent inserted at dimension 1, got 'tensor<5x10xf32>' and 'tensor<?xi64>'}}
  nn.one_hot %i dim 1 : tensor<?xi64> -> tensor<5x10xf32>
  return
}

// -----

func.func @reduction_of_integers(%i: tensor<5xi64>) {
  // expected-error @below {{'nn.sum' op operand #0 must be ranked tensor of 32-bit float or 64-bit float values, but got 'tensor<5xi64>'}}
  nn.sum %i dims [0] : tensor<5xi64> -> tensor<i64>
  return
}
