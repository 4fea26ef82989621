// RUN: luge-opt %s | luge-opt | FileCheck %s
// RUN: luge-opt %s --mlir-print-op-generic | luge-opt | FileCheck %s

// CHECK-LABEL: @constant
func.func @constant() {
  // CHECK: nn.constant dense<5.000000e-01> : tensor<2x3xf32>
  nn.constant dense<0.5> : tensor<2x3xf32>
  // CHECK: nn.constant dense<[1, -2, 3]> : tensor<3xi64>
  nn.constant dense<[1, -2, 3]> : tensor<3xi64>
  // CHECK: nn.constant dense<true> : tensor<i1>
  nn.constant dense<true> : tensor<i1>
  // CHECK: nn.constant dense<0xFFF0000000000000> : tensor<f64>
  nn.constant dense<0xFFF0000000000000> : tensor<f64>
  return
}

// CHECK-LABEL: @broadcast
// CHECK-SAME: (%[[BIAS:.*]]: tensor<3xf32>, %[[X:.*]]: tensor<?x3xf32>, %[[UNIT:.*]]: tensor<1x3xf32>, %[[MASK:.*]]: tensor<i1>)
func.func @broadcast(%bias: tensor<3xf32>, %x: tensor<?x3xf32>, %unit: tensor<1x3xf32>, %mask: tensor<i1>) {
  // CHECK: nn.broadcast %[[BIAS]] dims [1] : tensor<3xf32> -> tensor<2x3xf32>
  nn.broadcast %bias dims [1] : tensor<3xf32> -> tensor<2x3xf32>
  // CHECK: nn.broadcast %[[BIAS]] dims [1] like %[[X]] : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  nn.broadcast %bias dims [1] like %x : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  // CHECK: nn.broadcast %[[UNIT]] dims [0, 2] : tensor<1x3xf32> -> tensor<5x2x3xf32>
  nn.broadcast %unit dims [0, 2] : tensor<1x3xf32> -> tensor<5x2x3xf32>
  // CHECK: nn.broadcast %[[MASK]] dims [] like %[[X]] : tensor<i1>, tensor<?x3xf32> -> tensor<?x3xi1>
  nn.broadcast %mask dims [] like %x : tensor<i1>, tensor<?x3xf32> -> tensor<?x3xi1>
  return
}

// CHECK-LABEL: @reshape
func.func @reshape(%x: tensor<?x2x3xf32>, %scalar: tensor<i64>) {
  // CHECK: nn.reshape %{{.*}} : tensor<?x2x3xf32> -> tensor<?x6xf32>
  nn.reshape %x : tensor<?x2x3xf32> -> tensor<?x6xf32>
  // CHECK: nn.reshape %{{.*}} : tensor<i64> -> tensor<1x1xi64>
  nn.reshape %scalar : tensor<i64> -> tensor<1x1xi64>
  return
}

// CHECK-LABEL: @transpose
func.func @transpose(%x: tensor<?x2x3xf32>) {
  // CHECK: nn.transpose %{{.*}} perm [2, 0, 1] : tensor<?x2x3xf32> -> tensor<3x?x2xf32>
  nn.transpose %x perm [2, 0, 1] : tensor<?x2x3xf32> -> tensor<3x?x2xf32>
  return
}

// CHECK-LABEL: @slice
func.func @slice(%x: tensor<?x7xf32>, %v: tensor<5xi1>) {
  // CHECK: nn.slice %{{.*}} [0, 1] [?, 2] [1, 3] : tensor<?x7xf32> -> tensor<?x2xf32>
  nn.slice %x [0, 1] [?, 2] [1, 3] : tensor<?x7xf32> -> tensor<?x2xf32>
  // CHECK: nn.slice %{{.*}} [5] [0] [1] : tensor<5xi1> -> tensor<0xi1>
  nn.slice %v [5] [0] [1] : tensor<5xi1> -> tensor<0xi1>
  return
}

// CHECK-LABEL: @pad
func.func @pad(%x: tensor<?x3xf32>, %i: tensor<2xi64>) {
  // CHECK: nn.pad %{{.*}} low [0, 1] high [0, 2] : tensor<?x3xf32> -> tensor<?x6xf32>
  nn.pad %x low [0, 1] high [0, 2] : tensor<?x3xf32> -> tensor<?x6xf32>
  // CHECK: nn.pad %{{.*}} low [0] high [3] : tensor<2xi64> -> tensor<5xi64>
  nn.pad %i low [0] high [3] : tensor<2xi64> -> tensor<5xi64>
  return
}

// CHECK-LABEL: @concat
// CHECK-SAME: (%[[A:.*]]: tensor<?x3xf32>, %[[B:.*]]: tensor<?x5xf32>)
func.func @concat(%a: tensor<?x3xf32>, %b: tensor<?x5xf32>) {
  // CHECK: nn.concat %[[A]], %[[B]], %[[A]] dim 1 : tensor<?x3xf32>, tensor<?x5xf32>, tensor<?x3xf32> -> tensor<?x11xf32>
  nn.concat %a, %b, %a dim 1 : tensor<?x3xf32>, tensor<?x5xf32>, tensor<?x3xf32> -> tensor<?x11xf32>
  return
}
