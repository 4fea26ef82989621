// RUN: luge-opt %s --luge-fuse-elementwise --canonicalize --split-input-file | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (j)>

// CHECK-LABEL: @a_chain_becomes_one_loop
func.func @a_chain_becomes_one_loop(%x: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<2x3xf32> {
  %e = tensor.empty() : tensor<2x3xf32>
  // CHECK: linalg.generic
  // CHECK: arith.addf
  // CHECK: math.exp
  // CHECK-NOT: linalg.generic
  %0 = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %b : tensor<2x3xf32>, tensor<3xf32>) outs(%e : tensor<2x3xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<2x3xf32>
  %1 = linalg.exp ins(%0 : tensor<2x3xf32>) outs(%e : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// -----

// Computing a row's value once per element of the row would be dearer than to store it.
#id = affine_map<(i, j) -> (i, j)>
#column = affine_map<(i, j) -> (i)>

// CHECK-LABEL: @an_expensive_broadcast_stays
func.func @an_expensive_broadcast_stays(%x: tensor<2xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %e1 = tensor.empty() : tensor<2xf32>
  %e2 = tensor.empty() : tensor<2x3xf32>
  // CHECK: math.log
  // CHECK: linalg.generic
  // CHECK: arith.subf
  %0 = linalg.log ins(%x : tensor<2xf32>) outs(%e1 : tensor<2xf32>) -> tensor<2xf32>
  %1 = linalg.generic {indexing_maps = [#id, #column, #id], iterator_types = ["parallel", "parallel"]}
      ins(%y, %0 : tensor<2x3xf32>, tensor<2xf32>) outs(%e2 : tensor<2x3xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.subf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// -----

// CHECK-DAG: #[[$X:.*]] = affine_map<(d0, d1, d2) -> (d2, d0)>
// CHECK-LABEL: @a_transpose_goes_into_a_contraction
func.func @a_transpose_goes_into_a_contraction(%x: tensor<5x2xf32>, %w: tensor<5x3xf32>, %c: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %e = tensor.empty() : tensor<2x5xf32>
  // CHECK-NOT: transpose
  // CHECK: linalg.generic {indexing_maps = [#[[$X]],
  // CHECK-SAME: ins(%{{.*}}, %{{.*}} : tensor<5x2xf32>, tensor<5x3xf32>)
  %t = linalg.transpose ins(%x : tensor<5x2xf32>) outs(%e : tensor<2x5xf32>) permutation = [1, 0]
  %0 = linalg.matmul ins(%t, %w : tensor<2x5xf32>, tensor<5x3xf32>) outs(%c : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

// CHECK-LABEL: @a_contraction_takes_no_arithmetic
func.func @a_contraction_takes_no_arithmetic(%x: tensor<2x5xf32>, %w: tensor<5x3xf32>, %c: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %e = tensor.empty() : tensor<2x5xf32>
  // CHECK: linalg.generic
  // CHECK: arith.negf
  // CHECK: linalg.generic
  // CHECK-NOT: arith.negf
  %n = linalg.negf ins(%x : tensor<2x5xf32>) outs(%e : tensor<2x5xf32>) -> tensor<2x5xf32>
  %0 = linalg.matmul ins(%n, %w : tensor<2x5xf32>, tensor<5x3xf32>) outs(%c : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
