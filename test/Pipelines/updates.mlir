// RUN: luge-opt %s --luge-stage-linalg --luge-stage-vector --luge-stage-memory=threads=true | FileCheck %s --implicit-check-not="call @luge_team_barrier"

// The updates of all parameters are one phase of the threads: nothing waits between them, and there is no memory beside
// parameters and states.

module @updates {
// CHECK: func.func @step({{.*}}luge.arena_bytes = 0 : i64
// CHECK: call @step_kernel_0({{.*}}memref<524799xf32>
// CHECK: call @step_kernel_1({{.*}}memref<65537xf32>
// CHECK: call @step_kernel_2({{.*}}memref<265475xf32>
// CHECK: return
func.func @step(%w: tensor<1023x513xf32> {luge.parameter = "w"}, %v: tensor<65537xf32> {luge.parameter = "v"},
                %u: tensor<37x1025x7xf32> {luge.parameter = "u"},
                %gw: tensor<1023x513xf32> {luge.input = "gw"}, %gv: tensor<65537xf32> {luge.input = "gv"},
                %gu: tensor<37x1025x7xf32> {luge.input = "gu"},
                %mw: tensor<1023x513xf32> {luge.state = "mw"}, %mv: tensor<65537xf32> {luge.state = "mv"},
                %mu: tensor<37x1025x7xf32> {luge.state = "mu"}, %lr: tensor<f64> {luge.input = "lr"},
                %beta: tensor<f64> {luge.input = "beta"})
    -> (tensor<1023x513xf32> {luge.parameter = "w"}, tensor<65537xf32> {luge.parameter = "v"},
        tensor<37x1025x7xf32> {luge.parameter = "u"}, tensor<1023x513xf32> {luge.state = "mw"},
        tensor<65537xf32> {luge.state = "mv"}, tensor<37x1025x7xf32> {luge.state = "mu"}) {
  %w1, %mw1 = optim.lion %w, %gw exp_avg(%mw) lr(%lr) beta1(%beta) beta2(%beta) weight_decay(%lr) : tensor<1023x513xf32>
  %v1, %mv1 = optim.lion %v, %gv exp_avg(%mv) lr(%lr) beta1(%beta) beta2(%beta) weight_decay(%lr) : tensor<65537xf32>
  %u1, %mu1 = optim.lion %u, %gu exp_avg(%mu) lr(%lr) beta1(%beta) beta2(%beta) weight_decay(%lr) : tensor<37x1025x7xf32>
  return %w1, %v1, %u1, %mw1, %mv1, %mu1 : tensor<1023x513xf32>, tensor<65537xf32>, tensor<37x1025x7xf32>, tensor<1023x513xf32>, tensor<65537xf32>, tensor<37x1025x7xf32>
}
}
