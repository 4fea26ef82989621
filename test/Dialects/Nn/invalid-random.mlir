// RUN: luge-opt %s -split-input-file -verify-diagnostics

func.func @uniform_c1_no_like(%s: tensor<i64>) {
  // expected-error @below {{'nn.uniform' op expected 'like' to give the extents of 'tensor<?x3xf32>'}}
  nn.uniform %s, %s id 0 -> tensor<?x3xf32>
  return
}

// -----

func.func @uniform_c1_needless_like(%s: tensor<i64>, %x: tensor<2x3xf32>) {
  // expected-error @below {{'nn.uniform' op expected no 'like' for a static result, got one for 'tensor<2x3xf32>'}}
  nn.uniform %s, %s id 0 like %x : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @uniform_c1_like_of_other_shape(%s: tensor<i64>, %x: tensor<?x5xf32>) {
  // expected-error @below {{'nn.uniform' op expected 'like' to have the shape of the result, got 'tensor<?x5xf32>' and 'tensor<?x3xf32>'}}
  nn.uniform %s, %s id 0 like %x : tensor<?x5xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @uniform_seed_of_other_type(%s: tensor<1xi64>) {
  // expected-error @below {{'nn.uniform' op operand #0 must be 0-d tensor of i64, but got 'tensor<1xi64>'}}
  "nn.uniform"(%s, %s) <{id = 0 : i64}> : (tensor<1xi64>, tensor<1xi64>) -> tensor<3xf32>
  return
}

// -----

func.func @dropout_c1_probability(%s: tensor<i64>, %x: tensor<?x3xf32>) {
  // expected-error @below {{'nn.dropout' op expected 'p' to lie in [0, 1], got 1.5}}
  nn.dropout %x, %s, %s p 1.5 id 0 : tensor<?x3xf32>
  return
}

// -----

func.func @dropout_c1_probability_nan(%s: tensor<i64>, %x: tensor<?x3xf32>) {
  // expected-error @below {{'nn.dropout' op expected 'p' to lie in [0, 1], got nan}}
  nn.dropout %x, %s, %s p 0x7FF8000000000000 id 0 : tensor<?x3xf32>
  return
}

// -----

func.func @dropout_c2_result_of_other_type(%s: tensor<i64>, %x: tensor<?x3xf32>) {
  // expected-error @below {{'nn.dropout' op failed to verify that all of {input, result} have same type}}
  "nn.dropout"(%x, %s, %s) <{p = 0.5 : f64, id = 0 : i64}> : (tensor<?x3xf32>, tensor<i64>, tensor<i64>) -> tensor<2x3xf32>
  return
}
