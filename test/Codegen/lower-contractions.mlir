// RUN: luge-opt %s --luge-lower-contractions --canonicalize --cse --split-input-file | FileCheck %s

// Rows of the left operand are read element by element where they are, vectors of the right one too: nothing
// is packed, nothing masked.
// CHECK-LABEL: @suitable_operands_stay_in_place
// CHECK-SAME:    %[[A:.*]]: memref<8x5xf32>, %[[B:.*]]: memref<5x32xf32>, %[[C:.*]]: memref<8x32xf32>)
// CHECK-NOT:     memref.alloc
// CHECK-NOT:     mask
// CHECK:         %{{.*}}:8 = scf.for %[[K:[^ ]*]] = {{.*}} iter_args(
// CHECK:           vector.load %[[B]][%[[K]], %{{.*}}]
// CHECK:           memref.load %[[A]][%{{.*}}, %[[K]]]
// CHECK:           vector.fma {{.*}} : vector<32xf32>
// CHECK:         vector.store %{{.*}}, %[[C]]
func.func @suitable_operands_stay_in_place(%a: memref<8x5xf32>, %b: memref<5x32xf32>, %c: memref<8x32xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<8x5xf32>, memref<5x32xf32>) outs(%c : memref<8x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// A product with a transposed weight: one operand is transposed into panels, through registers.
// CHECK-LABEL: @a_transposed_operand_is_packed
// CHECK:         memref.alloc
// CHECK:         vector.shuffle
// CHECK:         vector.store
// CHECK:         vector.fma
func.func @a_transposed_operand_is_packed(%x: memref<64x48xf32>, %w: memref<32x48xf32>, %y: memref<64x32xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<64x48xf32>, memref<32x48xf32>) outs(%y : memref<64x32xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// The fill is where the sums start, and the bias is added to each tile: the product itself has no buffer.
// CHECK-LABEL: @fill_and_bias_are_done_in_the_tile
// CHECK-SAME:    %{{.*}}: memref<37x5xf32>, %{{.*}}: memref<5x32xf32>, %[[BIAS:.*]]: memref<32xf32>, %[[OUT:.*]]: memref<37x32xf32>)
// CHECK-NOT:     linalg
// CHECK-NOT:     memref.alloc(
// CHECK:         %[[SCRATCH:.*]] = memref.alloca()
// CHECK:         vector.fma
// CHECK:         vector.store %{{.*}}, %[[SCRATCH]]
// CHECK:         %[[SUM:.*]] = vector.load %[[SCRATCH]]
// CHECK:         %[[B:.*]] = vector.load %[[BIAS]]
// CHECK:         %[[Y:.*]] = arith.addf %[[SUM]], %[[B]]
// CHECK:         vector.store %[[Y]], %[[OUT]]
func.func @fill_and_bias_are_done_in_the_tile(%a: memref<37x5xf32>, %b: memref<5x32xf32>, %bias: memref<32xf32>, %out: memref<37x32xf32>) {
  %zero = arith.constant 0.0 : f32
  %c = memref.alloc() : memref<37x32xf32>
  linalg.fill ins(%zero : f32) outs(%c : memref<37x32xf32>)
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<37x5xf32>, memref<5x32xf32>) outs(%c : memref<37x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (n)>, affine_map<(m, n) -> (m, n)>],
                  iterator_types = ["parallel", "parallel"]}
      ins(%c, %bias : memref<37x32xf32>, memref<32xf32>) outs(%out : memref<37x32xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %t = arith.addf %x, %y : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// The update overwrites what the product reads: both must stay whole.
// CHECK-LABEL: @an_update_of_an_operand_waits
// CHECK:         vector.fma
// CHECK:         linalg.generic {{.*}} outs(%{{.*}} : memref<8x8xf32>)
func.func @an_update_of_an_operand_waits(%a: memref<8x8xf32>, %w: memref<8x8xf32>) {
  %c = memref.alloc() : memref<8x8xf32>
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %w : memref<8x8xf32>, memref<8x8xf32>) outs(%c : memref<8x8xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [affine_map<(m, n) -> (m, n)>, affine_map<(m, n) -> (m, n)>], iterator_types = ["parallel", "parallel"]}
      ins(%c : memref<8x8xf32>) outs(%w : memref<8x8xf32>) {
  ^bb0(%x: f32, %o: f32):
    %t = arith.subf %o, %x : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// CHECK-LABEL: @a_batch_of_products_is_shared_out
// CHECK:         scf.forall (%{{.*}}) in (
// CHECK:           vector.fma
func.func @a_batch_of_products_is_shared_out(%a: memref<16x64x64xf32>, %b: memref<16x64x64xf32>, %c: memref<16x64x64xf32>) {
  linalg.generic {indexing_maps = [affine_map<(b, m, n, k) -> (b, m, k)>, affine_map<(b, m, n, k) -> (b, k, n)>, affine_map<(b, m, n, k) -> (b, m, n)>],
                  iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<16x64x64xf32>, memref<16x64x64xf32>) outs(%c : memref<16x64x64xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// A large weight with few rows to meet: each block of columns packs its own part, 1024 iterations of k at a time,
// into panels that hold no more of k than that. Each k is on a page of its own, which no prefetcher of the machine
// foresees.
// CHECK-LABEL: @large_columns_are_packed_where_they_are_used
// CHECK-SAME:    %{{.*}}: memref<8x2048xf32>, %[[B:.*]]: memref<2048x2048xf32>, %{{.*}}: memref<8x2048xf32>)
// CHECK:         %[[PANELS:.*]] = memref.alloc() {{.*}} : memref<64x1040x32xf32>
// CHECK:         scf.forall
// CHECK:           scf.for %[[BLOCK:[^ ]*]] = %c0 to %c2048 step %c1024 {
// CHECK:             scf.for %[[K:[^ ]*]] = %[[BLOCK]]
// CHECK:             %[[AHEAD:.*]] = {{arith.addi|affine.apply}}{{.*}}%[[K]]
// CHECK:             %[[INSIDE:.*]] = arith.minsi %[[AHEAD]], %c2047
// CHECK:             memref.prefetch %[[B]][%[[INSIDE]], %{{.*}}], read, locality<3>, data
// CHECK:             %[[COPY:.*]] = vector.load %[[B]][%[[K]], %
// CHECK:             vector.store %[[COPY]], %[[PANELS]]
// CHECK:             vector.load %[[PANELS]]
// CHECK:             vector.fma
func.func @large_columns_are_packed_where_they_are_used(%a: memref<8x2048xf32>, %b: memref<2048x2048xf32>, %c: memref<8x2048xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%a, %b : memref<8x2048xf32>, memref<2048x2048xf32>) outs(%c : memref<8x2048xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}

// -----

// An update of a weight that the caches do not hold: a vector of the tile at each of the first k, as long as there are
// some, while it is summed up.
// CHECK-LABEL: @what_the_epilogue_uses_is_asked_for
// CHECK-SAME:    %{{.*}}: memref<64x512xf32>, %{{.*}}: memref<64x1024xf32>, %[[W:.*]]: memref<512x1024xf32>)
// CHECK:         scf.for %[[K:[^ ]*]] = %c0 to %c27 step %c1 iter_args(
// CHECK:           %[[PLACE:.*]] = arith.addi %{{.*}}, %[[K]]
// CHECK:           memref.prefetch %[[W]][%[[PLACE]], %{{.*}}], write, locality<3>, data
// CHECK:           vector.fma
// CHECK:         scf.for %{{[^ ]*}} = %c27 to %c64 step %c1 iter_args(
// CHECK-NOT:       memref.prefetch
// CHECK:           vector.fma
// CHECK:         arith.subf
func.func @what_the_epilogue_uses_is_asked_for(%dy: memref<64x512xf32>, %x: memref<64x1024xf32>, %w: memref<512x1024xf32>) {
  %zero = arith.constant 0.0 : f32
  %product = memref.alloc() : memref<512x1024xf32>
  linalg.fill ins(%zero : f32) outs(%product : memref<512x1024xf32>)
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%dy, %x : memref<64x512xf32>, memref<64x1024xf32>) outs(%product : memref<512x1024xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%product : memref<512x1024xf32>) outs(%w : memref<512x1024xf32>) {
  ^bb0(%g: f32, %o: f32):
    %t = arith.subf %o, %g : f32
    linalg.yield %t : f32
  }
  return
}
