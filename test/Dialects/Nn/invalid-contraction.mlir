// RUN: luge-opt %s -split-input-file -verify-diagnostics

func.func @contract_c1_unpaired_batch(%a: tensor<2x?x5xf32>, %b: tensor<?x5x3xf32>) {
  // expected-error @+2 {{'nn.contract' op failed to infer returned types}}
  // expected-error @+1 {{'nn.contract' op expected batch and contracting dimensions in pairs, got batch [0, 1] x [0] contracting [2] x [1]}}
  nn.contract %a, %b batch [0, 1] x [0] contracting [2] x [1] : tensor<2x?x5xf32>, tensor<?x5x3xf32> -> tensor<?x2x3xf32>
  return
}

// -----

func.func @contract_c1_unpaired_contraction(%a: tensor<2x?x5xf32>, %b: tensor<?x5x3xf32>) {
  // expected-error @+2 {{'nn.contract' op failed to infer returned types}}
  // expected-error @+1 {{'nn.contract' op expected batch and contracting dimensions in pairs, got batch [] x [] contracting [1, 2] x [1]}}
  nn.contract %a, %b contracting [1, 2] x [1] : tensor<2x?x5xf32>, tensor<?x5x3xf32> -> tensor<?x2x3xf32>
  return
}

// -----

func.func @contract_c2_lhs_dimension_twice(%a: tensor<2x?x5xf32>, %b: tensor<?x5x3xf32>) {
  // expected-error @+2 {{'nn.contract' op failed to infer returned types}}
  // expected-error @+1 {{'nn.contract' op expected different dimensions of 'tensor<2x?x5xf32>', got batch [1] and contracting [1]}}
  nn.contract %a, %b batch [1] x [0] contracting [1] x [1] : tensor<2x?x5xf32>, tensor<?x5x3xf32> -> tensor<?x2x3xf32>
  return
}

// -----

func.func @contract_c2_rhs_dimension_out_of_range(%a: tensor<2x?x5xf32>, %b: tensor<?x5x3xf32>) {
  // expected-error @+2 {{'nn.contract' op failed to infer returned types}}
  // expected-error @+1 {{'nn.contract' op expected different dimensions of 'tensor<?x5x3xf32>', got batch [] and contracting [3]}}
  nn.contract %a, %b contracting [2] x [3] : tensor<2x?x5xf32>, tensor<?x5x3xf32> -> tensor<?x2x3xf32>
  return
}

// -----

func.func @contract_c3_contracted_extents(%a: tensor<2x?x5xf32>, %b: tensor<?x5x3xf32>) {
  // expected-error @+2 {{'nn.contract' op failed to infer returned types}}
  // expected-error @+1 {{'nn.contract' op expected 'lhs' and 'rhs' to agree on contracting extents, got 'tensor<2x?x5xf32>' and 'tensor<?x5x3xf32>' with dimensions 2 and 2}}
  nn.contract %a, %b contracting [2] x [2] : tensor<2x?x5xf32>, tensor<?x5x3xf32> -> tensor<?x2x3xf32>
  return
}

// -----

func.func @contract_c3_static_and_dynamic_batch(%a: tensor<2x?x5xf32>, %b: tensor<?x5x3xf32>) {
  // expected-error @+2 {{'nn.contract' op failed to infer returned types}}
  // expected-error @+1 {{'nn.contract' op expected 'lhs' and 'rhs' to agree on batch extents, got 'tensor<2x?x5xf32>' and 'tensor<?x5x3xf32>' with dimensions 0 and 0}}
  nn.contract %a, %b batch [0] x [0] contracting [2] x [1] : tensor<2x?x5xf32>, tensor<?x5x3xf32> -> tensor<?x2x3xf32>
  return
}

// -----

func.func @contract_c4_element_types(%a: tensor<5xf32>, %b: tensor<5xf64>) {
  // expected-error @+2 {{'nn.contract' op failed to infer returned types}}
  // expected-error @+1 {{'nn.contract' op expected 'lhs' and 'rhs' to have the same element type, got 'tensor<5xf32>' and 'tensor<5xf64>'}}
  nn.contract %a, %b contracting [0] x [0] : tensor<5xf32>, tensor<5xf64> -> tensor<f32>
  return
}

// -----

func.func @contract_result_of_other_type(%a: tensor<2x?x5xf32>, %b: tensor<?x5x3xf32>) {
  // expected-error @+2 {{'nn.contract' op failed to infer returned types}}
  // expected-error @+1 {{'nn.contract' op inferred type(s) 'tensor<?x2x3xf32>' are incompatible with return type(s) of operation 'tensor<2x?x3xf32>'}}
  nn.contract %a, %b batch [1] x [0] contracting [2] x [1] : tensor<2x?x5xf32>, tensor<?x5x3xf32> -> tensor<2x?x3xf32>
  return
}

// -----

func.func @linear_c1_scalar_input(%x: tensor<f32>, %w: tensor<3x5xf32>) {
  // expected-error @+2 {{'nn.linear' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear' op expected a rank of at least 1 of 'input', 2 of 'weight', and 1 of 'bias', got 'tensor<f32>'}}
  nn.linear %x, %w : tensor<f32>, tensor<3x5xf32> -> tensor<3xf32>
  return
}

// -----

func.func @linear_c1_rank_of_weight(%x: tensor<?x5xf32>, %w: tensor<5xf32>) {
  // expected-error @+2 {{'nn.linear' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear' op expected a rank of at least 1 of 'input', 2 of 'weight', and 1 of 'bias', got 'tensor<5xf32>'}}
  nn.linear %x, %w : tensor<?x5xf32>, tensor<5xf32> -> tensor<?xf32>
  return
}

// -----

func.func @linear_c1_rank_of_bias(%x: tensor<?x5xf32>, %w: tensor<3x5xf32>, %b: tensor<1x3xf32>) {
  // expected-error @+2 {{'nn.linear' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear' op expected a rank of at least 1 of 'input', 2 of 'weight', and 1 of 'bias', got 'tensor<1x3xf32>'}}
  nn.linear %x, %w bias %b : tensor<?x5xf32>, tensor<3x5xf32>, tensor<1x3xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @linear_c2_weight_of_other_width(%x: tensor<?x5xf32>, %w: tensor<5x3xf32>) {
  // expected-error @+2 {{'nn.linear' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear' op expected 'input' and 'weight' to agree on their last extents, got 'tensor<?x5xf32>' and 'tensor<5x3xf32>'}}
  nn.linear %x, %w : tensor<?x5xf32>, tensor<5x3xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @linear_c3_bias_of_other_extent(%x: tensor<?x5xf32>, %w: tensor<3x5xf32>, %b: tensor<5xf32>) {
  // expected-error @+2 {{'nn.linear' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear' op expected 'bias' to have the first extent of 'weight', got 'tensor<5xf32>' and 'tensor<3x5xf32>'}}
  nn.linear %x, %w bias %b : tensor<?x5xf32>, tensor<3x5xf32>, tensor<5xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @linear_c4_weight_of_other_element(%x: tensor<?x5xf32>, %w: tensor<3x5xf64>) {
  // expected-error @+2 {{'nn.linear' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear' op expected operands of one element type, got 'tensor<3x5xf64>' with 'tensor<?x5xf32>'}}
  nn.linear %x, %w : tensor<?x5xf32>, tensor<3x5xf64> -> tensor<?x3xf32>
  return
}

// -----

func.func @linear_c4_bias_of_other_element(%x: tensor<?x5xf32>, %w: tensor<3x5xf32>, %b: tensor<3xf64>) {
  // expected-error @+2 {{'nn.linear' op failed to infer returned types}}
  // expected-error @+1 {{'nn.linear' op expected operands of one element type, got 'tensor<3xf64>' with 'tensor<?x5xf32>'}}
  nn.linear %x, %w bias %b : tensor<?x5xf32>, tensor<3x5xf32>, tensor<3xf64> -> tensor<?x3xf32>
  return
}
