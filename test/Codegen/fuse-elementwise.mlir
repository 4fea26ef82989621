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

// The product needs the activation in memory; to compute it again for its derivative would keep the sum, too.
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (j)>

// CHECK-LABEL: @what_is_stored_anyway_is_loaded
func.func @what_is_stored_anyway_is_loaded(%x: tensor<2x3xf32>, %b: tensor<3xf32>, %g: tensor<2x3xf32>, %w: tensor<3x5xf32>, %c: tensor<2x5xf32>)
    -> (tensor<2x5xf32>, tensor<2x3xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x3xf32>
  // CHECK: %[[RELU:.*]] = linalg.generic
  // CHECK: arith.addf
  // CHECK: arith.maximumf
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "reduction"]} ins(%[[RELU]],
  // CHECK: linalg.generic {{.*}}ins(%[[RELU]],
  // CHECK-NOT: arith.maximumf
  // CHECK: arith.select
  %0 = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %b : tensor<2x3xf32>, tensor<3xf32>) outs(%e : tensor<2x3xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<2x3xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0 : tensor<2x3xf32>) outs(%e : tensor<2x3xf32>) {
  ^bb0(%p: f32, %o: f32):
    %s = arith.maximumf %p, %zero : f32
    linalg.yield %s : f32
  } -> tensor<2x3xf32>
  %2 = linalg.matmul ins(%1, %w : tensor<2x3xf32>, tensor<3x5xf32>) outs(%c : tensor<2x5xf32>) -> tensor<2x5xf32>
  %3 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%1, %g : tensor<2x3xf32>, tensor<2x3xf32>) outs(%e : tensor<2x3xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.cmpf ole, %p, %zero : f32
    %t = arith.select %s, %zero, %q : f32
    linalg.yield %t : f32
  } -> tensor<2x3xf32>
  return %2, %3 : tensor<2x5xf32>, tensor<2x3xf32>
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

// A mean kept as [N, 1] is worked on as [N].
// CHECK-LABEL: @reshapes_around_an_elementwise_op_cancel
func.func @reshapes_around_an_elementwise_op_cancel(%x: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK-NOT: tensor.expand_shape
  // CHECK:     linalg.generic {{.*}} ins(%{{.*}} : tensor<?xf32>)
  // CHECK-NOT: tensor.collapse_shape
  %zero = arith.constant 0 : index
  %n = tensor.dim %x, %zero : tensor<?xf32>
  %column = tensor.expand_shape %x [[0, 1]] output_shape [%n, 1] : tensor<?xf32> into tensor<?x1xf32>
  %empty = tensor.empty(%n) : tensor<?x1xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%column : tensor<?x1xf32>) outs(%empty : tensor<?x1xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = math.rsqrt %a : f32
    linalg.yield %0 : f32
  } -> tensor<?x1xf32>
  %row = tensor.collapse_shape %y [[0, 1]] : tensor<?x1xf32> into tensor<?xf32>
  return %row : tensor<?xf32>
}

// A mask is recomputed, even where that takes more than two operations.
// CHECK-LABEL: @masks_stay_in_registers
func.func @masks_stay_in_registers(%t: tensor<2xi64>, %x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-NOT: tensor<2x3xi1>
  %zero = arith.constant 0.0 : f32
  %none = tensor.empty() : tensor<2x3xi1>
  %mask = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>],
                          iterator_types = ["parallel", "parallel"]}
      ins(%t : tensor<2xi64>) outs(%none : tensor<2x3xi1>) {
  ^bb0(%a: i64, %o: i1):
    %narrow = arith.trunci %a : i64 to i32
    %loop = linalg.index 1 : index
    %here = arith.index_cast %loop : index to i32
    %is = arith.cmpi eq, %narrow, %here : i32
    %true = arith.constant true
    %not = arith.xori %is, %true : i1
    linalg.yield %not : i1
  } -> tensor<2x3xi1>
  %empty = tensor.empty() : tensor<2x3xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%mask, %x : tensor<2x3xi1>, tensor<2x3xf32>) outs(%empty : tensor<2x3xf32>) {
  ^bb0(%m: i1, %a: f32, %o: f32):
    %0 = arith.select %m, %a, %zero : f32
    linalg.yield %0 : f32
  } -> tensor<2x3xf32>
  %z = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%mask : tensor<2x3xi1>) outs(%empty : tensor<2x3xf32>) {
  ^bb0(%m: i1, %o: f32):
    %0 = arith.uitofp %m : i1 to f32
    linalg.yield %0 : f32
  } -> tensor<2x3xf32>
  return %y, %z : tensor<2x3xf32>, tensor<2x3xf32>
}
