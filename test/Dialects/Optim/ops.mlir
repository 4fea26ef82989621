// RUN: luge-opt %s | luge-opt | FileCheck %s
// RUN: luge-opt %s --mlir-print-op-generic | luge-opt | FileCheck %s

// CHECK-LABEL: @sgd
func.func @sgd(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %lr: tensor<f64>, %mu: tensor<f64>, %d: tensor<f64>, %wd: tensor<f64>) -> tensor<2x3xf32> {
  // CHECK: optim.sgd %{{.*}}, %{{.*}} lr(%{{.*}}) momentum(%{{.*}}) dampening(%{{.*}}) weight_decay(%{{.*}}) {maximize} : tensor<2x3xf32>
  %w1 = optim.sgd %w, %g lr(%lr) momentum(%mu) dampening(%d) weight_decay(%wd) {maximize} : tensor<2x3xf32>
  return %w1 : tensor<2x3xf32>
}

// CHECK-LABEL: @sgd_with_momentum
func.func @sgd_with_momentum(%w: tensor<5xf64>, %g: tensor<5xf64>, %b: tensor<5xf64>, %n: tensor<f32>, %lr: tensor<f64>, %mu: tensor<f64>, %d: tensor<f64>, %wd: tensor<f64>) -> (tensor<5xf64>, tensor<5xf64>, tensor<f32>) {
  // CHECK: %{{.*}}:3 = optim.sgd %{{.*}}, %{{.*}} momentum_buffer(%{{.*}}) step(%{{.*}}) lr({{.*}} {nesterov} : tensor<5xf64>
  %r:3 = optim.sgd %w, %g momentum_buffer(%b) step(%n) lr(%lr) momentum(%mu) dampening(%d) weight_decay(%wd) {nesterov} : tensor<5xf64>
  return %r#0, %r#1, %r#2 : tensor<5xf64>, tensor<5xf64>, tensor<f32>
}

// CHECK-LABEL: @adagrad
func.func @adagrad(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %s: tensor<2x3xf32>, %n: tensor<f32>, %lr: tensor<f64>, %ld: tensor<f64>, %wd: tensor<f64>, %eps: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:3 = optim.adagrad %{{.*}}, %{{.*}} sum(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) lr_decay(%{{.*}}) weight_decay(%{{.*}}) eps(%{{.*}}) : tensor<2x3xf32>
  %r:3 = optim.adagrad %w, %g sum(%s) step(%n) lr(%lr) lr_decay(%ld) weight_decay(%wd) eps(%eps) : tensor<2x3xf32>
  return %r#0, %r#1, %r#2 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>
}

// CHECK-LABEL: @rmsprop
func.func @rmsprop(%w: tensor<7xf32>, %g: tensor<7xf32>, %s: tensor<7xf32>, %n: tensor<f32>, %lr: tensor<f64>, %a: tensor<f64>, %eps: tensor<f64>, %wd: tensor<f64>, %mu: tensor<f64>) -> (tensor<7xf32>, tensor<7xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:3 = optim.rmsprop %{{.*}}, %{{.*}} square_avg(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) alpha(%{{.*}}) eps(%{{.*}}) weight_decay(%{{.*}}) momentum(%{{.*}}) : tensor<7xf32>
  %r:3 = optim.rmsprop %w, %g square_avg(%s) step(%n) lr(%lr) alpha(%a) eps(%eps) weight_decay(%wd) momentum(%mu) : tensor<7xf32>
  return %r#0, %r#1, %r#2 : tensor<7xf32>, tensor<7xf32>, tensor<f32>
}

// CHECK-LABEL: @rmsprop_with_every_state
func.func @rmsprop_with_every_state(%w: tensor<7xf32>, %g: tensor<7xf32>, %s: tensor<7xf32>, %m: tensor<7xf32>, %b: tensor<7xf32>, %n: tensor<f32>, %lr: tensor<f64>, %a: tensor<f64>, %eps: tensor<f64>, %wd: tensor<f64>, %mu: tensor<f64>) -> tensor<7xf32> {
  // CHECK: %{{.*}}:5 = optim.rmsprop %{{.*}}, %{{.*}} square_avg(%{{.*}}) grad_avg(%{{.*}}) momentum_buffer(%{{.*}}) step(%{{.*}}) {{.*}} {centered, maximize} : tensor<7xf32>
  %r:5 = optim.rmsprop %w, %g square_avg(%s) grad_avg(%m) momentum_buffer(%b) step(%n) lr(%lr) alpha(%a) eps(%eps) weight_decay(%wd) momentum(%mu) {centered, maximize} : tensor<7xf32>
  return %r#0 : tensor<7xf32>
}

// CHECK-LABEL: @adam
func.func @adam(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %m: tensor<2x3xf32>, %v: tensor<2x3xf32>, %n: tensor<f32>, %lr: tensor<f64>, %b1: tensor<f64>, %b2: tensor<f64>, %eps: tensor<f64>, %wd: tensor<f64>) -> tensor<2x3xf32> {
  // CHECK: %{{.*}}:4 = optim.adam %{{.*}}, %{{.*}} exp_avg(%{{.*}}) exp_avg_sq(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) beta1(%{{.*}}) beta2(%{{.*}}) eps(%{{.*}}) weight_decay(%{{.*}}) : tensor<2x3xf32>
  %r:4 = optim.adam %w, %g exp_avg(%m) exp_avg_sq(%v) step(%n) lr(%lr) beta1(%b1) beta2(%b2) eps(%eps) weight_decay(%wd) : tensor<2x3xf32>
  return %r#0 : tensor<2x3xf32>
}

// CHECK-LABEL: @adamw_amsgrad
func.func @adamw_amsgrad(%w: tensor<2x3xf64>, %g: tensor<2x3xf64>, %m: tensor<2x3xf64>, %v: tensor<2x3xf64>, %x: tensor<2x3xf64>, %n: tensor<f32>, %lr: tensor<f64>, %b1: tensor<f64>, %b2: tensor<f64>, %eps: tensor<f64>, %wd: tensor<f64>) -> tensor<2x3xf64> {
  // CHECK: %{{.*}}:5 = optim.adamw %{{.*}}, %{{.*}} exp_avg(%{{.*}}) exp_avg_sq(%{{.*}}) max_exp_avg_sq(%{{.*}}) step({{.*}} {amsgrad} : tensor<2x3xf64>
  %r:5 = optim.adamw %w, %g exp_avg(%m) exp_avg_sq(%v) max_exp_avg_sq(%x) step(%n) lr(%lr) beta1(%b1) beta2(%b2) eps(%eps) weight_decay(%wd) {amsgrad} : tensor<2x3xf64>
  return %r#0 : tensor<2x3xf64>
}

// CHECK-LABEL: @adamax
func.func @adamax(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %exp_avg: tensor<2x3xf32>, %exp_inf: tensor<2x3xf32>, %step: tensor<f32>, %h: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:4 = optim.adamax %{{.*}}, %{{.*}} exp_avg(%{{.*}}) exp_inf(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) beta1(%{{.*}}) beta2(%{{.*}}) eps(%{{.*}}) weight_decay(%{{.*}}) {maximize} : tensor<2x3xf32>
  %r:4 = optim.adamax %w, %g exp_avg(%exp_avg) exp_inf(%exp_inf) step(%step) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) {maximize} : tensor<2x3xf32>
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>
}

// CHECK-LABEL: @nadam
func.func @nadam(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %exp_avg: tensor<2x3xf32>, %exp_avg_sq: tensor<2x3xf32>, %mu_product: tensor<f32>, %step: tensor<f32>, %h: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>, tensor<f32>) {
  // CHECK: %{{.*}}:5 = optim.nadam %{{.*}}, %{{.*}} exp_avg(%{{.*}}) exp_avg_sq(%{{.*}}) mu_product(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) beta1(%{{.*}}) beta2(%{{.*}}) eps(%{{.*}}) weight_decay(%{{.*}}) momentum_decay(%{{.*}}) {decoupled_weight_decay} : tensor<2x3xf32>
  %r:5 = optim.nadam %w, %g exp_avg(%exp_avg) exp_avg_sq(%exp_avg_sq) mu_product(%mu_product) step(%step) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) momentum_decay(%h) {decoupled_weight_decay} : tensor<2x3xf32>
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>, tensor<f32>
}

// CHECK-LABEL: @nadam_f64_number
func.func @nadam_f64_number(%w: tensor<2x3xf64>, %g: tensor<2x3xf64>, %exp_avg: tensor<2x3xf64>, %exp_avg_sq: tensor<2x3xf64>, %mu_product: tensor<f64>, %step: tensor<f32>, %h: tensor<f64>) -> tensor<f64> {
  // CHECK: optim.nadam {{.*}} mu_product(%{{.*}} : tensor<f64>) step(%{{.*}}) lr
  %r:5 = optim.nadam %w, %g exp_avg(%exp_avg) exp_avg_sq(%exp_avg_sq) mu_product(%mu_product : tensor<f64>) step(%step) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) momentum_decay(%h) : tensor<2x3xf64>
  return %r#3 : tensor<f64>
}

// CHECK-LABEL: @radam
func.func @radam(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %exp_avg: tensor<2x3xf32>, %exp_avg_sq: tensor<2x3xf32>, %step: tensor<f32>, %h: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:4 = optim.radam %{{.*}}, %{{.*}} exp_avg(%{{.*}}) exp_avg_sq(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) beta1(%{{.*}}) beta2(%{{.*}}) eps(%{{.*}}) weight_decay(%{{.*}}) {decoupled_weight_decay} : tensor<2x3xf32>
  %r:4 = optim.radam %w, %g exp_avg(%exp_avg) exp_avg_sq(%exp_avg_sq) step(%step) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) {decoupled_weight_decay} : tensor<2x3xf32>
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>
}

// CHECK-LABEL: @adadelta
func.func @adadelta(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %square_avg: tensor<2x3xf32>, %acc_delta: tensor<2x3xf32>, %step: tensor<f32>, %h: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:4 = optim.adadelta %{{.*}}, %{{.*}} square_avg(%{{.*}}) acc_delta(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) rho(%{{.*}}) eps(%{{.*}}) weight_decay(%{{.*}}) {maximize} : tensor<2x3xf32>
  %r:4 = optim.adadelta %w, %g square_avg(%square_avg) acc_delta(%acc_delta) step(%step) lr(%h) rho(%h) eps(%h) weight_decay(%h) {maximize} : tensor<2x3xf32>
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>
}

// CHECK-LABEL: @asgd
func.func @asgd(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %ax: tensor<2x3xf32>, %eta: tensor<f32>, %mu: tensor<f32>, %step: tensor<f32>, %h: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>, tensor<f32>, tensor<f32>) {
  // CHECK: %{{.*}}:5 = optim.asgd %{{.*}}, %{{.*}} ax(%{{.*}}) eta(%{{.*}}) mu(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) lambd(%{{.*}}) alpha(%{{.*}}) t0(%{{.*}}) weight_decay(%{{.*}}) {maximize} : tensor<2x3xf32>
  %r:5 = optim.asgd %w, %g ax(%ax) eta(%eta) mu(%mu) step(%step) lr(%h) lambd(%h) alpha(%h) t0(%h) weight_decay(%h) {maximize} : tensor<2x3xf32>
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>, tensor<f32>, tensor<f32>
}

// CHECK-LABEL: @lion
func.func @lion(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %exp_avg: tensor<2x3xf32>, %h: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK: %{{.*}}:2 = optim.lion %{{.*}}, %{{.*}} exp_avg(%{{.*}}) lr(%{{.*}}) beta1(%{{.*}}) beta2(%{{.*}}) weight_decay(%{{.*}}) {maximize} : tensor<2x3xf32>
  %r:2 = optim.lion %w, %g exp_avg(%exp_avg) lr(%h) beta1(%h) beta2(%h) weight_decay(%h) {maximize} : tensor<2x3xf32>
  return %r#0, %r#1 : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: @rprop
func.func @rprop(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %prev: tensor<2x3xf32>, %step_size: tensor<2x3xf32>, %step: tensor<f32>, %h: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:4 = optim.rprop %{{.*}}, %{{.*}} prev(%{{.*}}) step_size(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) etaminus(%{{.*}}) etaplus(%{{.*}}) step_size_min(%{{.*}}) step_size_max(%{{.*}}) {maximize} : tensor<2x3xf32>
  %r:4 = optim.rprop %w, %g prev(%prev) step_size(%step_size) step(%step) lr(%h) etaminus(%h) etaplus(%h) step_size_min(%h) step_size_max(%h) {maximize} : tensor<2x3xf32>
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>
}

// CHECK-LABEL: @a_skipped_update
func.func @a_skipped_update(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %prev: tensor<2x3xf32>, %step_size: tensor<2x3xf32>, %step: tensor<f32>, %h: tensor<f64>, %s: tensor<i1>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:4 = optim.rprop %{{.*}}, %{{.*}} prev(%{{.*}}) step_size(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) etaminus(%{{.*}}) etaplus(%{{.*}}) step_size_min(%{{.*}}) step_size_max(%{{.*}}) skip(%{{.*}}) : tensor<2x3xf32>
  %r:4 = optim.rprop %w, %g prev(%prev) step_size(%step_size) step(%step) lr(%h) etaminus(%h) etaplus(%h) step_size_min(%h) step_size_max(%h) skip(%s) : tensor<2x3xf32>
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>
}

// CHECK-LABEL: @a_skipped_update_of_an_op_with_optional_states
func.func @a_skipped_update_of_an_op_with_optional_states(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %exp_avg: tensor<2x3xf32>, %exp_avg_sq: tensor<2x3xf32>, %step: tensor<f32>, %h: tensor<f64>, %s: tensor<i1>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:4 = optim.adam %{{.*}}, %{{.*}} exp_avg(%{{.*}}) exp_avg_sq(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) beta1(%{{.*}}) beta2(%{{.*}}) eps(%{{.*}}) weight_decay(%{{.*}}) skip(%{{.*}}) : tensor<2x3xf32>
  %r:4 = optim.adam %w, %g exp_avg(%exp_avg) exp_avg_sq(%exp_avg_sq) step(%step) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) skip(%s) : tensor<2x3xf32>
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>
}

// CHECK-LABEL: @lamb
func.func @lamb(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %m: tensor<2x3xf32>, %v: tensor<2x3xf32>, %step: tensor<f32>, %h: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:4 = optim.lamb %{{.*}}, %{{.*}} exp_avg(%{{.*}}) exp_avg_sq(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) beta1(%{{.*}}) beta2(%{{.*}}) eps(%{{.*}}) weight_decay(%{{.*}}) {maximize} : tensor<2x3xf32>
  %r:4 = optim.lamb %w, %g exp_avg(%m) exp_avg_sq(%v) step(%step) lr(%h) beta1(%h) beta2(%h) eps(%h) weight_decay(%h) {maximize} : tensor<2x3xf32>
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<f32>
}

// CHECK-LABEL: @adafactor_of_matrices
func.func @adafactor_of_matrices(%w: tensor<5x2x3xf32>, %g: tensor<5x2x3xf32>, %row: tensor<5x2x1xf32>, %col: tensor<5x1x3xf32>, %step: tensor<f32>, %h: tensor<f64>) -> (tensor<5x2x3xf32>, tensor<5x2x1xf32>, tensor<5x1x3xf32>, tensor<f32>) {
  // CHECK: %{{.*}}:4 = optim.adafactor %{{.*}}, %{{.*}} row_var(%{{.*}}) col_var(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) beta2_decay(%{{.*}}) eps1(%{{.*}}) eps2(%{{.*}}) d(%{{.*}}) weight_decay(%{{.*}}) : tensor<5x2x3xf32>
  %r:4 = optim.adafactor %w, %g row_var(%row) col_var(%col) step(%step) lr(%h) beta2_decay(%h) eps1(%h) eps2(%h) d(%h) weight_decay(%h) : tensor<5x2x3xf32>
  return %r#0, %r#1, %r#2, %r#3 : tensor<5x2x3xf32>, tensor<5x2x1xf32>, tensor<5x1x3xf32>, tensor<f32>
}

// CHECK-LABEL: @adafactor_of_a_vector
func.func @adafactor_of_a_vector(%w: tensor<3xf64>, %g: tensor<3xf64>, %v: tensor<3xf64>, %step: tensor<f32>, %h: tensor<f64>, %s: tensor<i1>) -> (tensor<3xf64>, tensor<3xf64>, tensor<f32>) {
  // CHECK: %{{.*}}:3 = optim.adafactor %{{.*}}, %{{.*}} variance(%{{.*}}) step(%{{.*}}) lr(%{{.*}}) beta2_decay(%{{.*}}) eps1(%{{.*}}) eps2(%{{.*}}) d(%{{.*}}) weight_decay(%{{.*}}) skip(%{{.*}}) : tensor<3xf64>
  %r:3 = optim.adafactor %w, %g variance(%v) step(%step) lr(%h) beta2_decay(%h) eps1(%h) eps2(%h) d(%h) weight_decay(%h) skip(%s) : tensor<3xf64>
  return %r#0, %r#1, %r#2 : tensor<3xf64>, tensor<3xf64>, tensor<f32>
}

// CHECK-LABEL: @muon
func.func @muon(%w: tensor<2x3xf32>, %g: tensor<2x3xf32>, %b: tensor<2x3xf32>, %h: tensor<f64>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK: %{{.*}}:2 = optim.muon %{{.*}}, %{{.*}} momentum_buffer(%{{.*}}) lr(%{{.*}}) weight_decay(%{{.*}}) momentum(%{{.*}}) ns_a(%{{.*}}) ns_b(%{{.*}}) ns_c(%{{.*}}) eps(%{{.*}}) {match_rms_adamw, nesterov, ns_steps = 5 : i64} : tensor<2x3xf32>
  %r:2 = optim.muon %w, %g momentum_buffer(%b) lr(%h) weight_decay(%h) momentum(%h) ns_a(%h) ns_b(%h) ns_c(%h) eps(%h) {match_rms_adamw, nesterov, ns_steps = 5 : i64} : tensor<2x3xf32>
  return %r#0, %r#1 : tensor<2x3xf32>, tensor<2x3xf32>
}
