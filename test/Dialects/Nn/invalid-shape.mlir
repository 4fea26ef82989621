// RUN: luge-opt %s -split-input-file -verify-diagnostics

func.func @constant_of_a_vector() {
  // expected-error @below {{'nn.constant' op expected the value of a tensor, got 'vector<2xf32>'}}
  nn.constant dense<1.0> : vector<2xf32>
  return
}

// -----

func.func @constant_of_dynamic_shape() {
  // expected-error @below {{elements literal type must have static shape}}
  nn.constant dense<1.0> : tensor<?xf32>
  return
}

// -----

func.func @constant_of_half_precision() {
  // expected-error @below {{'nn.constant' op result #0 must be ranked tensor of 32-bit float or 64-bit float or 64-bit signless integer or 1-bit signless integer values, but got 'tensor<2xf16>'}}
  nn.constant dense<1.0> : tensor<2xf16>
  return
}

// -----

func.func @broadcast_c1_too_few_dimensions(%x: tensor<2x3xf32>) {
  // expected-error @below {{'nn.broadcast' op expected 'dimensions' to name, in rising order, a dimension of 'tensor<2x3x5xf32>' for each of 'tensor<2x3xf32>', got [1]}}
  nn.broadcast %x dims [1] : tensor<2x3xf32> -> tensor<2x3x5xf32>
  return
}

// -----

func.func @broadcast_c1_falling_dimensions(%x: tensor<2x3xf32>) {
  // expected-error @below {{'nn.broadcast' op expected 'dimensions' to name, in rising order, a dimension of 'tensor<3x2xf32>' for each of 'tensor<2x3xf32>', got [1, 0]}}
  nn.broadcast %x dims [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  return
}

// -----

func.func @broadcast_c2_extent(%x: tensor<3xf32>) {
  // expected-error @below {{'nn.broadcast' op expected each extent of 'operand' to be 1 or that of its dimension in 'result', got 'tensor<3xf32>' and 'tensor<2x3xf32>' with dimensions [0]}}
  nn.broadcast %x dims [0] : tensor<3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @broadcast_c2_static_extent_of_the_batch(%x: tensor<2x3xf32>, %y: tensor<?x3xf32>) {
  // expected-error @below {{'nn.broadcast' op expected each extent of 'operand' to be 1 or that of its dimension in 'result', got 'tensor<2x3xf32>' and 'tensor<?x3xf32>' with dimensions [0, 1]}}
  nn.broadcast %x dims [0, 1] like %y : tensor<2x3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @broadcast_c3_element_type(%x: tensor<3xf32>) {
  // expected-error @below {{'nn.broadcast' op expected 'operand' and 'result' to have the same element type, got 'tensor<3xf32>' and 'tensor<2x3xf64>'}}
  nn.broadcast %x dims [1] : tensor<3xf32> -> tensor<2x3xf64>
  return
}

// -----

func.func @broadcast_c4_no_like(%x: tensor<3xf32>) {
  // expected-error @below {{'nn.broadcast' op expected 'like' to give the extents of 'tensor<?x3xf32>'}}
  nn.broadcast %x dims [1] : tensor<3xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @broadcast_c4_needless_like(%x: tensor<3xf32>, %y: tensor<2x3xf32>) {
  // expected-error @below {{'nn.broadcast' op expected no 'like' for a static result, got one for 'tensor<2x3xf32>'}}
  nn.broadcast %x dims [1] like %y : tensor<3xf32>, tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----

func.func @broadcast_c4_like_of_other_shape(%x: tensor<3xf32>, %y: tensor<?x5xf32>) {
  // expected-error @below {{'nn.broadcast' op expected 'like' to have the shape of the result, got 'tensor<?x5xf32>' and 'tensor<?x3xf32>'}}
  nn.broadcast %x dims [1] like %y : tensor<3xf32>, tensor<?x5xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @reshape_c1_element_type(%x: tensor<6xf32>) {
  // expected-error @below {{'nn.reshape' op expected 'operand' and 'result' to have the same element type, got 'tensor<6xf32>' and 'tensor<2x3xf64>'}}
  nn.reshape %x : tensor<6xf32> -> tensor<2x3xf64>
  return
}

// -----

func.func @reshape_c2_batch_made_static(%x: tensor<?x6xf32>) {
  // expected-error @below {{'nn.reshape' op expected 'operand' and 'result' to have one '?' or none, got 'tensor<?x6xf32>' and 'tensor<6xf32>'}}
  nn.reshape %x : tensor<?x6xf32> -> tensor<6xf32>
  return
}

// -----

func.func @reshape_c2_two_dynamic_extents(%x: tensor<?x?xf32>) {
  // expected-error @below {{'nn.reshape' op expected 'operand' and 'result' to have one '?' or none, got 'tensor<?x?xf32>' and 'tensor<?x?x1xf32>'}}
  nn.reshape %x : tensor<?x?xf32> -> tensor<?x?x1xf32>
  return
}

// -----

func.func @reshape_c3_number_of_elements(%x: tensor<?x6xf32>) {
  // expected-error @below {{'nn.reshape' op expected as many elements in 'operand' as in 'result', got 'tensor<?x6xf32>' and 'tensor<?x2x5xf32>'}}
  nn.reshape %x : tensor<?x6xf32> -> tensor<?x2x5xf32>
  return
}

// -----

func.func @transpose_c1_dimension_twice(%x: tensor<?x3xf32>) {
  // expected-error @+2 {{'nn.transpose' op failed to infer returned types}}
  // expected-error @+1 {{'nn.transpose' op expected a permutation of the dimensions of 'tensor<?x3xf32>', got [1, 1]}}
  nn.transpose %x perm [1, 1] : tensor<?x3xf32> -> tensor<3x3xf32>
  return
}

// -----

func.func @transpose_c1_too_few_dimensions(%x: tensor<?x3xf32>) {
  // expected-error @+2 {{'nn.transpose' op failed to infer returned types}}
  // expected-error @+1 {{'nn.transpose' op expected a permutation of the dimensions of 'tensor<?x3xf32>', got [0]}}
  nn.transpose %x perm [0] : tensor<?x3xf32> -> tensor<?xf32>
  return
}

// -----

func.func @slice_c1_missing_stride(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.slice' op failed to infer returned types}}
  // expected-error @+1 {{'nn.slice' op expected an offset, a size and a stride for each dimension of 'tensor<?x7xf32>', got [0, 1] [?, 2] [1]}}
  nn.slice %x [0, 1] [?, 2] [1] : tensor<?x7xf32> -> tensor<?x2xf32>
  return
}

// -----

func.func @slice_c2_negative_offset(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.slice' op failed to infer returned types}}
  // expected-error @+1 {{'nn.slice' op expected no negative offset or size, and positive strides, got [0, -1] [?, 2] [1, 1]}}
  nn.slice %x [0, -1] [?, 2] [1, 1] : tensor<?x7xf32> -> tensor<?x2xf32>
  return
}

// -----

func.func @slice_c2_stride_zero(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.slice' op failed to infer returned types}}
  // expected-error @+1 {{'nn.slice' op expected no negative offset or size, and positive strides, got [0, 1] [?, 2] [1, 0]}}
  nn.slice %x [0, 1] [?, 2] [1, 0] : tensor<?x7xf32> -> tensor<?x2xf32>
  return
}

// -----

func.func @slice_c3_last_element_outside(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.slice' op failed to infer returned types}}
  // expected-error @+1 {{'nn.slice' op expected the slice to lie inside of dimension 1 of 'tensor<?x7xf32>', got offset 1, size 3, stride 3}}
  nn.slice %x [0, 1] [?, 3] [1, 3] : tensor<?x7xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @slice_c3_offset_outside(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.slice' op failed to infer returned types}}
  // expected-error @+1 {{'nn.slice' op expected the slice to lie inside of dimension 1 of 'tensor<?x7xf32>', got offset 8, size 0, stride 1}}
  nn.slice %x [0, 8] [?, 0] [1, 1] : tensor<?x7xf32> -> tensor<?x0xf32>
  return
}

// -----

func.func @slice_c4_part_of_the_batch(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.slice' op failed to infer returned types}}
  // expected-error @+1 {{'nn.slice' op expected dimension 0 of 'tensor<?x7xf32>' to be taken whole if and only if it is '?', got [0, 0] [2, 7] [1, 1]}}
  nn.slice %x [0, 0] [2, 7] [1, 1] : tensor<?x7xf32> -> tensor<2x7xf32>
  return
}

// -----

func.func @slice_c4_every_other_of_the_batch(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.slice' op failed to infer returned types}}
  // expected-error @+1 {{'nn.slice' op expected dimension 0 of 'tensor<?x7xf32>' to be taken whole if and only if it is '?', got [0, 0] [?, 7] [2, 1]}}
  nn.slice %x [0, 0] [?, 7] [2, 1] : tensor<?x7xf32> -> tensor<?x7xf32>
  return
}

// -----

func.func @slice_c4_dynamic_size_of_static_dimension(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.slice' op failed to infer returned types}}
  // expected-error @+1 {{'nn.slice' op expected dimension 1 of 'tensor<?x7xf32>' to be taken whole if and only if it is '?', got [0, 0] [?, ?] [1, 1]}}
  nn.slice %x [0, 0] [?, ?] [1, 1] : tensor<?x7xf32> -> tensor<?x?xf32>
  return
}

// -----

func.func @pad_c1_missing_entry(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.pad' op failed to infer returned types}}
  // expected-error @+1 {{'nn.pad' op expected 'low' and 'high' to have an entry for each dimension of 'tensor<?x7xf32>', got [1] and [0, 1]}}
  nn.pad %x low [1] high [0, 1] : tensor<?x7xf32> -> tensor<?x9xf32>
  return
}

// -----

func.func @pad_c2_negative(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.pad' op failed to infer returned types}}
  // expected-error @+1 {{'nn.pad' op expected no negative padding, got [0, 0] and [0, -1]}}
  nn.pad %x low [0, 0] high [0, -1] : tensor<?x7xf32> -> tensor<?x6xf32>
  return
}

// -----

func.func @pad_c3_of_the_batch(%x: tensor<?x7xf32>) {
  // expected-error @+2 {{'nn.pad' op failed to infer returned types}}
  // expected-error @+1 {{'nn.pad' op expected no padding of '?' dimension 0 of 'tensor<?x7xf32>'}}
  nn.pad %x low [1, 0] high [0, 0] : tensor<?x7xf32> -> tensor<?x7xf32>
  return
}

// -----

func.func @concat_c1_of_nothing() {
  // expected-error @+2 {{'nn.concat' op failed to infer returned types}}
  // expected-error @+1 {{'nn.concat' op expected at least one operand}}
  "nn.concat"() <{dimension = 0 : i64}> : () -> tensor<3xf32>
  return
}

// -----

func.func @concat_c1_ranks(%x: tensor<3xf32>, %y: tensor<3x1xf32>) {
  // expected-error @+2 {{'nn.concat' op failed to infer returned types}}
  // expected-error @+1 {{'nn.concat' op expected operands of one rank and element type, got 'tensor<3xf32>' and 'tensor<3x1xf32>'}}
  nn.concat %x, %y dim 0 : tensor<3xf32>, tensor<3x1xf32> -> tensor<6xf32>
  return
}

// -----

func.func @concat_c1_element_types(%x: tensor<3xf32>, %y: tensor<3xf64>) {
  // expected-error @+2 {{'nn.concat' op failed to infer returned types}}
  // expected-error @+1 {{'nn.concat' op expected operands of one rank and element type, got 'tensor<3xf32>' and 'tensor<3xf64>'}}
  nn.concat %x, %y dim 0 : tensor<3xf32>, tensor<3xf64> -> tensor<6xf32>
  return
}

// -----

func.func @concat_c2_dimension_out_of_range(%x: tensor<3xf32>) {
  // expected-error @+2 {{'nn.concat' op failed to infer returned types}}
  // expected-error @+1 {{'nn.concat' op expected 'dimension' to be a dimension of 'tensor<3xf32>', got 1}}
  nn.concat %x dim 1 : tensor<3xf32> -> tensor<3xf32>
  return
}

// -----

func.func @concat_c2_along_the_batch(%x: tensor<?x3xf32>) {
  // expected-error @+2 {{'nn.concat' op failed to infer returned types}}
  // expected-error @+1 {{'nn.concat' op expected static extents along dimension 0, got 'tensor<?x3xf32>'}}
  nn.concat %x, %x dim 0 : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  return
}

// -----

func.func @concat_c3_other_extents(%x: tensor<?x3xf32>, %y: tensor<2x3xf32>) {
  // expected-error @+2 {{'nn.concat' op failed to infer returned types}}
  // expected-error @+1 {{'nn.concat' op expected operands to agree on all extents but dimension 1, got 'tensor<?x3xf32>' and 'tensor<2x3xf32>'}}
  nn.concat %x, %y dim 1 : tensor<?x3xf32>, tensor<2x3xf32> -> tensor<?x6xf32>
  return
}
