// RUN: luge-opt %s --luge-fuse-rows=target=avx2 --canonicalize --split-input-file | FileCheck %s

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// 4 rows of x and y, and their maxima, are the 32 KiB of the first cache.
// CHECK-LABEL: @a_reduction_and_what_follows_share_a_loop
// CHECK-SAME:    %[[X:.*]]: memref<4096x1000xf32>, %[[Y:.*]]: memref<4096x1000xf32>
func.func @a_reduction_and_what_follows_share_a_loop(%x: memref<4096x1000xf32>, %y: memref<4096x1000xf32>) {
  // CHECK:     %[[LOWEST:.*]] = arith.constant 0xFF800000
  // CHECK-NOT: memref.alloc()
  // CHECK:     scf.forall (%[[BLOCK:.*]]) in (1024) {
  // CHECK:       %[[FIRST:.*]] = affine.apply #{{.*}}(%[[BLOCK]])
  // CHECK:       %[[ROWS:.*]] = memref.subview %[[X]][%[[FIRST]], 0] [4, 1000] [1, 1]
  // CHECK:       %[[MAX:.*]] = memref.alloca() {alignment = 64 : i64} : memref<4xf32>
  // CHECK:       %[[RESULTS:.*]] = memref.subview %[[Y]][%[[FIRST]], 0] [4, 1000] [1, 1]
  // CHECK:       linalg.fill ins(%[[LOWEST]] : f32) outs(%[[MAX]]
  // CHECK:       linalg.generic {{.*}} ins(%[[ROWS]] : {{.*}}) outs(%[[MAX]] :
  // CHECK:       linalg.generic {{.*}} ins(%[[ROWS]], %[[MAX]] : {{.*}}) outs(%[[RESULTS]] :
  // CHECK-NOT: linalg.fill
  %lowest = arith.constant 0xFF800000 : f32
  %max = memref.alloc() : memref<4096xf32>
  linalg.fill ins(%lowest : f32) outs(%max : memref<4096xf32>)
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<4096x1000xf32>) outs(%max : memref<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.maximumf %o, %a : f32
    linalg.yield %m : f32
  }
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %max : memref<4096x1000xf32>, memref<4096xf32>) outs(%y : memref<4096x1000xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    linalg.yield %d : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// The last block may have fewer rows.
module attributes {luge.max_batch = 4096 : i64} {
// CHECK-LABEL: @rows_of_the_batch
func.func @rows_of_the_batch(%x: memref<?x1000xf32>, %y: memref<?x1000xf32>, %sums: memref<?xf32>) {
  // CHECK: scf.forall
  // CHECK:   %[[SIZE:.*]] = affine.min
  // CHECK:   memref.subview %{{.*}}[%{{.*}}, 0] [%[[SIZE]], 1000] [1, 1]
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<?x1000xf32>) outs(%sums : memref<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.addf %o, %a : f32
    linalg.yield %m : f32
  }
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sums : memref<?x1000xf32>, memref<?xf32>) outs(%y : memref<?x1000xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.divf %a, %b : f32
    linalg.yield %d : f32
  }
  return
}
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#column = affine_map<(i, j) -> (j)>

// Sums over rows of a large matrix, which is not to be read again, are sums of parts of 64 rows, each of which goes by
// blocks.
// CHECK-LABEL: @a_sum_over_the_rows_is_made_by_parts
// CHECK-SAME:    %[[X:.*]]: memref<4096x1000xf32>, %{{.*}}: memref<4096xf32>, %[[COLUMNS:.*]]: memref<1000xf32>
func.func @a_sum_over_the_rows_is_made_by_parts(%x: memref<4096x1000xf32>, %rows: memref<4096xf32>, %columns: memref<1000xf32>) {
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
  // CHECK-DAG: %[[PARTS:.*]] = memref.alloc() {{.*}} : memref<64x1000xf32>
  // CHECK:     scf.forall (%[[PART:.*]]) in (64) {
  // CHECK:       %[[OWN:.*]] = memref.subview %[[PARTS]][%[[PART]], 0] [1, 1000] [1, 1]
  // CHECK:       linalg.fill ins(%[[ZERO]] : f32) outs(%[[OWN]]
  // CHECK:       %[[FIRST:.*]] = affine.apply #{{.*}}(%[[PART]])
  // CHECK:       %[[LAST:.*]] = affine.apply #{{.*}}(%[[PART]])
  // CHECK:       scf.for %[[BLOCK:.*]] = %[[FIRST]] to %[[LAST]]
  // CHECK:         %[[OFFSET:.*]] = affine.apply #{{.*}}(%[[BLOCK]])
  // CHECK:         %[[ROWS:.*]] = memref.subview %[[X]][%[[OFFSET]], 0] [8, 1000] [1, 1]
  // CHECK:         linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%[[ROWS]] :
  // CHECK:         linalg.generic {{.*}} iterator_types = ["reduction", "parallel"]} ins(%[[ROWS]] : {{.*}}) outs(%[[OWN]] :
  // CHECK:     linalg.generic {{.*}} iterator_types = ["reduction", "parallel"]} ins(%[[PARTS]] : {{.*}}) outs(%[[COLUMNS]] :
  // CHECK-NOT: linalg.generic
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<4096x1000xf32>) outs(%rows : memref<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]}
      ins(%x : memref<4096x1000xf32>) outs(%columns : memref<1000xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#column = affine_map<(i, j) -> (j)>

// The sums are known when the last row is; the matrix is read twice.
// CHECK-LABEL: @what_reads_a_sum_over_the_rows_stays_outside
func.func @what_reads_a_sum_over_the_rows_stays_outside(%x: memref<4096x1000xf32>, %rows: memref<4096xf32>, %columns: memref<1000xf32>, %y: memref<4096x1000xf32>) {
  // CHECK:     scf.forall
  // CHECK:       linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
  // CHECK:       linalg.generic {{.*}} iterator_types = ["reduction", "parallel"]
  // CHECK-NOT:   iterator_types = ["parallel", "parallel"]
  // CHECK:     linalg.generic {{.*}} iterator_types = ["reduction", "parallel"]
  // CHECK:     linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<4096x1000xf32>) outs(%rows : memref<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]}
      ins(%x : memref<4096x1000xf32>) outs(%columns : memref<1000xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #row, #column, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %rows, %columns : memref<4096x1000xf32>, memref<4096xf32>, memref<1000xf32>) outs(%y : memref<4096x1000xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32, %o: f32):
    %d = arith.mulf %b, %c : f32
    %e = arith.subf %a, %d : f32
    linalg.yield %e : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#column = affine_map<(i, j) -> (j)>

// What stays in a cache may as well be read again.
// CHECK-LABEL: @a_sum_over_few_rows_stays_outside
func.func @a_sum_over_few_rows_stays_outside(%x: memref<96x1000xf32>, %rows: memref<96xf32>, %columns: memref<1000xf32>, %y: memref<96x1000xf32>) {
  // CHECK: linalg.generic {{.*}} iterator_types = ["reduction", "parallel"]
  // CHECK: scf.forall
  // CHECK:   linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
  // CHECK:   linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<96x1000xf32>) outs(%rows : memref<96xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]}
      ins(%x : memref<96x1000xf32>) outs(%columns : memref<1000xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %rows : memref<96x1000xf32>, memref<96xf32>) outs(%y : memref<96x1000xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    linalg.yield %d : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// The second chain moves in front of the first one's loop, and is one as well.
// CHECK-LABEL: @chains_in_between_are_chains_too
// CHECK-SAME:    %[[X:.*]]: memref<4096x1000xf32>, %[[XS:.*]]: memref<4096xf32>, %[[Y:.*]]: memref<4096x1000xf32>
func.func @chains_in_between_are_chains_too(%x: memref<4096x1000xf32>, %xs: memref<4096xf32>, %y: memref<4096x1000xf32>, %ys: memref<4096xf32>) {
  // CHECK:     scf.forall
  // CHECK:       memref.subview %[[Y]]
  // CHECK:     scf.forall
  // CHECK:       memref.subview %[[X]]
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<4096x1000xf32>) outs(%xs : memref<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%y : memref<4096x1000xf32>) outs(%ys : memref<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%ys : memref<4096xf32>) outs(%y : memref<4096x1000xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%xs : memref<4096xf32>) outs(%x : memref<4096x1000xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#column = affine_map<(i, j) -> (j)>

// Rows of y would be read before they are written.
// CHECK-LABEL: @what_crosses_rows_stays_apart
func.func @what_crosses_rows_stays_apart(%x: memref<4096x4096xf32>, %y: memref<4096x4096xf32>, %z: memref<4096x4096xf32>) {
  // CHECK-NOT: scf.forall
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<4096x4096xf32>) outs(%y : memref<4096x4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %d = arith.negf %a : f32
    linalg.yield %d : f32
  }
  linalg.generic {indexing_maps = [#id, affine_map<(i, j) -> (j, i)>, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %y : memref<4096x4096xf32>, memref<4096x4096xf32>) outs(%z : memref<4096x4096xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.addf %a, %b : f32
    linalg.yield %d : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// The number of a row is that among all rows.
// CHECK-LABEL: @indices_count_from_the_first_row
func.func @indices_count_from_the_first_row(%x: memref<4096x1000xf32>, %n: memref<4096x1000xindex>, %sums: memref<4096xf32>) {
  // CHECK: scf.forall (%[[BLOCK:.*]]) in
  // CHECK:   %[[INDEX:.*]] = linalg.index 0
  // CHECK:   affine.apply #{{.*}}(%[[BLOCK]])[%[[INDEX]]]
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<4096x1000xf32>) outs(%sums : memref<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<4096x1000xf32>) outs(%n : memref<4096x1000xindex>) {
  ^bb0(%a: f32, %o: index):
    %i = linalg.index 0 : index
    linalg.yield %i : index
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// CHECK-LABEL: @few_rows_need_no_blocks
func.func @few_rows_need_no_blocks(%x: memref<64x10xf32>, %y: memref<64x10xf32>, %sums: memref<64xf32>) {
  // CHECK-NOT: scf.forall
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<64x10xf32>) outs(%sums : memref<64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sums : memref<64x10xf32>, memref<64xf32>) outs(%y : memref<64x10xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    linalg.yield %d : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// What is too large for caches is prefetched a block ahead, by the op that works longest; the last block asks for the
// last row again. A result is not prefetched: it goes past the caches.
// CHECK-LABEL: @large_inputs_are_prefetched
// CHECK-SAME:    %[[X:.*]]: memref<4096x1024xf32>, %[[Y:.*]]: memref<4096x1024xf32>
func.func @large_inputs_are_prefetched(%x: memref<4096x1024xf32>, %y: memref<4096x1024xf32>, %sums: memref<4096xf32>) {
  // CHECK-DAG: %[[LAST:.*]] = arith.constant 4095 : index
  // CHECK:     scf.forall
  // CHECK:       linalg.generic
  // CHECK-NOT:   memref.prefetch
  // CHECK:       arith.addf
  // CHECK:       linalg.generic
  // CHECK:         %[[COLUMN:.*]] = linalg.index 1
  // CHECK:         %[[ROW:.*]] = arith.minsi %{{.*}}, %[[LAST]]
  // CHECK:         memref.prefetch %[[X]][%[[ROW]], %[[COLUMN]]], read, locality<2>, data
  // CHECK-NOT:   memref.prefetch
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<4096x1024xf32>) outs(%sums : memref<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sums : memref<4096x1024xf32>, memref<4096xf32>) outs(%y : memref<4096x1024xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.divf %a, %b : f32
    linalg.yield %d : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// The group reads again what it has written to %y: it does so in a cache, and %y gets a copy.
// CHECK-LABEL: @a_large_result_that_the_group_reads_is_copied_out
// CHECK-SAME:    %{{.*}}: memref<4096x1024xf32>, %[[Y:.*]]: memref<4096x1024xf32>
func.func @a_large_result_that_the_group_reads_is_copied_out(%x: memref<4096x1024xf32>, %y: memref<4096x1024xf32>, %sums: memref<4096xf32>) {
  // CHECK:     scf.forall
  // CHECK-DAG:   %[[OWN:.*]] = memref.alloca() {{.*}} : memref<2x1024xf32>
  // CHECK-DAG:   %[[ROWS:.*]] = memref.subview %[[Y]]
  // CHECK:       linalg.generic {{.*}} outs(%[[OWN]] :
  // CHECK:       linalg.generic {{.*}} ins(%[[OWN]] :
  // CHECK:       linalg.generic {{.*}} ins(%[[OWN]] : {{.*}}) outs(%[[ROWS]] :
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<4096x1024xf32>) outs(%y : memref<4096x1024xf32>) {
  ^bb0(%a: f32, %o: f32):
    %e = math.exp %a : f32
    linalg.yield %e : f32
  }
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%y : memref<4096x1024xf32>) outs(%sums : memref<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// CHECK-LABEL: @a_result_that_others_read_is_not_copied_out
func.func @a_result_that_others_read_is_not_copied_out(%x: memref<4096x1024xf32>, %y: memref<4096x1024xf32>, %sums: memref<4096xf32>) -> vector<4xf32> {
  // CHECK:     scf.forall
  // CHECK-NOT:   memref.alloca() {{.*}}1024xf32>
  // CHECK-COUNT-2: linalg.generic
  // CHECK-NOT:   linalg.generic
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<4096x1024xf32>) outs(%y : memref<4096x1024xf32>) {
  ^bb0(%a: f32, %o: f32):
    %e = math.exp %a : f32
    linalg.yield %e : f32
  }
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%y : memref<4096x1024xf32>) outs(%sums : memref<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  %c0 = arith.constant 0 : index
  %first = vector.load %y[%c0, %c0] : memref<4096x1024xf32>, vector<4xf32>
  return %first : vector<4xf32>
}
