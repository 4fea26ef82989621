// RUN: luge-opt %s -split-input-file -verify-diagnostics

func.func @adam_c2_amsgrad_without_state(%w: tensor<3xf32>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.adam' op expected state 'max_exp_avg_sq' because 'amsgrad' is set}}
  optim.adam %w, %w exp_avg(%w) exp_avg_sq(%w) step(%n) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) {amsgrad} : tensor<3xf32>
  return
}

// -----

func.func @adamw_c2_state_without_amsgrad(%w: tensor<3xf32>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.adamw' op expected no state 'max_exp_avg_sq' because 'amsgrad' is not set}}
  optim.adamw %w, %w exp_avg(%w) exp_avg_sq(%w) max_exp_avg_sq(%w) step(%n) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) : tensor<3xf32>
  return
}

// -----

func.func @rmsprop_c2_centered_without_state(%w: tensor<3xf32>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.rmsprop' op expected state 'grad_avg' because 'centered' is set}}
  optim.rmsprop %w, %w square_avg(%w) step(%n) lr(%h) alpha(%h) eps(%h) weight_decay(%h) momentum(%h) {centered} : tensor<3xf32>
  return
}

// -----

func.func @sgd_c2_buffer_without_step(%w: tensor<3xf32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.sgd' op expected 'momentum_buffer' and 'step' to be given together, got only 'momentum_buffer'}}
  optim.sgd %w, %w momentum_buffer(%w) lr(%h) momentum(%h) dampening(%h) weight_decay(%h) : tensor<3xf32>
  return
}

// -----

func.func @sgd_c3_nesterov_without_buffer(%w: tensor<3xf32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.sgd' op expected state 'momentum_buffer' because 'nesterov' is set}}
  optim.sgd %w, %w lr(%h) momentum(%h) dampening(%h) weight_decay(%h) {nesterov} : tensor<3xf32>
  return
}

// -----

func.func @adagrad_c1_gradient_of_other_type(%w: tensor<3xf32>, %g: tensor<5xf32>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.adagrad' op failed to verify that all of {param, grad, sum} have same type}}
  "optim.adagrad"(%w, %g, %w, %n, %h, %h, %h, %h) : (tensor<3xf32>, tensor<5xf32>, tensor<3xf32>, tensor<f32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>) -> (tensor<3xf32>, tensor<3xf32>, tensor<f32>)
  return
}

// -----

func.func @adam_c1_optional_state_of_other_type(%w: tensor<3xf32>, %x: tensor<5xf32>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.adam' op failed to verify that 'max_exp_avg_sq' has the type of 'param'}}
  "optim.adam"(%w, %w, %w, %w, %x, %n, %h, %h, %h, %h, %h) <{amsgrad, operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0>}> : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<5xf32>, tensor<f32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<5xf32>, tensor<f32>)
  return
}

// -----

func.func @parameter_of_dynamic_shape(%w: tensor<?xf32>, %h: tensor<f64>) {
  // expected-error @below {{'param' must be statically shaped tensor of 32-bit float or 64-bit float values, but got 'tensor<?xf32>'}}
  optim.sgd %w, %w lr(%h) momentum(%h) dampening(%h) weight_decay(%h) : tensor<?xf32>
  return
}

// -----

func.func @results_are_param_then_states(%w: tensor<3xf32>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @+2 {{'optim.adagrad' op failed to infer returned types}}
  // expected-error @+1 {{'optim.adagrad' op inferred type(s) 'tensor<3xf32>', 'tensor<3xf32>', 'tensor<f32>' are incompatible with return type(s) of operation 'tensor<3xf32>'}}
  "optim.adagrad"(%w, %w, %w, %n, %h, %h, %h, %h) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<f32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>) -> (tensor<3xf32>)
  return
}

// -----

func.func @skip_is_one_condition(%w: tensor<3xf32>, %s: tensor<3xi1>, %h: tensor<f64>) {
  // expected-error @below {{'optim.lion' op operand #7 must be 0-d tensor of i1, but got 'tensor<3xi1>'}}
  "optim.lion"(%w, %w, %w, %h, %h, %h, %h, %s) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<3xi1>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @adafactor_c2_matrix_without_factor(%w: tensor<2x3xf32>, %row: tensor<2x1xf32>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.adafactor' op expected state 'col_var' because 'param' has rank 2}}
  optim.adafactor %w, %w row_var(%row) step(%n) lr(%h) beta2_decay(%h) eps1(%h) eps2(%h) d(%h) weight_decay(%h) : tensor<2x3xf32>
  return
}

// -----

func.func @adafactor_c2_factor_of_a_vector(%w: tensor<3xf32>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.adafactor' op expected no state 'row_var' because 'param' has rank 1}}
  optim.adafactor %w, %w row_var(%w) variance(%w) step(%n) lr(%h) beta2_decay(%h) eps1(%h) eps2(%h) d(%h) weight_decay(%h) : tensor<3xf32>
  return
}

// -----

func.func @adafactor_c2_factors_exchanged(%w: tensor<2x3xf32>, %row: tensor<2x1xf32>, %col: tensor<1x3xf32>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.adafactor' op failed to verify that 'row_var' has the type of 'param' with 1 in dimension 1 from the last}}
  "optim.adafactor"(%w, %w, %col, %row, %n, %h, %h, %h, %h, %h, %h) <{operandSegmentSizes = array<i32: 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0>}> : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<1x3xf32>, tensor<2x1xf32>, tensor<f32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>) -> (tensor<2x3xf32>, tensor<1x3xf32>, tensor<2x1xf32>, tensor<f32>)
  return
}

// -----

func.func @muon_c2_vector(%w: tensor<3xf32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.muon' op expected 'param' to be a matrix, got rank 1}}
  optim.muon %w, %w momentum_buffer(%w) lr(%h) weight_decay(%h) momentum(%h) ns_a(%h) ns_b(%h) ns_c(%h) eps(%h) {ns_steps = 5 : i64} : tensor<3xf32>
  return
}

// -----

func.func @muon_c3_negative_steps(%w: tensor<2x3xf32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.muon' op attribute 'ns_steps' failed to satisfy constraint: 64-bit signless integer attribute whose value is non-negative}}
  optim.muon %w, %w momentum_buffer(%w) lr(%h) weight_decay(%h) momentum(%h) ns_a(%h) ns_b(%h) ns_c(%h) eps(%h) {ns_steps = -1 : i64} : tensor<2x3xf32>
  return
}

// -----

func.func @nadam_product_of_integers(%w: tensor<3xf32>, %p: tensor<i64>, %n: tensor<f32>, %h: tensor<f64>) {
  // expected-error @below {{'optim.nadam' op operand #4 must be 0-d tensor of f32 or f64, but got 'tensor<i64>'}}
  optim.nadam %w, %w exp_avg(%w) exp_avg_sq(%w) mu_product(%p : tensor<i64>) step(%n) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) momentum_decay(%h) : tensor<3xf32>
  return
}
