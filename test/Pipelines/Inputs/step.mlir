// A training step as it is traced: two layers, dropout, cross entropy, SGD with momentum.
module @net attributes {luge.max_batch = 16 : i64} {
func.func @step(
    %w0: tensor<7x5xf32> {luge.parameter = "0.weight"},
    %b0: tensor<7xf32> {luge.parameter = "0.bias"},
    %w1: tensor<3x7xf32> {luge.parameter = "1.weight"},
    %m0: tensor<7x5xf32> {luge.state = "0.weight.momentum_buffer"},
    %n0: tensor<f32> {luge.state = "0.weight.step"},
    %seed: tensor<i64> {luge.state = "rng.seed"},
    %count: tensor<i64> {luge.state = "rng.step"},
    %x: tensor<?x5xf32> {luge.input = "x"},
    %y: tensor<?xi64> {luge.input = "y", luge.index_limit = 3 : i64, luge.index_ignore = -100 : i64},
    %lr: tensor<f64> {luge.hyper = "lr", luge.group = 0 : i64, luge.default = 1.0e-3 : f64},
    %momentum: tensor<f64> {luge.hyper = "momentum", luge.group = 0 : i64, luge.default = 0.9 : f64},
    %dampening: tensor<f64> {luge.hyper = "dampening", luge.group = 0 : i64, luge.default = 0.0 : f64},
    %decay: tensor<f64> {luge.hyper = "weight_decay", luge.group = 0 : i64, luge.default = 0.0 : f64})
    -> (tensor<7x5xf32> {luge.parameter = "0.weight"},
        tensor<3x7xf32> {luge.parameter = "1.weight"},
        tensor<7x5xf32> {luge.state = "0.weight.momentum_buffer"},
        tensor<f32> {luge.state = "0.weight.step"},
        tensor<i64> {luge.state = "rng.step"},
        tensor<f32> {luge.output = "loss"}) {
  %0 = nn.linear %x, %w0 bias %b0 : tensor<?x5xf32>, tensor<7x5xf32>, tensor<7xf32> -> tensor<?x7xf32>
  %1 = nn.relu %0 : tensor<?x7xf32>
  %2 = nn.dropout %1, %seed, %count p 0.5 id 0 : tensor<?x7xf32>
  %3 = nn.linear %2, %w1 : tensor<?x7xf32>, tensor<3x7xf32> -> tensor<?x3xf32>
  %loss = nn.cross_entropy %3, %y reduction mean : tensor<?x3xf32>, tensor<?xi64> -> tensor<f32>
  %g:2 = autodiff.gradient %loss wrt %w0, %w1 : tensor<f32>, tensor<7x5xf32>, tensor<3x7xf32>
  %u0:3 = optim.sgd %w0, %g#0 momentum_buffer(%m0) step(%n0) lr(%lr) momentum(%momentum)
      dampening(%dampening) weight_decay(%decay) : tensor<7x5xf32>
  %u1 = optim.sgd %w1, %g#1 lr(%lr) momentum(%momentum) dampening(%dampening) weight_decay(%decay)
      : tensor<3x7xf32>
  %one = nn.constant dense<1> : tensor<i64>
  %next = nn.add %count, %one : tensor<i64>
  return %u0#0, %u1, %u0#1, %u0#2, %next, %loss
      : tensor<7x5xf32>, tensor<3x7xf32>, tensor<7x5xf32>, tensor<f32>, tensor<i64>, tensor<f32>
}
}
