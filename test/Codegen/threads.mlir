// A step of odd extents, in which every kernel is divided, has the same bits with any number of threads.
// RUN: %python -c "import numpy as np; r = np.random.default_rng(0); np.savez('%t.npz', x=r.standard_normal((211, 257), np.float32), y=r.integers(0, 17, 211))"
// RUN: luge-run %s --inputs=%t.npz --repeat=3 --threads=1 --outputs=%t.1.npz
// RUN: luge-run %s --inputs=%t.npz --repeat=3 --threads=2 --outputs=%t.2.npz
// RUN: luge-run %s --inputs=%t.npz --repeat=3 --threads=3 --outputs=%t.3.npz
// RUN: luge-run %s --inputs=%t.npz --repeat=3 --threads=8 --outputs=%t.8.npz
// RUN: cmp %t.1.npz %t.2.npz
// RUN: cmp %t.1.npz %t.3.npz
// RUN: cmp %t.1.npz %t.8.npz

// RUN: luge-opt %s --luge-pipeline=stop-after=vector | FileCheck %s
// CHECK-COUNT-12: scf.forall

module attributes {luge.max_batch = 256 : i64} {
  func.func @step(%x: tensor<?x257xf32> {luge.input = "x"}, %y: tensor<?xi64> {luge.input = "y"},
                  %w1: tensor<393x257xf32> {luge.parameter = "w1", luge.init = {low = -0.06, high = 0.06, stream = 0 : i64}},
                  %b1: tensor<393xf32> {luge.parameter = "b1"},
                  %w2: tensor<131x393xf32> {luge.parameter = "w2", luge.init = {low = -0.05, high = 0.05, stream = 1 : i64}},
                  %w3: tensor<17x131xf32> {luge.parameter = "w3", luge.init = {low = -0.09, high = 0.09, stream = 2 : i64}},
                  %m1: tensor<393x257xf32> {luge.state = "m1"}, %v1: tensor<393x257xf32> {luge.state = "v1"}, %n1: tensor<f32> {luge.state = "n1"})
      -> (tensor<393x257xf32> {luge.parameter = "w1"}, tensor<393xf32> {luge.parameter = "b1"},
          tensor<131x393xf32> {luge.parameter = "w2"}, tensor<17x131xf32> {luge.parameter = "w3"},
          tensor<393x257xf32> {luge.state = "m1"}, tensor<393x257xf32> {luge.state = "v1"}, tensor<f32> {luge.state = "n1"},
          tensor<f32> {luge.output = "loss"}, tensor<257xf32> {luge.output = "columns"},
          tensor<?x17xf32> {luge.output = "probabilities"}, tensor<?xf32> {luge.output = "norms"}) {
    %h1 = nn.linear %x, %w1 bias %b1 : tensor<?x257xf32>, tensor<393x257xf32>, tensor<393xf32> -> tensor<?x393xf32>
    %a1 = nn.gelu %h1 : tensor<?x393xf32>
    %h2 = nn.linear %a1, %w2 : tensor<?x393xf32>, tensor<131x393xf32> -> tensor<?x131xf32>
    %a2 = nn.tanh %h2 : tensor<?x131xf32>
    %h3 = nn.linear %a2, %w3 : tensor<?x131xf32>, tensor<17x131xf32> -> tensor<?x17xf32>
    %loss = nn.cross_entropy %h3, %y reduction mean : tensor<?x17xf32>, tensor<?xi64> -> tensor<f32>
    %g:4 = autodiff.gradient %loss wrt %w1, %b1, %w2, %w3 : tensor<f32>, tensor<393x257xf32>, tensor<393xf32>, tensor<131x393xf32>, tensor<17x131xf32>

    %lr = nn.constant dense<0.01> : tensor<f64>
    %beta1 = nn.constant dense<0.9> : tensor<f64>
    %beta2 = nn.constant dense<0.999> : tensor<f64>
    %eps = nn.constant dense<1.0e-8> : tensor<f64>
    %zero = nn.constant dense<0.0> : tensor<f64>
    %adam:4 = optim.adam %w1, %g#0 exp_avg(%m1) exp_avg_sq(%v1) step(%n1) lr(%lr) beta1(%beta1) beta2(%beta2) eps(%eps) weight_decay(%zero) : tensor<393x257xf32>
    %b = optim.sgd %b1, %g#1 lr(%lr) momentum(%zero) dampening(%zero) weight_decay(%zero) : tensor<393xf32>
    %w2.new = optim.sgd %w2, %g#2 lr(%lr) momentum(%zero) dampening(%zero) weight_decay(%zero) : tensor<131x393xf32>
    %w3.new = optim.sgd %w3, %g#3 lr(%lr) momentum(%zero) dampening(%zero) weight_decay(%zero) : tensor<17x131xf32>

    %columns = nn.sum %x dims [0] : tensor<?x257xf32> -> tensor<257xf32>
    %probabilities = nn.softmax %h3 dim 1 : tensor<?x17xf32>
    %squares = nn.mul %h1, %h1 : tensor<?x393xf32>
    %norms = nn.sum %squares dims [1] : tensor<?x393xf32> -> tensor<?xf32>
    return %adam#0, %b, %w2.new, %w3.new, %adam#1, %adam#2, %adam#3, %loss, %columns, %probabilities, %norms
        : tensor<393x257xf32>, tensor<393xf32>, tensor<131x393xf32>, tensor<17x131xf32>, tensor<393x257xf32>, tensor<393x257xf32>, tensor<f32>,
          tensor<f32>, tensor<257xf32>, tensor<?x17xf32>, tensor<?xf32>
  }
}
