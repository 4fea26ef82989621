// RUN: luge-opt %s -split-input-file -verify-diagnostics

func.func @binary_c1_static_and_dynamic_extents(%a: tensor<2x3xf32>, %b: tensor<?x3xf32>) {
  // expected-error @below {{'nn.add' op failed to verify that all of {lhs, rhs, result} have same type}}
  "nn.add"(%a, %b) : (tensor<2x3xf32>, tensor<?x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @binary_c1_broadcasts_nothing(%a: tensor<2x3xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{'nn.mul' op failed to verify that all of {lhs, rhs, result} have same type}}
  "nn.mul"(%a, %b) : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @unary_c1_result_of_other_type(%a: tensor<2xf32>) {
  // expected-error @below {{'nn.exp' op failed to verify that all of {operand, result} have same type}}
  "nn.exp"(%a) : (tensor<2xf32>) -> tensor<2xf64>
  return
}

// -----

func.func @gelu_c1_result_of_other_type(%a: tensor<2xf32>) {
  // expected-error @below {{'nn.gelu' op failed to verify that all of {operand, result} have same type}}
  "nn.gelu"(%a) : (tensor<2xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @gelu_of_unknown_approximation(%a: tensor<2xf32>) {
  // expected-error @below {{custom op 'nn.gelu' expected string or keyword containing one of the following enum values for attribute 'approximate' [none, tanh]}}
  nn.gelu %a approximate erf : tensor<2xf32>
  return
}

// -----

func.func @half_precision(%a: tensor<2xf16>) {
  // expected-error @below {{'nn.exp' op operand #0 must be ranked tensor of 32-bit float or 64-bit float values, but got 'tensor<2xf16>'}}
  nn.exp %a : tensor<2xf16>
  return
}

// -----

func.func @unranked(%a: tensor<*xf32>) {
  // expected-error @below {{custom op 'nn.exp' invalid kind of type specified: expected builtin.tensor, but found 'tensor<*xf32>'}}
  nn.exp %a : tensor<*xf32>
  return
}

// -----

func.func @function_of_integers(%a: tensor<2xi64>) {
  // expected-error @below {{'nn.div' op operand #0 must be ranked tensor of 32-bit float or 64-bit float values, but got 'tensor<2xi64>'}}
  nn.div %a, %a : tensor<2xi64>
  return
}

// -----

func.func @logic_of_numbers(%a: tensor<2xf32>) {
  // expected-error @below {{'nn.and' op operand #0 must be ranked tensor of 1-bit signless integer values, but got 'tensor<2xf32>'}}
  nn.and %a, %a : tensor<2xf32>
  return
}

// -----

func.func @compare_c1_operands_of_two_types(%a: tensor<2xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{'nn.compare' op failed to verify that all of {lhs, rhs} have same type}}
  "nn.compare"(%a, %b) <{predicate = 2 : i32}> : (tensor<2xf32>, tensor<3xf32>) -> tensor<2xi1>
  return
}

// -----

func.func @compare_c2_result_of_other_shape(%a: tensor<2xf32>) {
  // expected-error @below {{'nn.compare' op all non-scalar operands/results must have the same shape and base type}}
  "nn.compare"(%a, %a) <{predicate = 2 : i32}> : (tensor<2xf32>, tensor<2xf32>) -> tensor<3xi1>
  return
}

// -----

func.func @select_c1_choices_of_two_types(%m: tensor<2xi1>, %a: tensor<2xf32>, %b: tensor<2xf64>) {
  // expected-error @below {{'nn.select' op failed to verify that all of {on_true, on_false, result} have same type}}
  "nn.select"(%m, %a, %b) : (tensor<2xi1>, tensor<2xf32>, tensor<2xf64>) -> tensor<2xf32>
  return
}

// -----

func.func @select_c2_condition_of_other_shape(%m: tensor<2xi1>, %a: tensor<?xf32>) {
  // expected-error @below {{'nn.select' op failed to verify that 'condition' has the shape of the result}}
  "nn.select"(%m, %a, %a) : (tensor<2xi1>, tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @cast_c1_other_shape(%a: tensor<?x3xf32>) {
  // expected-error @below {{'nn.cast' op expected 'operand' and 'result' to have the same shape, got 'tensor<?x3xf32>' and 'tensor<2x3xf64>'}}
  nn.cast %a : tensor<?x3xf32> -> tensor<2x3xf64>
  return
}

// -----

func.func @cast_c2_to_a_mask(%a: tensor<2xf32>) {
  // expected-error @below {{'nn.cast' op expected a comparison to make a mask, got a cast from 'tensor<2xf32>' to 'tensor<2xi1>'}}
  nn.cast %a : tensor<2xf32> -> tensor<2xi1>
  return
}
