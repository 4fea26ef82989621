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
