// RUN: luge-opt %s | luge-opt | FileCheck %s
// RUN: luge-opt %s --mlir-print-op-generic | luge-opt | FileCheck %s

// CHECK-LABEL: @binary
// CHECK-SAME: (%[[A:.*]]: tensor<?x3xf32>, %[[B:.*]]: tensor<?x3xf32>)
func.func @binary(%a: tensor<?x3xf32>, %b: tensor<?x3xf32>) {
  // CHECK: nn.add %[[A]], %[[B]] : tensor<?x3xf32>
  nn.add %a, %b : tensor<?x3xf32>
  // CHECK: nn.sub %[[A]], %[[B]] : tensor<?x3xf32>
  nn.sub %a, %b : tensor<?x3xf32>
  // CHECK: nn.mul %[[A]], %[[B]] : tensor<?x3xf32>
  nn.mul %a, %b : tensor<?x3xf32>
  // CHECK: nn.div %[[A]], %[[B]] : tensor<?x3xf32>
  nn.div %a, %b : tensor<?x3xf32>
  // CHECK: nn.pow %[[A]], %[[B]] : tensor<?x3xf32>
  nn.pow %a, %b : tensor<?x3xf32>
  // CHECK: nn.fmod %[[A]], %[[B]] : tensor<?x3xf32>
  nn.fmod %a, %b : tensor<?x3xf32>
  // CHECK: nn.atan2 %[[A]], %[[B]] : tensor<?x3xf32>
  nn.atan2 %a, %b : tensor<?x3xf32>
  // CHECK: nn.maximum %[[A]], %[[B]] : tensor<?x3xf32>
  nn.maximum %a, %b : tensor<?x3xf32>
  // CHECK: nn.minimum %[[A]], %[[B]] : tensor<?x3xf32>
  nn.minimum %a, %b : tensor<?x3xf32>
  return
}

// CHECK-LABEL: @arithmetic_of_integers
func.func @arithmetic_of_integers(%a: tensor<2x?xi64>) {
  // CHECK: nn.add %{{.*}} : tensor<2x?xi64>
  nn.add %a, %a : tensor<2x?xi64>
  // CHECK: nn.sub %{{.*}} : tensor<2x?xi64>
  nn.sub %a, %a : tensor<2x?xi64>
  // CHECK: nn.mul %{{.*}} : tensor<2x?xi64>
  nn.mul %a, %a : tensor<2x?xi64>
  return
}

// CHECK-LABEL: @unary
// CHECK-SAME: (%[[X:.*]]: tensor<?x3xf64>)
func.func @unary(%x: tensor<?x3xf64>) {
  // CHECK: nn.neg %[[X]] : tensor<?x3xf64>
  nn.neg %x : tensor<?x3xf64>
  // CHECK: nn.abs %[[X]] : tensor<?x3xf64>
  nn.abs %x : tensor<?x3xf64>
  // CHECK: nn.sign %[[X]] : tensor<?x3xf64>
  nn.sign %x : tensor<?x3xf64>
  // CHECK: nn.exp %[[X]] : tensor<?x3xf64>
  nn.exp %x : tensor<?x3xf64>
  // CHECK: nn.expm1 %[[X]] : tensor<?x3xf64>
  nn.expm1 %x : tensor<?x3xf64>
  // CHECK: nn.log %[[X]] : tensor<?x3xf64>
  nn.log %x : tensor<?x3xf64>
  // CHECK: nn.log1p %[[X]] : tensor<?x3xf64>
  nn.log1p %x : tensor<?x3xf64>
  // CHECK: nn.sqrt %[[X]] : tensor<?x3xf64>
  nn.sqrt %x : tensor<?x3xf64>
  // CHECK: nn.rsqrt %[[X]] : tensor<?x3xf64>
  nn.rsqrt %x : tensor<?x3xf64>
  // CHECK: nn.sin %[[X]] : tensor<?x3xf64>
  nn.sin %x : tensor<?x3xf64>
  // CHECK: nn.cos %[[X]] : tensor<?x3xf64>
  nn.cos %x : tensor<?x3xf64>
  // CHECK: nn.tan %[[X]] : tensor<?x3xf64>
  nn.tan %x : tensor<?x3xf64>
  // CHECK: nn.asin %[[X]] : tensor<?x3xf64>
  nn.asin %x : tensor<?x3xf64>
  // CHECK: nn.acos %[[X]] : tensor<?x3xf64>
  nn.acos %x : tensor<?x3xf64>
  // CHECK: nn.atan %[[X]] : tensor<?x3xf64>
  nn.atan %x : tensor<?x3xf64>
  // CHECK: nn.sinh %[[X]] : tensor<?x3xf64>
  nn.sinh %x : tensor<?x3xf64>
  // CHECK: nn.cosh %[[X]] : tensor<?x3xf64>
  nn.cosh %x : tensor<?x3xf64>
  // CHECK: nn.asinh %[[X]] : tensor<?x3xf64>
  nn.asinh %x : tensor<?x3xf64>
  // CHECK: nn.acosh %[[X]] : tensor<?x3xf64>
  nn.acosh %x : tensor<?x3xf64>
  // CHECK: nn.atanh %[[X]] : tensor<?x3xf64>
  nn.atanh %x : tensor<?x3xf64>
  // CHECK: nn.floor %[[X]] : tensor<?x3xf64>
  nn.floor %x : tensor<?x3xf64>
  // CHECK: nn.ceil %[[X]] : tensor<?x3xf64>
  nn.ceil %x : tensor<?x3xf64>
  // CHECK: nn.round %[[X]] : tensor<?x3xf64>
  nn.round %x : tensor<?x3xf64>
  // CHECK: nn.trunc %[[X]] : tensor<?x3xf64>
  nn.trunc %x : tensor<?x3xf64>
  // CHECK: nn.tanh %[[X]] : tensor<?x3xf64>
  nn.tanh %x : tensor<?x3xf64>
  // CHECK: nn.erf %[[X]] : tensor<?x3xf64>
  nn.erf %x : tensor<?x3xf64>
  // CHECK: nn.sigmoid %[[X]] : tensor<?x3xf64>
  nn.sigmoid %x : tensor<?x3xf64>
  // CHECK: nn.relu %[[X]] : tensor<?x3xf64>
  nn.relu %x : tensor<?x3xf64>
  return
}

// CHECK-LABEL: @gelu_without_approximation_by_default
func.func @gelu_without_approximation_by_default(%x: tensor<?x3xf32>) {
  // CHECK: nn.gelu %{{.*}} : tensor<?x3xf32>
  nn.gelu %x : tensor<?x3xf32>
  // CHECK: nn.gelu %{{[a-z0-9]+}} : tensor<?x3xf32>
  nn.gelu %x approximate none : tensor<?x3xf32>
  // CHECK: nn.gelu %{{.*}} approximate tanh : tensor<?x3xf32>
  nn.gelu %x approximate tanh : tensor<?x3xf32>
  return
}

// CHECK-LABEL: @detach_of_any_element
func.func @detach_of_any_element(%x: tensor<?xf32>, %i: tensor<2xi64>, %m: tensor<i1>) {
  // CHECK: nn.detach %{{.*}} : tensor<?xf32>
  nn.detach %x : tensor<?xf32>
  // CHECK: nn.detach %{{.*}} : tensor<2xi64>
  nn.detach %i : tensor<2xi64>
  // CHECK: nn.detach %{{.*}} : tensor<i1>
  nn.detach %m : tensor<i1>
  return
}

// CHECK-LABEL: @masks
// CHECK-SAME: (%[[A:.*]]: tensor<?x3xi1>, %[[B:.*]]: tensor<?x3xi1>)
func.func @masks(%a: tensor<?x3xi1>, %b: tensor<?x3xi1>) {
  // CHECK: nn.and %[[A]], %[[B]] : tensor<?x3xi1>
  nn.and %a, %b : tensor<?x3xi1>
  // CHECK: nn.or %[[A]], %[[B]] : tensor<?x3xi1>
  nn.or %a, %b : tensor<?x3xi1>
  // CHECK: nn.not %[[A]] : tensor<?x3xi1>
  nn.not %a : tensor<?x3xi1>
  return
}

// CHECK-LABEL: @compare_makes_a_mask
func.func @compare_makes_a_mask(%a: tensor<?x3xf32>, %i: tensor<i64>) -> (tensor<?x3xi1>, tensor<i1>) {
  // CHECK: nn.compare eq %{{.*}} : tensor<?x3xf32>
  %0 = nn.compare eq %a, %a : tensor<?x3xf32>
  // CHECK: nn.compare ne %{{.*}} : tensor<?x3xf32>
  %1 = nn.compare ne %a, %a : tensor<?x3xf32>
  // CHECK: nn.compare lt %{{.*}} : tensor<?x3xf32>
  %2 = nn.compare lt %a, %a : tensor<?x3xf32>
  // CHECK: nn.compare le %{{.*}} : tensor<?x3xf32>
  %3 = nn.compare le %a, %a : tensor<?x3xf32>
  // CHECK: nn.compare gt %{{.*}} : tensor<?x3xf32>
  %4 = nn.compare gt %a, %a : tensor<?x3xf32>
  // CHECK: nn.compare ge %{{.*}} : tensor<i64>
  %5 = nn.compare ge %i, %i : tensor<i64>
  return %0, %5 : tensor<?x3xi1>, tensor<i1>
}

// CHECK-LABEL: @select
// CHECK-SAME: (%[[M:.*]]: tensor<?x3xi1>, %[[A:.*]]: tensor<?x3xf32>, %[[I:.*]]: tensor<?x3xi64>)
func.func @select(%m: tensor<?x3xi1>, %a: tensor<?x3xf32>, %i: tensor<?x3xi64>) {
  // CHECK: nn.select %[[M]], %[[A]], %[[A]] : tensor<?x3xf32>
  nn.select %m, %a, %a : tensor<?x3xf32>
  // CHECK: nn.select %[[M]], %[[I]], %[[I]] : tensor<?x3xi64>
  nn.select %m, %i, %i : tensor<?x3xi64>
  return
}

// CHECK-LABEL: @cast
func.func @cast(%a: tensor<?x3xf32>, %i: tensor<2xi64>, %m: tensor<i1>) {
  // CHECK: nn.cast %{{.*}} : tensor<?x3xf32> -> tensor<?x3xf64>
  nn.cast %a : tensor<?x3xf32> -> tensor<?x3xf64>
  // CHECK: nn.cast %{{.*}} : tensor<2xi64> -> tensor<2xf32>
  nn.cast %i : tensor<2xi64> -> tensor<2xf32>
  // CHECK: nn.cast %{{.*}} : tensor<i1> -> tensor<i64>
  nn.cast %m : tensor<i1> -> tensor<i64>
  return
}
