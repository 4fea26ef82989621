// RUN: luge-opt %s --luge-collapse-loops --split-input-file | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>

// CHECK-LABEL: @contiguous_loops_become_one
func.func @contiguous_loops_become_one(%x: memref<?x3xf32>, %y: memref<?x3xf32>) {
  // CHECK-COUNT-2: memref.collapse_shape %{{.*}} {{\[\[}}0, 1]] : memref<?x3xf32> into memref<?xf32>
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel"]
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<?x3xf32>) outs(%y : memref<?x3xf32>) {
  ^bb0(%p: f32, %o: f32):
    %s = arith.negf %p : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (j)>

// CHECK-LABEL: @a_broadcast_keeps_its_loops_apart
func.func @a_broadcast_keeps_its_loops_apart(%x: memref<3xf32>, %y: memref<2x3xf32>) {
  // CHECK: iterator_types = ["parallel", "parallel"]
  linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<3xf32>) outs(%y : memref<2x3xf32>) {
  ^bb0(%p: f32, %o: f32):
    linalg.yield %p : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
!rows = memref<?x3xf32, strided<[3, 1], offset: ?>>

// CHECK-LABEL: @whole_rows_of_a_buffer_are_contiguous
func.func @whole_rows_of_a_buffer_are_contiguous(%x: !rows, %y: !rows) {
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel"]
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : !rows) outs(%y : !rows) {
  ^bb0(%p: f32, %o: f32):
    %s = arith.negf %p : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
!parts = memref<2x3xf32, strided<[4, 1]>>

// CHECK-LABEL: @parts_of_rows_are_not
func.func @parts_of_rows_are_not(%x: !parts, %y: !parts) {
  // CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : !parts) outs(%y : !parts) {
  ^bb0(%p: f32, %o: f32):
    %s = arith.negf %p : f32
    linalg.yield %s : f32
  }
  return
}
