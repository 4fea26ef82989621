// RUN: luge-opt %s --luge-decompose | FileCheck %s
// RUN: luge-opt %s --luge-decompose=keep-differentiable | FileCheck %s --check-prefix=KEEP

// CHECK-LABEL: @mse_loss
// CHECK-SAME: (%[[X:.*]]: tensor<?x3xf32>, %[[T:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[DIFFERENCE:.*]] = nn.sub %[[X]], %[[T]]
// CHECK-NEXT: %[[SQUARE:.*]] = nn.mul %[[DIFFERENCE]], %[[DIFFERENCE]]
// CHECK-NEXT: %[[LOSS:.*]] = nn.mean %[[SQUARE]] dims [0, 1]
// CHECK-NEXT: return %[[LOSS]]
func.func @mse_loss(%x: tensor<?x3xf32>, %t: tensor<?x3xf32>) -> tensor<f32> {
  %0 = nn.mse_loss %x, %t reduction mean : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: @l1_loss
// CHECK-SAME: (%[[X:.*]]: tensor<?x3xf32>, %[[T:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: %[[DIFFERENCE:.*]] = nn.sub %[[X]], %[[T]]
// CHECK-NEXT: %[[LOSSES:.*]] = nn.abs %[[DIFFERENCE]]
// CHECK-NEXT: return %[[LOSSES]]
func.func @l1_loss(%x: tensor<?x3xf32>, %t: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %0 = nn.l1_loss %x, %t reduction none : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// Logarithms are at least -100. Before differentiation the op stays: its own rule is better.
// CHECK-LABEL: @bce_loss
// CHECK: %[[LEAST:.*]] = nn.constant dense<-1.000000e+02>
// CHECK: nn.log1p
// CHECK: nn.maximum %{{.*}}, %[[LEAST]]
// CHECK: nn.log %
// CHECK: nn.maximum %{{.*}}, %[[LEAST]]
// CHECK: nn.sum %{{.*}} dims [0]
// KEEP-LABEL: @bce_loss
// KEEP-NEXT: nn.bce_loss
func.func @bce_loss(%x: tensor<3xf32>, %t: tensor<3xf32>) -> tensor<f32> {
  %0 = nn.bce_loss %x, %t reduction sum : tensor<3xf32>, tensor<3xf32> -> tensor<f32>
  return %0 : tensor<f32>
}

// The exponential is of nothing positive.
// CHECK-LABEL: @bce_with_logits
// CHECK-SAME: (%[[X:.*]]: tensor<3xf32>, %[[T:.*]]: tensor<3xf32>)
// CHECK: %[[ABS:.*]] = nn.abs %[[X]]
// CHECK: %[[NEG:.*]] = nn.neg %[[ABS]]
// CHECK: %[[EXP:.*]] = nn.exp %[[NEG]]
// CHECK: nn.log1p %[[EXP]]
// KEEP-LABEL: @bce_with_logits
// KEEP-NEXT: nn.bce_with_logits
func.func @bce_with_logits(%x: tensor<3xf32>, %t: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nn.bce_with_logits %x, %t reduction none : tensor<3xf32>, tensor<3xf32> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// No gradient flows through the maximum.
// CHECK-LABEL: @cross_entropy_of_class_indices
// CHECK-SAME: (%[[X:.*]]: tensor<?x5xf32>, %[[T:.*]]: tensor<?xi64>)
// CHECK: %[[DETACHED:.*]] = nn.detach %[[X]]
// CHECK: %[[MAXIMUM:.*]] = nn.amax %[[DETACHED]] dims [1] ignore_nan
// CHECK: %[[ROWS:.*]] = nn.broadcast %[[MAXIMUM]] dims [0] like %[[X]]
// CHECK: %[[RELATIVE:.*]] = nn.sub %[[X]], %[[ROWS]]
// CHECK: %[[EXP:.*]] = nn.exp %[[RELATIVE]]
// CHECK: %[[SUM_OF_EXP:.*]] = nn.sum %[[EXP]] dims [1]
// CHECK: nn.log %[[SUM_OF_EXP]]
// CHECK: %[[IS_TARGET:.*]] = nn.one_hot %[[T]] dim 1 : tensor<?xi64> -> tensor<?x5xi1>
// CHECK: %[[CHOSEN:.*]] = nn.select %[[IS_TARGET]], %[[RELATIVE]], %{{.*}}
// CHECK: nn.sum %[[CHOSEN]] dims [1]
// CHECK: %[[NAN:.*]] = nn.constant dense<0x7FC00000>
// CHECK: %[[IN_RANGE:.*]] = nn.select %{{.*}}, %{{.*}}, %{{.*}}
// CHECK: %[[COUNTED_LOSSES:.*]] = nn.select %[[IGNORED:.*]], %{{.*}}, %[[IN_RANGE]]
// CHECK: %[[SUM:.*]] = nn.sum %[[COUNTED_LOSSES]] dims [0]
// CHECK: nn.div %[[SUM]], %{{.*}}
func.func @cross_entropy_of_class_indices(%x: tensor<?x5xf32>, %t: tensor<?xi64>) -> tensor<f32> {
  %0 = nn.cross_entropy %x, %t reduction mean : tensor<?x5xf32>, tensor<?xi64> -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: @cross_entropy_of_class_probabilities
// CHECK-SAME: (%[[X:.*]]: tensor<?x5x2xf32>, %[[T:.*]]: tensor<?x5x2xf32>)
// CHECK: %[[RELATIVE:.*]] = nn.sub %[[X]], %{{.*}}
// CHECK: %[[SUM_OF_EXP:.*]] = nn.sum %{{.*}} dims [1]
// CHECK: %[[LOG:.*]] = nn.log %[[SUM_OF_EXP]]
// CHECK-DAG: %[[TOTAL:.*]] = nn.sum %[[T]] dims [1]
// CHECK-DAG: %[[PRODUCT:.*]] = nn.mul %[[T]], %[[RELATIVE]]
// CHECK-DAG: %[[OF_TARGETS:.*]] = nn.sum %[[PRODUCT]] dims [1]
// CHECK-DAG: %[[SCALED:.*]] = nn.mul %[[TOTAL]], %[[LOG]]
// CHECK: %[[LOSSES:.*]] = nn.sub %[[SCALED]], %[[OF_TARGETS]]
// CHECK-NEXT: return %[[LOSSES]]
func.func @cross_entropy_of_class_probabilities(%x: tensor<?x5x2xf32>, %t: tensor<?x5x2xf32>) -> tensor<?x2xf32> {
  %0 = nn.cross_entropy %x, %t reduction none : tensor<?x5x2xf32>, tensor<?x5x2xf32> -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// No tensor has all logits.
// CHECK-LABEL: @linear_cross_entropy
// CHECK-DAG: %[[FIRST:.*]] = nn.slice %{{.*}} [0, 0] [4096, 3] [1, 1]
// CHECK-DAG: %[[LAST:.*]] = nn.slice %{{.*}} [8192, 0] [808, 3] [1, 1]
// CHECK: nn.contract %[[FIRST]], {{.*}} -> tensor<4096x?xf32>
// CHECK: nn.logsumexp {{.*}} tensor<4096x?xf32>
// CHECK: nn.contract %[[LAST]], {{.*}} -> tensor<808x?xf32>
// CHECK: nn.concat {{.*}} -> tensor<3x?xf32>
// CHECK-NOT: x9000xf32
// KEEP-LABEL: @linear_cross_entropy
// KEEP-NEXT: nn.linear_cross_entropy
func.func @linear_cross_entropy(%x: tensor<?x3xf32>, %w: tensor<9000x3xf32>, %t: tensor<?xi64>) -> tensor<f32> {
  %0:2 = nn.linear_cross_entropy %x, %w, %t reduction mean
       : tensor<?x3xf32>, tensor<9000x3xf32>, tensor<?xi64> -> tensor<f32>, tensor<?xf32>
  return %0#0 : tensor<f32>
}

// CHECK-LABEL: @dropout
// CHECK-SAME: (%[[X:.*]]: tensor<?x5xf32>, %[[SEED:.*]]: tensor<i64>, %[[STEP:.*]]: tensor<i64>)
// CHECK: %[[DRAWS:.*]] = nn.uniform %[[SEED]], %[[STEP]] id 7 like %[[X]]
// CHECK: %[[DROPPED:.*]] = nn.compare lt %[[DRAWS]], %{{.*}}
// CHECK: %[[SCALED:.*]] = nn.mul %[[X]], %{{.*}}
// CHECK: nn.select %[[DROPPED]], %{{.*}}, %[[SCALED]]
func.func @dropout(%x: tensor<?x5xf32>, %seed: tensor<i64>, %step: tensor<i64>) -> tensor<?x5xf32> {
  %0 = nn.dropout %x, %seed, %step p 0.25 id 7 : tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// CHECK-LABEL: @dropout_of_nothing_or_everything
// CHECK-SAME: (%[[X:.*]]: tensor<?x5xf32>
// CHECK-NOT: nn.uniform
// CHECK: %[[NOTHING:.*]] = nn.mul %[[X]], %{{.*}}
// CHECK: return %[[X]], %[[NOTHING]]
func.func @dropout_of_nothing_or_everything(%x: tensor<?x5xf32>, %seed: tensor<i64>) -> (tensor<?x5xf32>, tensor<?x5xf32>) {
  %0 = nn.dropout %x, %seed, %seed p 0.0 id 7 : tensor<?x5xf32>
  %1 = nn.dropout %x, %seed, %seed p 1.0 id 7 : tensor<?x5xf32>
  return %0, %1 : tensor<?x5xf32>, tensor<?x5xf32>
}
