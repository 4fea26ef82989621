// RUN: luge-opt %s -luge-convert-optim-to-linalg -cse -canonicalize | FileCheck %s

// The form; numbers are compared with torch in test/Numeric.

// CHECK-LABEL: @sgd_maximize_negates_the_gradient
// CHECK-SAME: %[[W:[^ ]*]]: tensor<2x3xf32>, %[[G:[^ ]*]]: tensor<2x3xf32>, %[[LR:[^ ]*]]: tensor<f64>, %{{.*}}, %{{.*}}, %[[WD:[^ ]*]]: tensor<f64>)
func.func @sgd_maximize_negates_the_gradient(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %lr: tensor<f64>, %mu: tensor<f64>, %d: tensor<f64>, %wd: tensor<f64>) -> tensor<2x3xf32> {
  // CHECK-DAG: %[[LR64:.*]] = tensor.extract %[[LR]][] : tensor<f64>
  // CHECK-DAG: %[[MINUS_LR64:.*]] = arith.negf %[[LR64]] : f64
  // CHECK-DAG: %[[MINUS_LR:.*]] = arith.truncf %[[MINUS_LR64]] : f64 to f32
  // CHECK-DAG: %[[WD64:.*]] = tensor.extract %[[WD]][] : tensor<f64>
  // CHECK-DAG: %[[DECAY:.*]] = arith.truncf %[[WD64]] : f64 to f32
  // CHECK: %[[NEW:.*]] = linalg.generic {{.*}} ins(%[[G]] : tensor<2x3xf32>) outs(%[[W]] : tensor<2x3xf32>)
  // CHECK-NEXT: ^bb0(%[[GI:.*]]: f32, %[[WI:.*]]: f32):
  // CHECK-NEXT:   %[[NEG:.*]] = arith.negf %[[GI]]
  // CHECK-NEXT:   %[[L2:.*]] = arith.mulf %[[DECAY]], %[[WI]]
  // CHECK-NEXT:   %[[GRAD:.*]] = arith.addf %[[NEG]], %[[L2]]
  // CHECK-NEXT:   %[[STEP:.*]] = arith.mulf %[[MINUS_LR]], %[[GRAD]]
  // CHECK-NEXT:   %[[SUM:.*]] = arith.addf %[[WI]], %[[STEP]]
  // CHECK-NEXT:   linalg.yield %[[SUM]]
  // CHECK: return %[[NEW]]
  %w1 = optim.sgd %w, %g lr(%lr) momentum(%mu) dampening(%d) weight_decay(%wd) {maximize} : tensor<2x3xf32>
  return %w1 : tensor<2x3xf32>
}

// CHECK-LABEL: @sgd_first_momentum_buffer_is_the_gradient
// CHECK-SAME: %[[B:[^ ]*]]: tensor<5xf64>, %[[N:[^ ]*]]: tensor<f32>,
func.func @sgd_first_momentum_buffer_is_the_gradient(%w: tensor<5xf64>, %g: tensor<5xf64>, %b: tensor<5xf64>, %n: tensor<f32>, %lr: tensor<f64>, %mu: tensor<f64>, %d: tensor<f64>, %wd: tensor<f64>) -> (tensor<5xf64>, tensor<5xf64>, tensor<f32>) {
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.0{{.*}} : f64
  // CHECK-DAG: %[[STEP32:.*]] = tensor.extract %[[N]][] : tensor<f32>
  // CHECK-DAG: %[[STEP:.*]] = arith.extf %[[STEP32]] : f32 to f64
  // CHECK-DAG: %[[FIRST:.*]] = arith.cmpf oeq, %[[STEP]], %[[ZERO]] : f64
  // CHECK: linalg.generic {{.*}} outs(%{{.*}}, %[[B]] : tensor<5xf64>, tensor<5xf64>)
  // CHECK:   arith.select %[[FIRST]], %[[GRAD:.*]], %{{.*}} : f64
  // CHECK: tensor.insert %{{.*}} into %[[N]][] : tensor<f32>
  %r:3 = optim.sgd %w, %g momentum_buffer(%b) step(%n) lr(%lr) momentum(%mu) dampening(%d) weight_decay(%wd) {nesterov} : tensor<5xf64>
  return %r#0, %r#1, %r#2 : tensor<5xf64>, tensor<5xf64>, tensor<f32>
}

// CHECK-LABEL: @adagrad_overwrites_param_and_sum
// CHECK-SAME: %[[W:[^ ]*]]: tensor<7xf32>, %[[G:[^ ]*]]: tensor<7xf32>, %[[S:[^ ]*]]: tensor<7xf32>, %[[N:[^ ]*]]: tensor<f32>
func.func @adagrad_overwrites_param_and_sum(%w: tensor<7xf32>, %g: tensor<7xf32>, %s: tensor<7xf32>, %n: tensor<f32>, %lr: tensor<f64>, %ld: tensor<f64>, %wd: tensor<f64>, %eps: tensor<f64>) -> (tensor<7xf32>, tensor<7xf32>, tensor<f32>) {
  // CHECK: %[[NEW:.*]]:2 = linalg.generic {{.*}} ins(%[[G]] : tensor<7xf32>) outs(%[[W]], %[[S]] : tensor<7xf32>, tensor<7xf32>)
  // CHECK: %[[STEP:.*]] = tensor.insert %{{.*}} into %[[N]][]
  // CHECK: return %[[NEW]]#0, %[[NEW]]#1, %[[STEP]]
  %r:3 = optim.adagrad %w, %g sum(%s) step(%n) lr(%lr) lr_decay(%ld) weight_decay(%wd) eps(%eps) : tensor<7xf32>
  return %r#0, %r#1, %r#2 : tensor<7xf32>, tensor<7xf32>, tensor<f32>
}

// CHECK-LABEL: @rmsprop_centered_subtracts_the_squared_mean
func.func @rmsprop_centered_subtracts_the_squared_mean(%w: tensor<7xf32>, %g: tensor<7xf32>, %s: tensor<7xf32>, %m: tensor<7xf32>, %n: tensor<f32>, %lr: tensor<f64>, %a: tensor<f64>, %eps: tensor<f64>, %wd: tensor<f64>, %mu: tensor<f64>) -> tensor<7xf32> {
  // CHECK: linalg.generic
  // CHECK:   %[[SQUARE:.*]] = arith.mulf %[[MEAN:.*]], %[[MEAN]]
  // CHECK:   %[[VARIANCE:.*]] = arith.subf %[[NEW_S:.*]], %[[SQUARE]]
  // CHECK:   math.sqrt %[[VARIANCE]]
  // CHECK:   linalg.yield %{{.*}}, %[[NEW_S]], %[[MEAN]]
  %r:4 = optim.rmsprop %w, %g square_avg(%s) grad_avg(%m) step(%n) lr(%lr) alpha(%a) eps(%eps) weight_decay(%wd) momentum(%mu) {centered} : tensor<7xf32>
  return %r#0 : tensor<7xf32>
}

// CHECK-LABEL: @rmsprop_keeps_its_buffer_while_momentum_is_zero
func.func @rmsprop_keeps_its_buffer_while_momentum_is_zero(%w: tensor<7xf32>, %g: tensor<7xf32>, %s: tensor<7xf32>, %b: tensor<7xf32>, %n: tensor<f32>, %lr: tensor<f64>, %a: tensor<f64>, %eps: tensor<f64>, %wd: tensor<f64>, %mu: tensor<f64>) -> tensor<7xf32> {
  // CHECK: %[[USE:.*]] = arith.cmpf ogt
  // CHECK: ^bb0(%{{.*}}: f32, %{{.*}}: f32, %{{.*}}: f32, %[[B:.*]]: f32):
  // CHECK:   %[[NEW_W:.*]] = arith.select %[[USE]]
  // CHECK:   %[[NEW_B:.*]] = arith.select %[[USE]], %{{.*}}, %[[B]] : f32
  // CHECK:   linalg.yield %[[NEW_W]], %{{.*}}, %[[NEW_B]]
  %r:4 = optim.rmsprop %w, %g square_avg(%s) momentum_buffer(%b) step(%n) lr(%lr) alpha(%a) eps(%eps) weight_decay(%wd) momentum(%mu) : tensor<7xf32>
  return %r#0 : tensor<7xf32>
}

// CHECK-LABEL: @adam_corrects_bias_once_in_double
// CHECK-SAME: %[[N:[^ ]*]]: tensor<f32>, %[[LR:[^ ]*]]: tensor<f64>, %[[B1:[^ ]*]]: tensor<f64>
func.func @adam_corrects_bias_once_in_double(%w: tensor<3x5xf32>, %g: tensor<3x5xf32>, %m: tensor<3x5xf32>, %v: tensor<3x5xf32>, %n: tensor<f32>, %lr: tensor<f64>, %b1: tensor<f64>, %b2: tensor<f64>, %eps: tensor<f64>, %wd: tensor<f64>) -> tensor<3x5xf32> {
  // CHECK-DAG: %[[ONE:.*]] = arith.constant 1.0{{.*}} : f64
  // CHECK-DAG: %[[LR64:.*]] = tensor.extract %[[LR]][]
  // CHECK-DAG: %[[BETA1:.*]] = tensor.extract %[[B1]][]
  // CHECK: %[[POWER:.*]] = math.powf %[[BETA1]], %{{.*}} : f64
  // CHECK: %[[CORRECTION:.*]] = arith.subf %[[ONE]], %[[POWER]] : f64
  // CHECK: %[[STEP_SIZE:.*]] = arith.divf %[[LR64]], %[[CORRECTION]] : f64
  // CHECK: %[[NEGATED:.*]] = arith.negf %[[STEP_SIZE]] : f64
  // CHECK: %[[RATE:.*]] = arith.truncf %[[NEGATED]] : f64 to f32
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel"]
  // CHECK-NOT: math.powf
  // CHECK: %[[ROOT:.*]] = math.sqrt
  // CHECK-NEXT: arith.mulf %[[ROOT]], %{{.*}} : f32
  // CHECK: arith.mulf %[[RATE]], %{{.*}} : f32
  %r:4 = optim.adam %w, %g exp_avg(%m) exp_avg_sq(%v) step(%n) lr(%lr) beta1(%b1) beta2(%b2) eps(%eps) weight_decay(%wd) : tensor<3x5xf32>
  return %r#0 : tensor<3x5xf32>
}

// CHECK-LABEL: @adamw_amsgrad_decays_the_parameter
func.func @adamw_amsgrad_decays_the_parameter(%w: tensor<3xf32>, %g: tensor<3xf32>, %m: tensor<3xf32>, %v: tensor<3xf32>, %x: tensor<3xf32>, %n: tensor<f32>, %lr: tensor<f64>, %b1: tensor<f64>, %b2: tensor<f64>, %eps: tensor<f64>, %wd: tensor<f64>) -> tensor<3xf32> {
  // CHECK: ^bb0(%[[G:.*]]: f32, %[[W:.*]]: f32, %{{.*}}: f32, %{{.*}}: f32, %[[X:.*]]: f32):
  // CHECK-NEXT: %[[DECAYED:.*]] = arith.mulf %[[W]], %{{.*}} : f32
  // CHECK: %[[MAX:.*]] = arith.maximumf %[[X]], %[[V:.*]] : f32
  // CHECK: math.sqrt %[[MAX]]
  // CHECK: %[[NEW:.*]] = arith.addf %[[DECAYED]], %{{.*}} : f32
  // CHECK: linalg.yield %[[NEW]], %{{.*}}, %[[V]], %[[MAX]]
  %r:5 = optim.adamw %w, %g exp_avg(%m) exp_avg_sq(%v) max_exp_avg_sq(%x) step(%n) lr(%lr) beta1(%b1) beta2(%b2) eps(%eps) weight_decay(%wd) {amsgrad} : tensor<3xf32>
  return %r#0 : tensor<3xf32>
}

// CHECK-LABEL: @lamb_adds_up_both_norms_before_the_parameter
// CHECK-SAME: %[[W:[^ ]*]]: tensor<7xf32>, %[[G:[^ ]*]]: tensor<7xf32>, %[[M:[^ ]*]]: tensor<7xf32>, %[[V:[^ ]*]]: tensor<7xf32>
func.func @lamb_adds_up_both_norms_before_the_parameter(%w: tensor<7xf32>, %g: tensor<7xf32>, %m: tensor<7xf32>, %v: tensor<7xf32>, %n: tensor<f32>, %h: tensor<f64>) -> tensor<7xf32> {
  // CHECK: %[[MOMENTS:.*]]:2 = linalg.generic {{.*}}["parallel"]} ins(%[[G]] : tensor<7xf32>) outs(%[[M]], %[[V]] : tensor<7xf32>, tensor<7xf32>)
  // CHECK: linalg.generic {{.*}}["reduction"]} ins(%[[W]] : tensor<7xf32>)
  // CHECK: linalg.generic {{.*}}["reduction"]} ins(%[[MOMENTS]]#0, %[[MOMENTS]]#1, %[[W]]
  // CHECK: %[[TRUST:.*]] = arith.select %{{.*}}, %{{.*}}, %{{.*}} : f64
  // CHECK: %[[NEW:.*]] = linalg.generic {{.*}}["parallel"]} ins(%[[MOMENTS]]#0, %[[MOMENTS]]#1 : tensor<7xf32>, tensor<7xf32>) outs(%[[W]] : tensor<7xf32>)
  // CHECK: return %[[NEW]]
  %r:4 = optim.lamb %w, %g exp_avg(%m) exp_avg_sq(%v) step(%n) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) : tensor<7xf32>
  return %r#0 : tensor<7xf32>
}

// CHECK-LABEL: @adafactor_keeps_no_second_moment_of_a_matrix
// CHECK-SAME: %[[W:[^ ]*]]: tensor<2x3xf32>, %[[G:[^ ]*]]: tensor<2x3xf32>, %[[ROW:[^ ]*]]: tensor<2x1xf32>, %[[COL:[^ ]*]]: tensor<1x3xf32>
func.func @adafactor_keeps_no_second_moment_of_a_matrix(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %row: tensor<2x1xf32>, %col: tensor<1x3xf32>, %n: tensor<f32>, %h: tensor<f64>) -> tensor<2x3xf32> {
  // CHECK: linalg.generic {{.*}}["parallel", "reduction"]} ins(%[[G]], %[[W]] : {{.*}}) outs(%{{.*}}, %{{.*}} : tensor<2xf32>, tensor<2xf32>)
  // CHECK: %[[OLD_ROW:.*]] = tensor.collapse_shape %[[ROW]] {{.*}} into tensor<2xf32>
  // CHECK: %[[NEW_ROW:.*]] = linalg.generic {{.*}} outs(%[[OLD_ROW]] : tensor<2xf32>)
  // CHECK: %[[OLD_COL:.*]] = tensor.collapse_shape %[[COL]] {{.*}} into tensor<3xf32>
  // CHECK: %[[NEW_COL:.*]] = linalg.generic {{.*}} outs(%[[OLD_COL]] : tensor<3xf32>)
  // CHECK: %[[ROW_ROOT:.*]] = linalg.generic {{.*}} ins(%[[NEW_ROW]], %{{.*}} :
  // CHECK: %[[COL_ROOT:.*]] = linalg.generic {{.*}} ins(%[[NEW_COL]] :
  // CHECK: linalg.generic {{.*}}["reduction", "reduction"]} ins(%[[G]], %[[ROW_ROOT]], %[[COL_ROOT]] :
  // CHECK-NOT: arith.divf %{{.*}} : f32
  // CHECK: linalg.generic {{.*}}["parallel", "parallel"]} ins(%[[G]], %[[ROW_ROOT]], %[[COL_ROOT]] : {{.*}} outs(%[[W]] : tensor<2x3xf32>)
  %r:4 = optim.adafactor %w, %g row_var(%row) col_var(%col) step(%n) lr(%h) beta2_decay(%h) eps1(%h) eps2(%h) d(%h) weight_decay(%h) : tensor<2x3xf32>
  return %r#0 : tensor<2x3xf32>
}

// CHECK-LABEL: @muon_multiplies_the_shorter_vectors
func.func @muon_multiplies_the_shorter_vectors(%w: tensor<5x3xf32>, %g: tensor<5x3xf32>, %b: tensor<5x3xf32>, %h: tensor<f64>) -> tensor<5x3xf32> {
  // CHECK: %[[GRAM:.*]] = linalg.contract {{.*}} ins(%[[X:.*]], %[[X]] : tensor<5x3xf32>, tensor<5x3xf32>) outs(%{{.*}} : tensor<3x3xf32>)
  // CHECK: linalg.contract {{.*}} ins(%[[GRAM]], %[[GRAM]] : tensor<3x3xf32>, tensor<3x3xf32>)
  // CHECK: linalg.contract {{.*}} ins(%[[X]], %{{.*}} : tensor<5x3xf32>, tensor<3x3xf32>) outs(%{{.*}} : tensor<5x3xf32>)
  // CHECK-NOT: linalg.contract
  %r:2 = optim.muon %w, %g momentum_buffer(%b) lr(%h) weight_decay(%h) momentum(%h) ns_a(%h) ns_b(%h) ns_c(%h) eps(%h) {ns_steps = 1 : i64} : tensor<5x3xf32>
  return %r#0 : tensor<5x3xf32>
}
