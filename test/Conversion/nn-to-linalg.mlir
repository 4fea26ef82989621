// RUN: luge-opt %s -luge-convert-nn-to-linalg -canonicalize -cse -split-input-file -verify-diagnostics | FileCheck %s

// The form, one example of each kind; numbers are compared with torch in test/Numeric.

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

// CHECK-LABEL: @elementwise_is_one_loop_with_identity_maps
func.func @elementwise_is_one_loop_with_identity_maps(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: linalg.generic {indexing_maps = [#[[ID:.*]], #[[ID]], #[[ID]]], iterator_types = ["parallel", "parallel"]} ins(%arg0, %arg1
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %[[Y:.*]]: f32, %{{.*}}: f32):
  // CHECK-NEXT:   %[[SUM:.*]] = arith.addf %[[X]], %[[Y]] : f32
  // CHECK-NEXT:   linalg.yield %[[SUM]]
  %0 = nn.add %x, %y : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: @integers_have_their_own_ops
func.func @integers_have_their_own_ops(%x: tensor<3xi64>, %y: tensor<3xi64>) -> tensor<3xi1> {
  // CHECK: arith.muli
  // CHECK: arith.cmpi slt
  %0 = nn.mul %x, %y : tensor<3xi64>
  %1 = nn.compare lt %0, %y : tensor<3xi64>
  return %1 : tensor<3xi1>
}

// CHECK-LABEL: @relu_lets_nan_through
func.func @relu_lets_nan_through(%x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK: %[[NEGATIVE:.*]] = arith.cmpf olt, %[[X:.*]], %[[ZERO:.*]] : f32
  // CHECK: arith.select %[[NEGATIVE]], %[[ZERO]], %[[X]]
  %0 = nn.relu %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: @detach_is_nothing
// CHECK-NEXT: return %arg0
func.func @detach_is_nothing(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = nn.detach %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: @equal_extents_are_equal_values
func.func @equal_extents_are_equal_values(%x: tensor<?x3xf32>, %y: tensor<5x?xf32>) -> (tensor<?x3xf32>, tensor<5x?xf32>) {
  // CHECK: %[[BATCH:.*]] = tensor.dim %arg0, %c0
  // CHECK-NOT: tensor.dim
  // CHECK-DAG: tensor.empty(%[[BATCH]]) : tensor<?x3xf32>
  // CHECK-DAG: tensor.empty(%[[BATCH]]) : tensor<5x?xf32>
  %0 = nn.exp %x : tensor<?x3xf32>
  %1 = nn.exp %y : tensor<5x?xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<5x?xf32>
}

// -----

//===----------------------------------------------------------------------===//
// Moving elements
//===----------------------------------------------------------------------===//

// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[BOTH:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[SWAPPED:.*]] = affine_map<(d0, d1) -> (d1, d0)>

// CHECK-LABEL: @broadcast_is_a_map
func.func @broadcast_is_a_map(%b: tensor<3xf32>, %x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK: %[[BATCH:.*]] = tensor.dim %arg1, %c0
  // CHECK: %[[EMPTY:.*]] = tensor.empty(%[[BATCH]])
  // CHECK: linalg.generic {indexing_maps = [#[[ROW]], #[[BOTH]]], {{.*}}} ins(%arg0 : tensor<3xf32>) outs(%[[EMPTY]]
  %0 = nn.broadcast %b dims [1] like %x : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: @broadcast_drops_unit_dimensions
func.func @broadcast_drops_unit_dimensions(%x: tensor<1x3x1xf32>) -> tensor<2x3x5xf32> {
  // CHECK: tensor.collapse_shape %arg0 {{\[\[}}0, 1, 2]] : tensor<1x3x1xf32> into tensor<3xf32>
  %0 = nn.broadcast %x dims [0, 1, 2] : tensor<1x3x1xf32> -> tensor<2x3x5xf32>
  return %0 : tensor<2x3x5xf32>
}

// CHECK-LABEL: @transpose_is_a_map
func.func @transpose_is_a_map(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // CHECK: linalg.generic {indexing_maps = [#[[SWAPPED]], #[[BOTH]]], {{.*}}} ins(%arg0
  %0 = nn.transpose %x perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// CHECK-LABEL: @reshape_keeps_the_batch
func.func @reshape_keeps_the_batch(%x: tensor<?x2x3xf32>) -> tensor<?x6xf32> {
  // CHECK: tensor.collapse_shape %arg0 {{\[\[}}0], [1, 2]]
  %0 = nn.reshape %x : tensor<?x2x3xf32> -> tensor<?x6xf32>
  return %0 : tensor<?x6xf32>
}

// CHECK-LABEL: @reshape_of_shapes_that_do_not_nest
func.func @reshape_of_shapes_that_do_not_nest(%x: tensor<?x2x6xf32>) -> tensor<?x3x4xf32> {
  // CHECK: %[[FLAT:.*]] = tensor.collapse_shape %arg0 {{\[\[}}0, 1, 2]] : tensor<?x2x6xf32> into tensor<?xf32>
  // CHECK: tensor.expand_shape %[[FLAT]] {{\[\[}}0, 1, 2]] output_shape [%{{.*}}, 3, 4]
  %0 = nn.reshape %x : tensor<?x2x6xf32> -> tensor<?x3x4xf32>
  return %0 : tensor<?x3x4xf32>
}

// CHECK-LABEL: @reshape_of_no_elements
func.func @reshape_of_no_elements(%x: tensor<?x0x3xf32>) -> tensor<?x0xf32> {
  // CHECK-NOT: tensor.collapse_shape
  // CHECK: tensor.empty(%{{.*}}) : tensor<?x0xf32>
  %0 = nn.reshape %x : tensor<?x0x3xf32> -> tensor<?x0xf32>
  return %0 : tensor<?x0xf32>
}

// CHECK-LABEL: @slice
func.func @slice(%x: tensor<?x7xf32>) -> tensor<?x2xf32> {
  // CHECK: tensor.extract_slice %arg0[0, 1] [%{{.*}}, 2] [1, 3]
  %0 = nn.slice %x [0, 1] [?, 2] [1, 3] : tensor<?x7xf32> -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// CHECK-LABEL: @pad_writes_into_zeros
func.func @pad_writes_into_zeros(%x: tensor<2x3xf32>) -> tensor<2x6xf32> {
  // CHECK: %[[ZEROS:.*]] = linalg.fill ins(%cst : f32)
  // CHECK: tensor.insert_slice %arg0 into %[[ZEROS]][0, 1] [2, 3] [1, 1]
  %0 = nn.pad %x low [0, 1] high [0, 2] : tensor<2x3xf32> -> tensor<2x6xf32>
  return %0 : tensor<2x6xf32>
}

// CHECK-LABEL: @concat_writes_side_by_side
func.func @concat_writes_side_by_side(%x: tensor<2x3xf32>, %y: tensor<2x5xf32>) -> tensor<2x8xf32> {
  // CHECK: %[[LEFT:.*]] = tensor.insert_slice %arg0 into %{{.*}}[0, 0] [2, 3] [1, 1]
  // CHECK: tensor.insert_slice %arg1 into %[[LEFT]][0, 3] [2, 5] [1, 1]
  %0 = nn.concat %x, %y dim 1 : tensor<2x3xf32>, tensor<2x5xf32> -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}

// What each part is computed from is not needed until all are there.
// CHECK-LABEL: @concat_puts_each_part_in_its_place_at_once
func.func @concat_puts_each_part_in_its_place_at_once(%x: tensor<?x3xf32>) -> tensor<?x6xf32> {
  // CHECK: math.exp
  // CHECK: %[[RIGHT:.*]] = tensor.insert_slice %{{.*}} into %{{.*}}[0, 3]
  // CHECK: math.log
  // CHECK: tensor.insert_slice %{{.*}} into %[[RIGHT]][0, 0]
  %right = nn.exp %x : tensor<?x3xf32>
  %left = nn.log %x : tensor<?x3xf32>
  %0 = nn.concat %left, %right dim 1 : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<?x6xf32>
  return %0 : tensor<?x6xf32>
}

// -----

//===----------------------------------------------------------------------===//
// Contractions
//===----------------------------------------------------------------------===//

// CHECK-DAG: #[[MK:.*]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[NK:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-DAG: #[[MN:.*]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-DAG: #[[KM:.*]] = affine_map<(d0, d1, d2) -> (d2, d0)>

// CHECK-LABEL: @linear_reads_its_weight_as_it_lies
func.func @linear_reads_its_weight_as_it_lies(%x: tensor<?x5xf32>, %w: tensor<3x5xf32>, %b: tensor<3xf32>) -> tensor<?x3xf32> {
  // CHECK: %[[ZEROS:.*]] = linalg.fill
  // CHECK: %[[PRODUCT:.*]] = linalg.contract indexing_maps = [#[[MK]], #[[NK]], #[[MN]]] ins(%arg0, %arg1 {{.*}} outs(%[[ZEROS]]
  // CHECK: linalg.generic {{.*}} ins(%[[PRODUCT]], %arg2
  // CHECK:   arith.addf
  %0 = nn.linear %x, %w bias %b : tensor<?x5xf32>, tensor<3x5xf32>, tensor<3xf32> -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: @contract_over_the_batch
func.func @contract_over_the_batch(%g: tensor<?x3xf32>, %x: tensor<?x5xf32>) -> tensor<3x5xf32> {
  // CHECK: linalg.contract indexing_maps = [#[[KM]], #{{.*}}, #[[MN]]] ins(%arg0, %arg1
  %0 = nn.contract %g, %x contracting [0] x [0] : tensor<?x3xf32>, tensor<?x5xf32> -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// CHECK-LABEL: @outer_product_sums_nothing
func.func @outer_product_sums_nothing(%x: tensor<3xf32>, %y: tensor<5xf32>) -> tensor<3x5xf32> {
  // CHECK-NOT: linalg.fill
  // CHECK: linalg.generic {{.*}}["parallel", "parallel"]
  // CHECK:   arith.mulf
  %0 = nn.contract %x, %y contracting [] x [] : tensor<3xf32>, tensor<5xf32> -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

//===----------------------------------------------------------------------===//
// Reductions and normalizations
//===----------------------------------------------------------------------===//

// CHECK-LABEL: @mean_divides_by_the_batch_at_run_time
func.func @mean_divides_by_the_batch_at_run_time(%x: tensor<?x3xf32>) -> tensor<f32> {
  // CHECK: linalg.generic {{.*}}["reduction", "reduction"]
  // CHECK: %[[BATCH:.*]] = tensor.dim %arg0, %c0
  // CHECK: %[[COUNT:.*]] = arith.muli %[[BATCH]], %c3
  // CHECK: arith.divf
  %0 = nn.mean %x dims [0, 1] : tensor<?x3xf32> -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: @amax_is_nan_if_an_element_is
func.func @amax_is_nan_if_an_element_is(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  // Zeros are not told apart by their signs.
  // CHECK: arith.maximumf %{{.*}}, %{{.*}} fastmath<nsz>
  %0 = nn.amax %x dims [1] : tensor<2x3xf32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: @amax_leaves_nan_out
func.func @amax_leaves_nan_out(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  // CHECK: ^bb0(%[[IN:.*]]: f32, %[[OUT:.*]]: f32):
  // CHECK:   %[[GREATER:.*]] = arith.cmpf ogt, %[[IN]], %[[OUT]] : f32
  // CHECK:   arith.select %[[GREATER]], %[[IN]], %[[OUT]] : f32
  %0 = nn.amax %x dims [1] ignore_nan : tensor<2x3xf32> -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: @argmax_is_two_reductions
func.func @argmax_is_two_reductions(%x: tensor<2x3xf32>) -> tensor<2xi64> {
  // CHECK: %[[MAX:.*]] = linalg.generic {{.*}}["parallel", "reduction"]
  // CHECK:   arith.maximumf
  // CHECK: linalg.generic {{.*}}["parallel", "reduction"]} ins(%arg0, %[[MAX]]
  // CHECK:   linalg.index 1
  // CHECK:   arith.minsi
  %0 = nn.argmax %x dim 1 : tensor<2x3xf32> -> tensor<2xi64>
  return %0 : tensor<2xi64>
}

// CHECK-LABEL: @softmax_subtracts_the_maximum
func.func @softmax_subtracts_the_maximum(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: %[[MAX:.*]] = linalg.generic {{.*}} ins(%arg0
  // CHECK:   arith.cmpf ogt
  // CHECK: %[[EXP:.*]] = linalg.generic {{.*}} ins(%arg0, %[[MAX]]
  // CHECK:   arith.subf
  // CHECK:   math.exp
  // CHECK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[EXP]]
  // CHECK: linalg.generic {{.*}} ins(%[[EXP]], %[[SUM]]
  // CHECK:   arith.divf
  %0 = nn.softmax %x dim 1 : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: @one_hot_compares_with_the_loop
func.func @one_hot_compares_with_the_loop(%i: tensor<?xi64>) -> tensor<?x10xf32> {
  // CHECK: linalg.generic
  // CHECK:   %[[LOOP:.*]] = linalg.index 1
  // CHECK:   %[[HERE:.*]] = arith.index_cast %[[LOOP]] : index to i32
  // CHECK:   %[[CLASS:.*]] = arith.trunci %{{.*}} : i64 to i32
  // CHECK:   arith.cmpi eq, %[[CLASS]], %[[HERE]]
  // CHECK:   arith.uitofp
  %0 = nn.one_hot %i dim 1 : tensor<?xi64> -> tensor<?x10xf32>
  return %0 : tensor<?x10xf32>
}

// CHECK-LABEL: @uniform_takes_no_division
func.func @uniform_takes_no_division(%seed: tensor<i64>, %step: tensor<i64>) -> tensor<3x5xf32> {
  // CHECK: tensor.extract %arg0[]
  // CHECK: tensor.extract %arg1[]
  // CHECK: linalg.generic
  // CHECK-NOT: div
  // CHECK-NOT: rem
  // CHECK: linalg.yield
  %0 = nn.uniform %seed, %step id 7 -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// -----

func.func @composites_have_no_lowering(%x: tensor<3xf32>, %y: tensor<3xf32>) -> tensor<f32> {
  // expected-error @below {{failed to legalize operation 'nn.mse_loss' that was explicitly marked illegal}}
  %0 = nn.mse_loss %x, %y reduction mean : tensor<3xf32>, tensor<3xf32> -> tensor<f32>
  return %0 : tensor<f32>
}
