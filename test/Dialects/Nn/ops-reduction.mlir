// RUN: luge-opt %s | luge-opt | FileCheck %s
// RUN: luge-opt %s --mlir-print-op-generic | luge-opt | FileCheck %s

// CHECK-LABEL: @reductions
func.func @reductions(%x: tensor<?x3x5xf32>) {
  // CHECK: nn.sum %{{.*}} dims [0, 2] : tensor<?x3x5xf32> -> tensor<3xf32>
  nn.sum %x dims [0, 2] : tensor<?x3x5xf32> -> tensor<3xf32>
  // CHECK: nn.mean %{{.*}} dims [0, 1, 2] : tensor<?x3x5xf32> -> tensor<f32>
  nn.mean %x dims [0, 1, 2] : tensor<?x3x5xf32> -> tensor<f32>
  // CHECK: nn.amax %{{.*}} dims [1] : tensor<?x3x5xf32> -> tensor<?x5xf32>
  nn.amax %x dims [1] : tensor<?x3x5xf32> -> tensor<?x5xf32>
  // CHECK: nn.amax %{{.*}} dims [1] ignore_nan : tensor<?x3x5xf32> -> tensor<?x5xf32>
  nn.amax %x dims [1] ignore_nan : tensor<?x3x5xf32> -> tensor<?x5xf32>
  // CHECK: nn.amin %{{.*}} dims [] : tensor<?x3x5xf32> -> tensor<?x3x5xf32>
  nn.amin %x dims [] : tensor<?x3x5xf32> -> tensor<?x3x5xf32>
  return
}

// CHECK-LABEL: @count_is_a_scalar
func.func @count_is_a_scalar(%x: tensor<?x3xf64>) {
  // CHECK: nn.count %{{.*}} dims [0, 1] : tensor<?x3xf64> -> tensor<f64>
  nn.count %x dims [0, 1] : tensor<?x3xf64> -> tensor<f64>
  return
}

// CHECK-LABEL: @argmax
func.func @argmax(%x: tensor<?x3xf32>, %v: tensor<5xf32>) {
  // CHECK: nn.argmax %{{.*}} dim 1 : tensor<?x3xf32> -> tensor<?xi64>
  nn.argmax %x dim 1 : tensor<?x3xf32> -> tensor<?xi64>
  // CHECK: nn.argmax %{{.*}} dim 0 : tensor<?x3xf32> -> tensor<3xi64>
  nn.argmax %x dim 0 : tensor<?x3xf32> -> tensor<3xi64>
  // CHECK: nn.argmax %{{.*}} dim 0 : tensor<5xf32> -> tensor<i64>
  nn.argmax %v dim 0 : tensor<5xf32> -> tensor<i64>
  return
}

// CHECK-LABEL: @normalizations
func.func @normalizations(%x: tensor<?x3xf32>) {
  // CHECK: nn.softmax %{{.*}} dim 1 : tensor<?x3xf32>
  nn.softmax %x dim 1 : tensor<?x3xf32>
  // CHECK: nn.log_softmax %{{.*}} dim 0 : tensor<?x3xf32>
  nn.log_softmax %x dim 0 : tensor<?x3xf32>
  // CHECK: nn.logsumexp %{{.*}} dim 1 : tensor<?x3xf32> -> tensor<?xf32>
  nn.logsumexp %x dim 1 : tensor<?x3xf32> -> tensor<?xf32>
  return
}

// CHECK-LABEL: @one_hot
func.func @one_hot(%i: tensor<?x2xi64>, %scalar: tensor<i64>) {
  // CHECK: nn.one_hot %{{.*}} dim 1 : tensor<?x2xi64> -> tensor<?x10x2xf32>
  nn.one_hot %i dim 1 : tensor<?x2xi64> -> tensor<?x10x2xf32>
  // CHECK: nn.one_hot %{{.*}} dim 0 : tensor<i64> -> tensor<10xi1>
  nn.one_hot %scalar dim 0 : tensor<i64> -> tensor<10xi1>
  return
}
