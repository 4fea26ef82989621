// RUN: luge-opt %s --luge-fuse-rows=products --canonicalize --cse --split-input-file | FileCheck %s
// RUN: luge-opt %s --luge-fuse-rows=products --luge-lower-contractions --canonicalize --cse --split-input-file \
// RUN:   | FileCheck %s --check-prefix=TILES

#xw = affine_map<(i, o, k) -> (i, k)>
#wt = affine_map<(i, o, k) -> (o, k)>
#yo = affine_map<(i, o, k) -> (i, o)>
#id = affine_map<(i, j) -> (i, j)>
#column = affine_map<(i, j) -> (j)>

// Each block takes its 32 rows through both layers. What only it needs has the size of a block; what others read
// stays where it was.
module attributes {luge.max_batch = 64 : i64} {
// CHECK-LABEL: @layers
// CHECK-SAME:    %[[X:.*]]: memref<?x8xf32>, %[[W1:[^:]*]]: memref<16x8xf32>, %[[B:[^:]*]]: memref<16xf32>, %[[W2:[^:]*]]: memref<4x16xf32>, %[[H:[^:]*]]: memref<?x16xf32>
// CHECK:         scf.forall (%[[BLOCK:.*]]) in
// CHECK-DAG:       %[[SIZE:.*]] = affine.min
// CHECK-DAG:       memref.alloca() {{.*}} : memref<32x16xf32>
// CHECK-DAG:       memref.subview %[[X]][%{{.*}}, 0] [%[[SIZE]], 8] [1, 1]
// CHECK-DAG:       %[[ROWS:.*]] = memref.subview %[[H]][%{{.*}}, 0] [%[[SIZE]], 16] [1, 1]
// CHECK:           linalg.fill
// CHECK:           linalg.generic {{.*}} ins(%{{.*}}, %[[W1]] :
// CHECK:           linalg.generic {{.*}} outs(%[[ROWS]] :
// CHECK:           linalg.fill
// CHECK:           linalg.generic {{.*}} ins(%[[ROWS]], %[[W2]] :

// A thread has panels of its own for its rows, and shares out nothing. The first product stays in registers.
// TILES-LABEL: @layers
// TILES-NOT:     memref.alloc(
// TILES-DAG:     memref.alloca() {{.*}} : memref<1x{{[0-9]+}}x{{[0-9]+}}xf32>
// TILES:         scf.forall
// TILES-NOT:     scf.forall
// TILES:           vector.fma
// TILES:           arith.addf
// TILES:           vector.fma
func.func @layers(%x: memref<?x8xf32>, %w1: memref<16x8xf32>, %b: memref<16xf32>, %w2: memref<4x16xf32>, %h: memref<?x16xf32>, %y: memref<?x4xf32>) {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %batch = memref.dim %x, %c0 : memref<?x8xf32>
  %sums = memref.alloc(%batch) : memref<?x16xf32>
  linalg.fill ins(%zero : f32) outs(%sums : memref<?x16xf32>)
  linalg.generic {indexing_maps = [#xw, #wt, #yo], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w1 : memref<?x8xf32>, memref<16x8xf32>) outs(%sums : memref<?x16xf32>) {
  ^bb0(%a: f32, %c: f32, %s: f32):
    %p = arith.mulf %a, %c : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#id, #column, #id], iterator_types = ["parallel", "parallel"]}
      ins(%sums, %b : memref<?x16xf32>, memref<16xf32>) outs(%h : memref<?x16xf32>) {
  ^bb0(%a: f32, %c: f32, %o: f32):
    %t = arith.addf %a, %c : f32
    linalg.yield %t : f32
  }
  linalg.fill ins(%zero : f32) outs(%y : memref<?x4xf32>)
  linalg.generic {indexing_maps = [#xw, #wt, #yo], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%h, %w2 : memref<?x16xf32>, memref<4x16xf32>) outs(%y : memref<?x4xf32>) {
  ^bb0(%a: f32, %c: f32, %s: f32):
    %p = arith.mulf %a, %c : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}
}

// -----

#xw = affine_map<(i, o, k) -> (i, k)>
#wt = affine_map<(i, o, k) -> (o, k)>
#yo = affine_map<(i, o, k) -> (i, o)>

// Weights that leave the second cache are better read once, by all rows.
// CHECK-LABEL: @large_layers_stay_apart
// CHECK-NOT:     scf.forall
// CHECK:         return
func.func @large_layers_stay_apart(%x: memref<64x512xf32>, %w: memref<512x512xf32>, %h: memref<64x512xf32>, %y: memref<64x512xf32>) {
  linalg.generic {indexing_maps = [#xw, #wt, #yo], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<64x512xf32>, memref<512x512xf32>) outs(%h : memref<64x512xf32>) {
  ^bb0(%a: f32, %c: f32, %s: f32):
    %p = arith.mulf %a, %c : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#xw, #wt, #yo], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%h, %w : memref<64x512xf32>, memref<512x512xf32>) outs(%y : memref<64x512xf32>) {
  ^bb0(%a: f32, %c: f32, %s: f32):
    %p = arith.mulf %a, %c : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// -----

#xw = affine_map<(i, o, k) -> (i, k)>
#wt = affine_map<(i, o, k) -> (o, k)>
#yo = affine_map<(i, o, k) -> (i, o)>

// There is no second block to share out.
// CHECK-LABEL: @few_rows_stay_apart
// CHECK-NOT:     scf.forall
// CHECK:         return
func.func @few_rows_stay_apart(%x: memref<63x8xf32>, %w: memref<8x8xf32>, %h: memref<63x8xf32>, %y: memref<63x8xf32>) {
  linalg.generic {indexing_maps = [#xw, #wt, #yo], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<63x8xf32>, memref<8x8xf32>) outs(%h : memref<63x8xf32>) {
  ^bb0(%a: f32, %c: f32, %s: f32):
    %p = arith.mulf %a, %c : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#xw, #wt, #yo], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%h, %w : memref<63x8xf32>, memref<8x8xf32>) outs(%y : memref<63x8xf32>) {
  ^bb0(%a: f32, %c: f32, %s: f32):
    %p = arith.mulf %a, %c : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}
