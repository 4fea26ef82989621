// RUN: luge-opt %s | luge-opt | FileCheck %s
// RUN: luge-opt %s --mlir-print-op-generic | luge-opt | FileCheck %s

// CHECK-LABEL: @elementwise_losses
func.func @elementwise_losses(%x: tensor<?x3xf32>) {
  // CHECK: nn.mse_loss %{{.*}} reduction mean : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<f32>
  nn.mse_loss %x, %x reduction mean : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<f32>
  // CHECK: nn.l1_loss %{{.*}} reduction sum : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<f32>
  nn.l1_loss %x, %x reduction sum : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<f32>
  // CHECK: nn.bce_loss %{{.*}} reduction none : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  nn.bce_loss %x, %x reduction none : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  // CHECK: nn.bce_with_logits %{{.*}} reduction mean : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<f32>
  nn.bce_with_logits %x, %x reduction mean : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<f32>
  return
}

// CHECK-LABEL: @cross_entropy_of_class_indices
func.func @cross_entropy_of_class_indices(%x: tensor<?x10x5xf32>, %classes: tensor<?x5xi64>) {
  // CHECK: nn.cross_entropy %{{.*}} reduction none : tensor<?x10x5xf32>, tensor<?x5xi64> -> tensor<?x5xf32>
  nn.cross_entropy %x, %classes reduction none : tensor<?x10x5xf32>, tensor<?x5xi64> -> tensor<?x5xf32>
  // CHECK: nn.cross_entropy %{{.*}} reduction mean {ignore_index = 3 : i64} : tensor<?x10x5xf32>, tensor<?x5xi64> -> tensor<f32>
  nn.cross_entropy %x, %classes reduction mean {ignore_index = 3 : i64} : tensor<?x10x5xf32>, tensor<?x5xi64> -> tensor<f32>
  return
}

// CHECK-LABEL: @cross_entropy_of_class_probabilities
func.func @cross_entropy_of_class_probabilities(%x: tensor<?x10xf64>) {
  // CHECK: nn.cross_entropy %{{.*}} reduction sum : tensor<?x10xf64>, tensor<?x10xf64> -> tensor<f64>
  nn.cross_entropy %x, %x reduction sum : tensor<?x10xf64>, tensor<?x10xf64> -> tensor<f64>
  return
}

// CHECK-LABEL: @cross_entropy_of_one_sample
func.func @cross_entropy_of_one_sample(%x: tensor<10xf32>, %class: tensor<i64>) {
  // CHECK: nn.cross_entropy %{{.*}} reduction none : tensor<10xf32>, tensor<i64> -> tensor<f32>
  nn.cross_entropy %x, %class reduction none : tensor<10xf32>, tensor<i64> -> tensor<f32>
  return
}

// CHECK-LABEL: @cross_entropy_with_weights
func.func @cross_entropy_with_weights(%x: tensor<?x10xf32>, %classes: tensor<?xi64>, %w: tensor<10xf32>) {
  // CHECK: nn.cross_entropy %{{.*}}, %{{.*}} weight %{{.*}} reduction mean {label_smoothing = 1.000000e-01 : f64} : tensor<?x10xf32>, tensor<?xi64>, tensor<10xf32> -> tensor<f32>
  nn.cross_entropy %x, %classes weight %w reduction mean {label_smoothing = 0.1 : f64} : tensor<?x10xf32>, tensor<?xi64>, tensor<10xf32> -> tensor<f32>
  return
}

// CHECK-LABEL: @linear_cross_entropy
func.func @linear_cross_entropy(%x: tensor<?x3xf32>, %w: tensor<10x3xf32>, %t: tensor<?xi64>, %c: tensor<10xf32>) {
  // CHECK: nn.linear_cross_entropy %{{.*}}, %{{.*}}, %{{.*}} reduction mean : tensor<?x3xf32>, tensor<10x3xf32>, tensor<?xi64> -> tensor<f32>, tensor<?xf32>
  nn.linear_cross_entropy %x, %w, %t reduction mean : tensor<?x3xf32>, tensor<10x3xf32>, tensor<?xi64> -> tensor<f32>, tensor<?xf32>
  // CHECK: nn.linear_cross_entropy %{{.*}} weight %{{.*}} reduction none : tensor<?x3xf32>, tensor<10x3xf32>, tensor<?xi64> weight tensor<10xf32> -> tensor<?xf32>, tensor<?xf32>
  nn.linear_cross_entropy %x, %w, %t weight %c reduction none : tensor<?x3xf32>, tensor<10x3xf32>, tensor<?xi64> weight tensor<10xf32> -> tensor<?xf32>, tensor<?xf32>
  // CHECK: nn.linear_cross_entropy %{{.*}} linear_bias %{{.*}} weight %{{.*}} reduction sum : tensor<?x3xf32>, tensor<10x3xf32>, tensor<?xi64>, tensor<10xf32> weight tensor<10xf32> -> tensor<f32>, tensor<?xf32>
  nn.linear_cross_entropy %x, %w, %t linear_bias %c weight %c reduction sum : tensor<?x3xf32>, tensor<10x3xf32>, tensor<?xi64>, tensor<10xf32> weight tensor<10xf32> -> tensor<f32>, tensor<?xf32>
  return
}

// A target of more labels than there are times needs no more states.
// CHECK-LABEL: @ctc_loss
func.func @ctc_loss(%p: tensor<5x?x4xf32>, %padded: tensor<?x3xi64>, %long: tensor<?x7xi64>, %n: tensor<?xi64>,
                    %g: tensor<?xf32>) {
  // CHECK: nn.ctc_loss {{.*}} -> tensor<?xf32>, tensor<?x5x7xf32>
  %0:2 = nn.ctc_loss %p, %padded, %n, %n : tensor<5x?x4xf32>, tensor<?x3xi64>, tensor<?xi64>, tensor<?xi64> -> tensor<?xf32>, tensor<?x5x7xf32>
  // CHECK: nn.ctc_loss {{.*}} {blank = 3 : i64, zero_infinity} : {{.*}} -> tensor<?xf32>, tensor<?x5x11xf32>
  %1:2 = nn.ctc_loss %p, %long, %n, %n {blank = 3 : i64, zero_infinity} : tensor<5x?x4xf32>, tensor<?x7xi64>, tensor<?xi64>, tensor<?xi64> -> tensor<?xf32>, tensor<?x5x11xf32>
  // CHECK: nn.ctc_loss_grad {{.*}} -> tensor<5x?x4xf32>
  nn.ctc_loss_grad %g, %p, %0#1, %padded, %n, %n : tensor<?xf32>, tensor<5x?x4xf32>, tensor<?x5x7xf32>, tensor<?x3xi64>, tensor<?xi64>, tensor<?xi64> -> tensor<5x?x4xf32>
  return
}
