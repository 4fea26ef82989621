// RUN: luge-opt %s --luge-stage-vector | FileCheck %s
// RUN: luge-opt %s --luge-stage-vector=target=avx2 | FileCheck %s --check-prefix=REMAINS
// RUN: luge-opt %s --luge-stage-vector=target=generic | FileCheck %s --check-prefix=REMAINS

// What is left of linalg, tensors and copies after the stage: nothing.
// REMAINS-NOT: linalg.
// REMAINS-NOT: tensor<
// REMAINS-NOT: bufferization.
// REMAINS-NOT: memref.copy

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (j)>

module attributes {luge.max_batch = 8 : i64} {

// The gradient dW = dY^T X exists only tile by tile, and the update reads and writes the state where it is.
// CHECK-LABEL: func.func @sgd_step(
// CHECK-SAME:    %[[X:.*]]: memref<?x24xf32>, %[[DY:.*]]: memref<?x16xf32>,
// CHECK-SAME:    %[[W:.*]]: memref<16x24xf32> {luge.parameter = "w"}, %[[M:.*]]: memref<16x24xf32> {luge.state = "w.m"}) {
func.func @sgd_step(%x: tensor<?x24xf32>, %dy: tensor<?x16xf32>, %w: tensor<16x24xf32> {luge.parameter = "w"},
                    %m: tensor<16x24xf32> {luge.state = "w.m"})
    -> (tensor<16x24xf32> {luge.parameter = "w"}, tensor<16x24xf32> {luge.state = "w.m"}) {
  // CHECK-NOT: memref.alloc(
  // CHECK-NOT: memref.copy
  // CHECK: vector.fma
  // CHECK: vector.{{.*}}load %[[W]]
  // CHECK: vector.{{.*}}load %[[M]]
  // CHECK: vector.{{.*}}store %{{.*}}, %[[W]]
  // CHECK: vector.{{.*}}store %{{.*}}, %[[M]]
  %zero = arith.constant 0.0 : f32
  %half = arith.constant 0.5 : f32
  %empty = tensor.empty() : tensor<16x24xf32>
  %fill = linalg.fill ins(%zero : f32) outs(%empty : tensor<16x24xf32>) -> tensor<16x24xf32>
  %dw = linalg.contract
      indexing_maps = [affine_map<(n, k, b) -> (b, n)>, affine_map<(n, k, b) -> (b, k)>, affine_map<(n, k, b) -> (n, k)>]
      ins(%dy, %x : tensor<?x16xf32>, tensor<?x24xf32>) outs(%fill : tensor<16x24xf32>) -> tensor<16x24xf32>
  %new:2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%dw : tensor<16x24xf32>) outs(%w, %m : tensor<16x24xf32>, tensor<16x24xf32>) {
  ^bb0(%g: f32, %old: f32, %momentum: f32):
    %0 = arith.mulf %momentum, %half : f32
    %1 = arith.addf %0, %g : f32
    %2 = arith.subf %old, %1 : f32
    linalg.yield %2, %1 : f32, f32
  } -> (tensor<16x24xf32>, tensor<16x24xf32>)
  return %new#0, %new#1 : tensor<16x24xf32>, tensor<16x24xf32>
}

// A bias, an activation whose input is kept, and a residual: from the sums to all three results in one loop.
// CHECK-LABEL: func.func @layer(
// CHECK-SAME:    %[[X:.*]]: memref<16x8xf32>, %{{.*}}: memref<32x8xf32>, %[[B:[^:]*]]: memref<32xf32>, %[[R:[^:]*]]: memref<16x32xf32>,
// CHECK-SAME:    %[[H:.*]]: memref<16x32xf32> {luge.output = "h"}, %[[A:.*]]: memref<16x32xf32> {luge.output = "a"}, %[[Y:.*]]: memref<16x32xf32> {luge.output = "y"}) {
func.func @layer(%x: tensor<16x8xf32>, %w: tensor<32x8xf32>, %b: tensor<32xf32>, %r: tensor<16x32xf32>)
    -> (tensor<16x32xf32> {luge.output = "h"}, tensor<16x32xf32> {luge.output = "a"}, tensor<16x32xf32> {luge.output = "y"}) {
  // CHECK: vector.fma
  // CHECK: vector.load %[[B]]
  // CHECK-NOT: load %[[H]]
  // CHECK-NOT: load %[[A]]
  // CHECK-DAG: vector.store %{{.*}}, %[[H]]
  // CHECK-DAG: vector.store %{{.*}}, %[[A]]
  // CHECK-DAG: vector.store %{{.*}}, %[[Y]]
  // CHECK-NOT: load
  // CHECK: return
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<16x32xf32>
  %fill = linalg.fill ins(%zero : f32) outs(%empty : tensor<16x32xf32>) -> tensor<16x32xf32>
  %z = linalg.contract
      indexing_maps = [affine_map<(i, o, k) -> (i, k)>, affine_map<(i, o, k) -> (o, k)>, affine_map<(i, o, k) -> (i, o)>]
      ins(%x, %w : tensor<16x8xf32>, tensor<32x8xf32>) outs(%fill : tensor<16x32xf32>) -> tensor<16x32xf32>
  %h = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%z, %b : tensor<16x32xf32>, tensor<32xf32>) outs(%empty : tensor<16x32xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.addf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<16x32xf32>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%h : tensor<16x32xf32>) outs(%empty : tensor<16x32xf32>) {
  ^bb0(%p: f32, %o: f32):
    %0 = math.exp %p : f32
    linalg.yield %0 : f32
  } -> tensor<16x32xf32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a, %r : tensor<16x32xf32>, tensor<16x32xf32>) outs(%empty : tensor<16x32xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.addf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<16x32xf32>
  return %h, %a, %y : tensor<16x32xf32>, tensor<16x32xf32>, tensor<16x32xf32>
}

// A scalar state is a load, a sum and a store.
// CHECK-LABEL: func.func @count(
// CHECK-SAME:    %[[N:.*]]: memref<f32>
// CHECK-NOT:   memref.alloc
// CHECK:       memref.load %[[N]][]
// CHECK:       arith.addf
// CHECK:       memref.store %{{.*}}, %[[N]][]
// CHECK-NEXT:  return
func.func @count(%n: tensor<f32> {luge.state = "n"}) -> (tensor<f32> {luge.state = "n"}) {
  %one = arith.constant 1.0 : f32
  %0 = tensor.extract %n[] : tensor<f32>
  %1 = arith.addf %0, %one : f32
  %2 = tensor.from_elements %1 : tensor<f32>
  return %2 : tensor<f32>
}
}
