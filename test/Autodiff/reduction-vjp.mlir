// RUN: luge-opt %s -luge-differentiate | FileCheck %s

// The rule of each reduction, after the gradient of its result.

// CHECK-LABEL: func @sum(
// CHECK-SAME: %[[X:.*]]: tensor<2x3x5xf32>
func.func @sum(%x: tensor<2x3x5xf32>) -> tensor<2x3x5xf32> {
  // CHECK:      %[[Y:.*]] = nn.sum %[[X]] dims [0, 2] : tensor<2x3x5xf32> -> tensor<3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[BROADCAST:.*]] = nn.broadcast %[[G]] dims [1] : tensor<3xf32> -> tensor<2x3x5xf32>
  // CHECK-NEXT: return %[[BROADCAST]]
  %y = nn.sum %x dims [0, 2] : tensor<2x3x5xf32> -> tensor<3xf32>
  %loss = nn.sum %y dims [0] : tensor<3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3x5xf32>
  return %dx : tensor<2x3x5xf32>
}

// CHECK-LABEL: func @sum_over_batch(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>
func.func @sum_over_batch(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.sum %[[X]] dims [0] : tensor<?x3xf32> -> tensor<3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[BROADCAST:.*]] = nn.broadcast %[[G]] dims [1] like %[[X]] : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  // CHECK-NEXT: return %[[BROADCAST]]
  %y = nn.sum %x dims [0] : tensor<?x3xf32> -> tensor<3xf32>
  %loss = nn.sum %y dims [0] : tensor<3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<?x3xf32>
  return %dx : tensor<?x3xf32>
}

// CHECK-LABEL: func @mean(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>
func.func @mean(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.mean %[[X]] dims [0] : tensor<?x3xf32> -> tensor<3xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[COUNT:.*]] = nn.count %[[X]] dims [0] : tensor<?x3xf32> -> tensor<f32>
  // CHECK-NEXT: %[[BROADCAST:.*]] = nn.broadcast %[[COUNT]] dims [] : tensor<f32> -> tensor<3xf32>
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[G]], %[[BROADCAST]]
  // CHECK-NEXT: %[[BROADCAST2:.*]] = nn.broadcast %[[DIV]] dims [1] like %[[X]] : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  // CHECK-NEXT: return %[[BROADCAST2]]
  %y = nn.mean %x dims [0] : tensor<?x3xf32> -> tensor<3xf32>
  %loss = nn.sum %y dims [0] : tensor<3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<?x3xf32>
  return %dx : tensor<?x3xf32>
}

// CHECK-LABEL: func @amax(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @amax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.amax %[[X]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[BROADCAST:.*]] = nn.broadcast %[[Y]] dims [0] : tensor<2xf32> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[COMPARE:.*]] = nn.compare eq %[[X]], %[[BROADCAST]]
  // CHECK-NEXT: %[[CAST:.*]] = nn.cast %[[COMPARE]] : tensor<2x3xi1> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[SUM2:.*]] = nn.sum %[[CAST]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[G]], %[[SUM2]]
  // CHECK-NEXT: %[[BROADCAST2:.*]] = nn.broadcast %[[DIV]] dims [0] : tensor<2xf32> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[CAST]], %[[BROADCAST2]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.amax %x dims [1] : tensor<2x3xf32> -> tensor<2xf32>
  %loss = nn.sum %y dims [0] : tensor<2xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @amin(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @amin(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.amin %[[X]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[BROADCAST:.*]] = nn.broadcast %[[Y]] dims [0] : tensor<2xf32> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[COMPARE:.*]] = nn.compare eq %[[X]], %[[BROADCAST]]
  // CHECK-NEXT: %[[CAST:.*]] = nn.cast %[[COMPARE]] : tensor<2x3xi1> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[SUM2:.*]] = nn.sum %[[CAST]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[G]], %[[SUM2]]
  // CHECK-NEXT: %[[BROADCAST2:.*]] = nn.broadcast %[[DIV]] dims [0] : tensor<2xf32> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[CAST]], %[[BROADCAST2]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.amin %x dims [1] : tensor<2x3xf32> -> tensor<2xf32>
  %loss = nn.sum %y dims [0] : tensor<2xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @softmax(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>
func.func @softmax(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.softmax %[[X]] dim 1
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[Y]]
  // CHECK-NEXT: %[[SUM2:.*]] = nn.sum %[[MUL]] dims [1] : tensor<?x3xf32> -> tensor<?xf32>
  // CHECK-NEXT: %[[BROADCAST:.*]] = nn.broadcast %[[SUM2]] dims [0] like %[[Y]] : tensor<?xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[G]], %[[BROADCAST]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[Y]], %[[SUB]]
  // CHECK-NEXT: return %[[MUL2]]
  %y = nn.softmax %x dim 1 : tensor<?x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<?x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<?x3xf32>
  return %dx : tensor<?x3xf32>
}

// CHECK-LABEL: func @log_softmax(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @log_softmax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.log_softmax %[[X]] dim 1
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[EXP:.*]] = nn.exp %[[Y]]
  // CHECK-NEXT: %[[SUM2:.*]] = nn.sum %[[G]] dims [1] : tensor<2x3xf32> -> tensor<2xf32>
  // CHECK-NEXT: %[[BROADCAST:.*]] = nn.broadcast %[[SUM2]] dims [0] : tensor<2xf32> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[EXP]], %[[BROADCAST]]
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[G]], %[[MUL]]
  // CHECK-NEXT: return %[[SUB]]
  %y = nn.log_softmax %x dim 1 : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @logsumexp(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @logsumexp(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.logsumexp %[[X]] dim 1 : tensor<2x3xf32> -> tensor<2xf32>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[BROADCAST:.*]] = nn.broadcast %[[Y]] dims [0] : tensor<2xf32> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[X]], %[[BROADCAST]]
  // CHECK-NEXT: %[[EXP:.*]] = nn.exp %[[SUB]]
  // CHECK-NEXT: %[[BROADCAST2:.*]] = nn.broadcast %[[G]] dims [0] : tensor<2xf32> -> tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[EXP]], %[[BROADCAST2]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.logsumexp %x dim 1 : tensor<2x3xf32> -> tensor<2xf32>
  %loss = nn.sum %y dims [0] : tensor<2xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}
