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
