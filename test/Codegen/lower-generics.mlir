// RUN: luge-opt %s --luge-lower-generics --canonicalize --cse --split-input-file | FileCheck %s

// Whole vectors, then one masked vector: never a loop of scalars.
// CHECK-LABEL: @a_tail_is_masked
// CHECK-SAME:    %[[X:.*]]: memref<40xf32>, %[[Y:.*]]: memref<40xf32>)
// CHECK:         scf.for %[[I:.*]] = %c0 to %c32 step %c16
// CHECK:           %[[V:.*]] = vector.load %[[X]][%[[I]]] : memref<40xf32>, vector<16xf32>
// CHECK:           %[[R:.*]] = arith.negf %[[V]]
// CHECK:           vector.store %[[R]], %[[Y]][%[[I]]]
// CHECK:         %[[MASK:.*]] = vector.constant_mask [8] : vector<16xi1>
// CHECK:         vector.maskedload %[[X]][%c32], %[[MASK]]
// CHECK:         vector.maskedstore %[[Y]][%c32], %[[MASK]]
func.func @a_tail_is_masked(%x: memref<40xf32>, %y: memref<40xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : memref<40xf32>) outs(%y : memref<40xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.negf %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// Sums over the contiguous loop: four vectors of them, then halves of halves.
// CHECK-LABEL: @a_row_sum_keeps_four_vectors
// CHECK:         scf.for %{{.*}} = %c0 to %c3 step %c1
// CHECK:           %[[SUMS:.*]]:4 = scf.for {{.*}} step %c64 iter_args(
// CHECK-COUNT-4:     arith.addf {{.*}} : vector<16xf32>
// CHECK:           arith.addf {{.*}} : vector<8xf32>
// CHECK:           arith.addf {{.*}} : vector<4xf32>
// CHECK:           arith.addf {{.*}} : vector<2xf32>
// CHECK:           arith.addf {{.*}} : vector<1xf32>
// CHECK:           memref.store
func.func @a_row_sum_keeps_four_vectors(%x: memref<3x256xf32>, %y: memref<3xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<3x256xf32>) outs(%y : memref<3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %o, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// Sums over the other loop stay in registers, a lane for each column, and start from the fill.
// CHECK-LABEL: @a_column_sum_has_a_lane_per_column
// CHECK-NOT:     linalg.fill
// CHECK:         %[[SUM:.*]] = scf.for %{{.*}} = %c0 to %c64 step %c1 iter_args(%{{.*}} = %cst) -> (vector<16xf32>)
// CHECK:         vector.store %[[SUM]]
func.func @a_column_sum_has_a_lane_per_column(%x: memref<64x16xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<16xf32>)
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<64x16xf32>) outs(%y : memref<16xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %o, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// Each block of rows has its own sums, so that no sum takes in more than 64 of anything.
// CHECK-LABEL: @a_long_column_sum_is_a_sum_of_sums
// CHECK:         %[[TOTAL:.*]] = scf.for %{{.*}} = %c0 to %c1000 step %c64 iter_args(%[[SO_FAR:.*]] = %cst)
// CHECK:           %[[SUM:.*]] = scf.for %{{.*}} step %c1 iter_args(%{{.*}} = %cst)
// CHECK:           %[[NEXT:.*]] = arith.addf %[[SO_FAR]], %[[SUM]] : vector<16xf32>
// CHECK:           scf.yield %[[NEXT]]
// CHECK:         vector.store %[[TOTAL]]
func.func @a_long_column_sum_is_a_sum_of_sums(%x: memref<1000x16xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0.0 : f32
  linalg.fill ins(%zero : f32) outs(%y : memref<16xf32>)
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<1000x16xf32>) outs(%y : memref<16xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %o, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// A maximum rounds nothing.
// CHECK-LABEL: @a_long_maximum_is_one_loop
// CHECK:         scf.for %{{.*}} = %c0 to %c1000 step %c1 iter_args
// CHECK-NOT:     scf.for
func.func @a_long_maximum_is_one_loop(%x: memref<1000x16xf32>, %y: memref<16xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j) -> (j, i)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<1000x16xf32>) outs(%y : memref<16xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.maximumf %o, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// The number of partial sums follows from the shape alone.
// CHECK-LABEL: @a_large_sum_is_cut_into_partial_sums
// CHECK:         %[[PARTIALS:.*]] = memref.alloc() {{.*}} : memref<8xf32>
// CHECK:         scf.forall (%[[P:.*]]) in (8)
// CHECK:           memref.store %{{.*}}, %{{.*}}[] : memref<f32, strided<[], offset: ?>>
// CHECK:         vector.maskedload %[[PARTIALS]]
// CHECK:         memref.store
func.func @a_large_sum_is_cut_into_partial_sums(%x: memref<262144xf32>, %y: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : memref<262144xf32>) outs(%y : memref<f32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %o, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// CHECK-LABEL: @large_loops_are_shared_out
// CHECK:         scf.forall (%{{.*}}) in (4)
func.func @large_loops_are_shared_out(%x: memref<65536xf32>, %y: memref<65536xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : memref<65536xf32>) outs(%y : memref<65536xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.negf %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// A collapsed batch is as long as what it was collapsed from: here 128 (a guess) times 512.
// CHECK-LABEL: @large_collapsed_loops_are_shared_out
// CHECK:         scf.forall
func.func @large_collapsed_loops_are_shared_out(%x: memref<?x512xf32>, %y: memref<?x512xf32>) {
  %0 = memref.collapse_shape %x [[0, 1]] : memref<?x512xf32> into memref<?xf32>
  %1 = memref.collapse_shape %y [[0, 1]] : memref<?x512xf32> into memref<?xf32>
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%0 : memref<?xf32>) outs(%1 : memref<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %2 = arith.negf %a : f32
    linalg.yield %2 : f32
  }
  return
}

// -----

// CHECK-LABEL: @an_index_is_a_vector_of_steps
// CHECK:         vector.step : vector<8xindex>
func.func @an_index_is_a_vector_of_steps(%y: memref<8xi64>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%y : memref<8xi64>) {
  ^bb0(%o: i64):
    %0 = linalg.index 0 : index
    %1 = arith.index_cast %0 : index to i64
    linalg.yield %1 : i64
  }
  return
}

// -----

// A load at an index that is computed has no vector form here: one element at a time, and right.
// CHECK-LABEL: @a_gather_is_a_loop_of_scalars
// CHECK-NOT:     vector
// CHECK:         scf.for
// CHECK:           memref.load
// CHECK:           memref.load
// CHECK:           memref.store
func.func @a_gather_is_a_loop_of_scalars(%table: memref<100xf32>, %i: memref<8xi64>, %y: memref<8xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%i : memref<8xi64>) outs(%y : memref<8xf32>) {
  ^bb0(%a: i64, %o: f32):
    %0 = arith.index_cast %a : i64 to index
    %1 = memref.load %table[%0] : memref<100xf32>
    linalg.yield %1 : f32
  }
  return
}

// -----

// A scalar is loaded, computed and stored at the function's top level.
// CHECK-LABEL: @no_loops_no_vectors
// CHECK-NEXT:    %[[V:.*]] = memref.load
// CHECK-NEXT:    %[[R:.*]] = arith.negf %[[V]] : f32
// CHECK-NEXT:    memref.store %[[R]]
func.func @no_loops_no_vectors(%x: memref<f32>, %y: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []}
      ins(%x : memref<f32>) outs(%y : memref<f32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.negf %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// What has an element for each column is stored on the way to the row's sum, in the tail under the mask.
// CHECK-LABEL: @elements_are_stored_on_the_way_to_a_sum
// CHECK-SAME:    %[[X:.*]]: memref<3x40xf32>, %[[Y:.*]]: memref<3x40xf32>, %[[S:.*]]: memref<3xf32>)
// CHECK:         scf.for %[[I:.*]] = %c0 to %c3
// CHECK:           %[[V:.*]] = vector.load %[[X]][%[[I]], %c0]
// CHECK:           %[[N:.*]] = arith.negf %[[V]]
// CHECK:           vector.store %[[N]], %[[Y]][%[[I]], %c0]
// CHECK:           vector.store %{{.*}}, %[[Y]][%[[I]], %c16]
// CHECK:           vector.maskedload %[[X]][%[[I]], %c32]
// CHECK:           vector.maskedstore %[[Y]][%[[I]], %c32]
// CHECK:           memref.store %{{.*}}, %[[S]][%[[I]]]
// CHECK-NOT:       vector.store
func.func @elements_are_stored_on_the_way_to_a_sum(%x: memref<3x40xf32>, %y: memref<3x40xf32>, %s: memref<3xf32>) {
  linalg.generic {indexing_maps = [#id, #id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<3x40xf32>) outs(%y, %s : memref<3x40xf32>, memref<3xf32>) {
  ^bb0(%a: f32, %old: f32, %o: f32):
    %0 = arith.negf %a : f32
    %1 = arith.addf %o, %0 : f32
    linalg.yield %0, %1 : f32, f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>
#zero = affine_map<(i) -> ()>

// In place, too; each partial sum stores its part.
// CHECK-LABEL: @partial_sums_store_their_elements
// CHECK-SAME:    %[[X:.*]]: memref<262144xf32>, %[[S:.*]]: memref<f32>)
// CHECK:         scf.forall (%[[P:.*]]) in (8)
// CHECK:           vector.load %[[X]]
// CHECK:           vector.store %{{.*}}, %[[X]]
// CHECK:         memref.store %{{.*}}, %[[S]][]
func.func @partial_sums_store_their_elements(%x: memref<262144xf32>, %s: memref<f32>) {
  linalg.generic {indexing_maps = [#id, #zero], iterator_types = ["reduction"]} outs(%x, %s : memref<262144xf32>, memref<f32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.negf %a : f32
    %1 = arith.addf %o, %0 : f32
    linalg.yield %0, %1 : f32, f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>

// A large result that nothing reads goes past the caches: whole vectors from the first aligned place on, and masked ones
// before and after.
// CHECK-LABEL: @large_results_are_streamed
// CHECK-SAME:    %[[X:.*]]: memref<4194304xf32>, %[[Y:.*]]: memref<4194304xf32>)
// CHECK:         scf.forall
// CHECK-DAG:       %[[BASE:.*]] = memref.extract_aligned_pointer_as_index %[[Y]]
// CHECK:           %[[BYTES:.*]] = arith.andi %{{.*}}, %c63
// CHECK:           %[[DISTANCE:.*]] = arith.divui %[[BYTES]], %c4
// CHECK:           %[[HEAD:.*]] = arith.minui %[[DISTANCE]], %c16384
// CHECK:           scf.if
// CHECK:             %[[MASK:.*]] = vector.create_mask %[[HEAD]]
// CHECK:             vector.maskedstore %[[Y]][%{{.*}}], %[[MASK]]
// CHECK:           scf.for
// CHECK:             vector.store %{{.*}}, %[[Y]][%{{.*}}] {alignment = 64 : i64, nontemporal = true}
// CHECK:           vector.maskedstore %[[Y]]
// CHECK-NOT:       vector.store
// CHECK:         } {luge.streams}
func.func @large_results_are_streamed(%x: memref<4194304xf32>, %y: memref<4194304xf32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<4194304xf32>) outs(%y : memref<4194304xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.negf %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>

// Two of them, if their addresses allow it; otherwise neither.
// CHECK-LABEL: @results_that_are_aligned_alike_are_streamed
// CHECK:         %[[ALIKE:.*]] = arith.cmpi eq
// CHECK:         scf.if %[[ALIKE]]
// CHECK-COUNT-2:   vector.store {{.*}}nontemporal
// CHECK:         } else {
// CHECK-NOT:       nontemporal
// CHECK:         } {luge.streams}
func.func @results_that_are_aligned_alike_are_streamed(%x: memref<4194304xf32>, %y: memref<4194304xf32>, %z: memref<4194304xf32>) {
  linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x : memref<4194304xf32>) outs(%y, %z : memref<4194304xf32>, memref<4194304xf32>) {
  ^bb0(%a: f32, %o: f32, %p: f32):
    %0 = arith.negf %a : f32
    %1 = arith.addf %a, %a : f32
    linalg.yield %0, %1 : f32, f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>

// What is read later, in place, or small may be found in a cache.
// CHECK-LABEL: @other_results_are_not_streamed
// CHECK-NOT:     nontemporal
// CHECK-NOT:     luge.streams
// CHECK:         return
func.func @other_results_are_not_streamed(%x: memref<4194304xf32>, %y: memref<4194304xf32>, %z: memref<65536xf32>) -> f32 {
  %c0 = arith.constant 0 : index
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<4194304xf32>) outs(%y : memref<4194304xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.negf %a : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%x : memref<4194304xf32>) {
  ^bb0(%o: f32):
    %0 = arith.negf %o : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%z : memref<65536xf32>) {
  ^bb0(%o: f32):
    %0 = arith.constant 1.0 : f32
    linalg.yield %0 : f32
  }
  %first = memref.load %y[%c0] : memref<4194304xf32>
  return %first : f32
}

// -----

#id = affine_map<(i, j) -> (i, j)>

// Once for each line of 64 bytes.
// CHECK-LABEL: @a_prefetch_goes_along_the_lanes
// CHECK-SAME:    %{{.*}}: memref<2x32xf32>, %{{.*}}: memref<2x32xf32>, %[[Z:.*]]: memref<9x32xf32>, %[[ROW:.*]]: index)
// CHECK:         memref.prefetch %[[Z]][%[[ROW]], %c0], read
// CHECK:         memref.prefetch %[[Z]][%[[ROW]], %c16], read
// CHECK-NOT:     memref.prefetch
func.func @a_prefetch_goes_along_the_lanes(%x: memref<2x32xf32>, %y: memref<2x32xf32>, %z: memref<9x32xf32>, %row: index) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : memref<2x32xf32>) outs(%y : memref<2x32xf32>) {
  ^bb0(%a: f32, %o: f32):
    %j = linalg.index 1 : index
    memref.prefetch %z[%row, %j], read, locality<2>, data : memref<9x32xf32>
    %0 = math.exp %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// One element of a long row is picked by its place, and computed before the loop, which may overwrite what it reads.
// CHECK-LABEL: @one_element_of_a_long_row_differs
// CHECK-SAME:    %[[X:.*]]: memref<3x256xf32>, %[[CLASSES:.*]]: memref<3xi64>, %[[Y:.*]]: memref<3x256xf32>, %[[SUMS:.*]]: memref<3xf32>)
// CHECK-NOT:     arith.cmpi eq
// CHECK:         %[[CLASS:.*]] = memref.load %[[CLASSES]]
// CHECK:         %[[NARROW:.*]] = arith.trunci %[[CLASS]]
// CHECK:         %[[PLACE:.*]] = arith.index_cast %[[NARROW]]
// CHECK:         %[[IS_HERE:.*]] = arith.cmpi ult, %[[PLACE]], %c256
// CHECK:         %[[SPECIAL:.*]]:2 = scf.if %[[IS_HERE]] -> (f32, f32) {
// CHECK:           vector.maskedload %[[X]][%{{.*}}, %[[PLACE]]]
// CHECK:         } else {
// CHECK:         scf.for
// CHECK-NOT:       arith.select
// CHECK:           vector.store %{{.*}}, %[[Y]]
// CHECK:         %[[SUM:.*]] = arith.addf %{{.*}}, %[[SPECIAL]]#0
// CHECK:         memref.store %[[SUM]], %[[SUMS]]
// CHECK:         scf.if %[[IS_HERE]] {
// CHECK:           memref.store %[[SPECIAL]]#1, %[[Y]][%{{.*}}, %[[PLACE]]]
func.func @one_element_of_a_long_row_differs(%x: memref<3x256xf32>, %classes: memref<3xi64>, %y: memref<3x256xf32>, %sums: memref<3xf32>) {
  linalg.generic {indexing_maps = [#id, #row, #id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %classes : memref<3x256xf32>, memref<3xi64>) outs(%y, %sums : memref<3x256xf32>, memref<3xf32>) {
  ^bb0(%a: f32, %class: i64, %old: f32, %o: f32):
    %narrow = arith.trunci %class : i64 to i32
    %loop = linalg.index 1 : index
    %here = arith.index_cast %loop : index to i32
    %is = arith.cmpi eq, %narrow, %here : i32
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %picked = arith.select %is, %a, %zero : f32
    %sum = arith.addf %o, %picked : f32
    %less = arith.select %is, %one, %zero : f32
    %rest = arith.subf %a, %less : f32
    linalg.yield %rest, %sum : f32, f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// CHECK-LABEL: @elements_of_a_short_row_are_compared
// CHECK:         arith.cmpi eq, %{{.*}} : vector<16xi32>
func.func @elements_of_a_short_row_are_compared(%x: memref<3x32xf32>, %classes: memref<3xi64>, %y: memref<3x32xf32>, %sums: memref<3xf32>) {
  linalg.generic {indexing_maps = [#id, #row, #id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %classes : memref<3x32xf32>, memref<3xi64>) outs(%y, %sums : memref<3x32xf32>, memref<3xf32>) {
  ^bb0(%a: f32, %class: i64, %old: f32, %o: f32):
    %narrow = arith.trunci %class : i64 to i32
    %loop = linalg.index 1 : index
    %here = arith.index_cast %loop : index to i32
    %is = arith.cmpi eq, %narrow, %here : i32
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %picked = arith.select %is, %a, %zero : f32
    %sum = arith.addf %o, %picked : f32
    %less = arith.select %is, %one, %zero : f32
    %rest = arith.subf %a, %less : f32
    linalg.yield %rest, %sum : f32, f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// A line past the caches would come back for one element.
// CHECK-LABEL: @elements_that_are_streamed_are_compared
// CHECK:         arith.cmpi eq, %{{.*}} : vector<16xi32>
// CHECK:         vector.store {{.*}}nontemporal
func.func @elements_that_are_streamed_are_compared(%x: memref<8192x256xf32>, %classes: memref<8192xi32>, %y: memref<8192x256xf32>) {
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %classes : memref<8192x256xf32>, memref<8192xi32>) outs(%y : memref<8192x256xf32>) {
  ^bb0(%a: f32, %class: i32, %o: f32):
    %loop = linalg.index 1 : index
    %here = arith.index_cast %loop : index to i32
    %is = arith.cmpi eq, %class, %here : i32
    %zero = arith.constant 0.0 : f32
    %rest = arith.select %is, %zero, %a : f32
    linalg.yield %rest : f32
  }
  return
}

// -----

#row = affine_map<(i, j) -> (i)>
#id = affine_map<(i, j) -> (i, j)>

// The lanes begin at -infinity, and are compared in the end as each was with its elements.
// CHECK-LABEL: @the_greater_of_an_element_and_those_before
// CHECK-DAG:     %[[LOWEST:.*]] = arith.constant dense<0xFF800000> : vector<16xf32>
// CHECK:         scf.for {{.*}} iter_args(%[[SO_FAR:[^ ]*]] = %[[LOWEST]]
// CHECK:           %[[ELEMENTS:.*]] = vector.load
// CHECK:           %[[IS_GREATER:.*]] = arith.cmpf ogt, %[[ELEMENTS]], %[[SO_FAR]] : vector<16xf32>
// CHECK:           arith.select %[[IS_GREATER]], %[[ELEMENTS]], %[[SO_FAR]]
// CHECK:         arith.cmpf ogt, %{{.*}} : vector<8xf32>
func.func @the_greater_of_an_element_and_those_before(%x: memref<3x256xf32>, %y: memref<3xf32>) {
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<3x256xf32>) outs(%y : memref<3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %is = arith.cmpf ogt, %a, %o : f32
    %0 = arith.select %is, %a, %o : f32
    linalg.yield %0 : f32
  }
  return
}
