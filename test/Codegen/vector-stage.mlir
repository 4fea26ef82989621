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
