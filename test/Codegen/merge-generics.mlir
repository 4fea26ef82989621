// RUN: luge-opt %s --luge-merge-generics --split-input-file | FileCheck %s --check-prefixes=CHECK,ROWS
// RUN: luge-opt %s --luge-merge-generics=into-sums --split-input-file | FileCheck %s --check-prefixes=CHECK,SUMS

#id = affine_map<(i, j) -> (i, j)>

// A function and its derivative: x is read once, and y goes on in a register.
// CHECK-LABEL: @producer_and_consumer_of_one_shape
// CHECK-SAME:    %[[X:.*]]: memref<?x3xf32>, %[[DY:.*]]: memref<?x3xf32>, %[[Y:.*]]: memref<?x3xf32>, %[[DX:.*]]: memref<?x3xf32>
func.func @producer_and_consumer_of_one_shape(%x: memref<?x3xf32>, %dy: memref<?x3xf32>, %y: memref<?x3xf32>, %dx: memref<?x3xf32>) {
  // CHECK: linalg.generic {{.*}} ins(%[[X]], %[[DY]] : {{.*}}) outs(%[[Y]], %[[DX]] :
  // CHECK: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32, %{{.*}}: f32, %{{.*}}: f32):
  // CHECK:   %[[T:.*]] = math.tanh %[[A]]
  // CHECK:   %[[P:.*]] = arith.mulf %[[T]], %[[B]]
  // CHECK:   linalg.yield %[[T]], %[[P]]
  // CHECK-NOT: linalg.generic
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<?x3xf32>) outs(%y : memref<?x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = math.tanh %a : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%y, %dy : memref<?x3xf32>, memref<?x3xf32>) outs(%dx : memref<?x3xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    linalg.yield %p : f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>

// CHECK-LABEL: @what_only_the_second_reads_is_not_stored
func.func @what_only_the_second_reads_is_not_stored(%x: memref<5xf32>, %y: memref<5xf32>) {
  // CHECK-NOT: outs(%alloc
  // CHECK:     linalg.generic {{.*}} ins(%{{[^,]*}} : memref<5xf32>) outs(%{{[^,]*}} : memref<5xf32>)
  // CHECK-NOT: linalg.generic
  %h = memref.alloc() : memref<5xf32>
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<5xf32>) outs(%h : memref<5xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.negf %a : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%h : memref<5xf32>) outs(%y : memref<5xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = math.exp %a : f32
    linalg.yield %t : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// CHECK-LABEL: @reductions_of_one_operand
func.func @reductions_of_one_operand(%x: memref<2x3xf32>, %max: memref<2xf32>, %sum: memref<2xf32>) {
  // CHECK:     linalg.generic {{.*}} ins(%{{[^,]*}} : memref<2x3xf32>) outs(%{{.*}}, %{{.*}} : memref<2xf32>, memref<2xf32>)
  // CHECK-NOT: linalg.generic
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<2x3xf32>) outs(%max : memref<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.maximumf %o, %a : f32
    linalg.yield %m : f32
  }
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<2x3xf32>) outs(%sum : memref<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// The sum is complete only after the loop.
// CHECK-LABEL: @a_reduction_and_what_reads_it_stay_apart
func.func @a_reduction_and_what_reads_it_stay_apart(%x: memref<2x3xf32>, %sum: memref<2xf32>, %y: memref<2xf32>) {
  // CHECK-COUNT-2: linalg.generic
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<2x3xf32>) outs(%sum : memref<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %sum : memref<2x3xf32>, memref<2xf32>) outs(%y : memref<2xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    %s = arith.addf %o, %d : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#transposed = affine_map<(i, j) -> (j, i)>

// CHECK-LABEL: @what_moves_to_another_place_stays_apart
func.func @what_moves_to_another_place_stays_apart(%x: memref<3x3xf32>, %y: memref<3x3xf32>, %z: memref<3x3xf32>) {
  // CHECK-COUNT-2: linalg.generic
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<3x3xf32>) outs(%y : memref<3x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.negf %a : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#id, #transposed, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %y : memref<3x3xf32>, memref<3x3xf32>) outs(%z : memref<3x3xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %t = arith.addf %a, %b : f32
    linalg.yield %t : f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>
#zero = affine_map<(i) -> ()>

// The second waits for %late, which the first need not: what uses the first would wait with it.
// CHECK-LABEL: @no_op_waits_for_another_ones_operands
func.func @no_op_waits_for_another_ones_operands(%x: memref<5xf32>, %late: memref<5xf32>, %s: memref<f32>, %t: memref<f32>) {
  // ROWS-COUNT-3: linalg.generic
  // SUMS-COUNT-2: linalg.generic
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%late : memref<5xf32>) {
  ^bb0(%o: f32):
    %t0 = math.exp %o : f32
    linalg.yield %t0 : f32
  }
  linalg.generic {indexing_maps = [#id, #zero], iterator_types = ["reduction"]} ins(%x : memref<5xf32>) outs(%s : memref<f32>) {
  ^bb0(%a: f32, %o: f32):
    %t0 = arith.addf %o, %a : f32
    linalg.yield %t0 : f32
  }
  linalg.generic {indexing_maps = [#id, #id, #zero], iterator_types = ["reduction"]} ins(%x, %late : memref<5xf32>, memref<5xf32>) outs(%t : memref<f32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %t0 = arith.addf %o, %p : f32
    linalg.yield %t0 : f32
  }
  return
}

// -----

#id = affine_map<(i) -> (i)>

// CHECK-LABEL: @an_op_between_that_needs_the_first_keeps_the_second_behind
func.func @an_op_between_that_needs_the_first_keeps_the_second_behind(%x: memref<5xf32>, %y: memref<5xf32>, %z: memref<5xf32>, %i: index) {
  // CHECK: linalg.generic
  // CHECK: memref.store
  // CHECK: linalg.generic
  %zero = arith.constant 0.0 : f32
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<5xf32>) outs(%y : memref<5xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.negf %a : f32
    linalg.yield %t : f32
  }
  memref.store %zero, %y[%i] : memref<5xf32>
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%y : memref<5xf32>) outs(%z : memref<5xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = math.exp %a : f32
    linalg.yield %t : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>

// Ops on a block of rows merge as others do; what only the two use of the block's memory is not stored.
// CHECK-LABEL: @ops_in_a_loop_over_rows
// CHECK:       scf.forall
// CHECK:         linalg.generic {{.*}} ins(%{{[^,]*}} :
// CHECK-SAME:                           outs(%{{[^,]*}} :
// CHECK:           arith.negf
// CHECK-NEXT:      math.exp
// CHECK-NOT:     linalg.generic
func.func @ops_in_a_loop_over_rows(%x: memref<8x3xf32>, %y: memref<8x3xf32>, %rows: index) {
  scf.forall (%i) = (0) to (8) step (4) {
    %0 = memref.subview %x[%i, 0] [%rows, 3] [1, 1] : memref<8x3xf32> to memref<?x3xf32, strided<[3, 1], offset: ?>>
    %1 = memref.subview %y[%i, 0] [%rows, 3] [1, 1] : memref<8x3xf32> to memref<?x3xf32, strided<[3, 1], offset: ?>>
    %own = memref.alloca() : memref<4x3xf32>
    %2 = memref.subview %own[0, 0] [%rows, 3] [1, 1] : memref<4x3xf32> to memref<?x3xf32, strided<[3, 1]>>
    linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
        ins(%0 : memref<?x3xf32, strided<[3, 1], offset: ?>>) outs(%2 : memref<?x3xf32, strided<[3, 1]>>) {
    ^bb0(%a: f32, %o: f32):
      %t = arith.negf %a : f32
      linalg.yield %t : f32
    }
    linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
        ins(%2 : memref<?x3xf32, strided<[3, 1]>>) outs(%1 : memref<?x3xf32, strided<[3, 1], offset: ?>>) {
    ^bb0(%a: f32, %o: f32):
      %t = math.exp %a : f32
      linalg.yield %t : f32
    }
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// The exponentials are stored on the way to their sum; and the sum waits for nothing but what the first of the three does.
// CHECK-LABEL: @elements_join_the_sum_of_their_row
func.func @elements_join_the_sum_of_their_row(%x: memref<?x3xf32>, %max: memref<?xf32>, %e: memref<?x3xf32>, %sum: memref<?xf32>) {
  // CHECK:     linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]} ins(%{{[^,]*}}, %{{[^,]*}} : {{.*}}) outs(%{{[^,]*}}, %{{[^,]*}} : memref<?x3xf32>, memref<?xf32>)
  // CHECK:       %[[E:.*]] = math.exp
  // CHECK:       %[[S:.*]] = arith.addf %{{.*}}, %[[E]]
  // CHECK:       linalg.yield %[[E]], %[[S]]
  // CHECK-NOT: linalg.generic
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?x3xf32>
  %d = memref.alloc(%n) : memref<?x3xf32>
  linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %max : memref<?x3xf32>, memref<?xf32>) outs(%d : memref<?x3xf32>) {
  ^bb0(%a: f32, %m: f32, %o: f32):
    %t = arith.subf %a, %m : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%d : memref<?x3xf32>) outs(%e : memref<?x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = math.exp %a : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%e : memref<?x3xf32>) outs(%sum : memref<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#column = affine_map<(i, j) -> (j)>

// Vectors along a row would store all of their sums at each row.
// CHECK-LABEL: @elements_and_the_sum_of_their_column_stay_apart
func.func @elements_and_the_sum_of_their_column_stay_apart(%x: memref<2x3xf32>, %y: memref<2x3xf32>, %sum: memref<3xf32>) {
  // CHECK-COUNT-2: linalg.generic
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<2x3xf32>) outs(%y : memref<2x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = math.exp %a : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]}
      ins(%y : memref<2x3xf32>) outs(%sum : memref<3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// CHECK-LABEL: @a_reduction_without_a_combiner_takes_no_elements
func.func @a_reduction_without_a_combiner_takes_no_elements(%x: memref<2x3xf32>, %y: memref<2x3xf32>, %last: memref<2xf32>) {
  // CHECK-COUNT-2: linalg.generic
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<2x3xf32>) outs(%y : memref<2x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = math.exp %a : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%y : memref<2x3xf32>) outs(%last : memref<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#zero = affine_map<(i, j) -> ()>

// A loss and its gradient.
// CHECK-LABEL: @elements_join_the_sum_of_everything
func.func @elements_join_the_sum_of_everything(%x: memref<2x3xf32>, %dx: memref<2x3xf32>, %sum: memref<f32>) {
  // ROWS-COUNT-2: linalg.generic
  // SUMS:     linalg.generic {{.*}}iterator_types = ["reduction", "reduction"]} ins(%{{[^,]*}} : memref<2x3xf32>) outs(%{{[^,]*}}, %{{[^,]*}} : memref<f32>, memref<2x3xf32>)
  // SUMS-NOT: linalg.generic
  linalg.generic {indexing_maps = [#id, #zero], iterator_types = ["reduction", "reduction"]}
      ins(%x : memref<2x3xf32>) outs(%sum : memref<f32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.mulf %a, %a : f32
    %s = arith.addf %o, %t : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<2x3xf32>) outs(%dx : memref<2x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.addf %a, %a : f32
    linalg.yield %t : f32
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>

// Nothing else would say how long the rows are.
// CHECK-LABEL: @elements_that_nothing_was_read_for_are_stored
func.func @elements_that_nothing_was_read_for_are_stored(%row: memref<?xf32>, %sum: memref<?xf32>) {
  // CHECK: linalg.generic {{.*}} ins(%{{[^,]*}} : memref<?xf32>) outs(%{{[^,]*}}, %{{[^,]*}} : memref<?x3xf32>, memref<?xf32>)
  // CHECK-NOT: linalg.generic
  %c0 = arith.constant 0 : index
  %n = memref.dim %row, %c0 : memref<?xf32>
  %y = memref.alloc(%n) : memref<?x3xf32>
  linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%row : memref<?xf32>) outs(%y : memref<?x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %t = arith.negf %a : f32
    linalg.yield %t : f32
  }
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%y : memref<?x3xf32>) outs(%sum : memref<?xf32>) {
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

// One thread runs these iterations in turn, and each takes one more element into the sums of the columns.
// CHECK-LABEL: @sums_of_rows_and_columns_in_turn
// CHECK-SAME:    %[[X:.*]]: memref<2x3xf32>, %[[ROWS:.*]]: memref<2xf32>, %[[COLUMNS:.*]]: memref<3xf32>
func.func @sums_of_rows_and_columns_in_turn(%x: memref<2x3xf32>, %rows: memref<2xf32>, %columns: memref<3xf32>) {
  // CHECK:     scf.for
  // CHECK:       linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]} ins(%[[X]] : memref<2x3xf32>) outs(%[[ROWS]], %[[COLUMNS]] : memref<2xf32>, memref<3xf32>)
  // CHECK-NEXT:  ^bb0(%[[A:.*]]: f32, %[[ROW:.*]]: f32, %[[COLUMN:.*]]: f32):
  // CHECK-DAG:     %[[S:.*]] = arith.addf %[[ROW]], %[[A]]
  // CHECK-DAG:     %[[T:.*]] = arith.addf %[[COLUMN]], %[[A]]
  // CHECK:         linalg.yield %[[S]], %[[T]]
  // CHECK-NOT:   linalg.generic
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  scf.forall (%part) in (7) {
    scf.for %block = %c0 to %c5 step %c1 {
      linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
          ins(%x : memref<2x3xf32>) outs(%rows : memref<2xf32>) {
      ^bb0(%a: f32, %o: f32):
        %s = arith.addf %o, %a : f32
        linalg.yield %s : f32
      }
      linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]}
          ins(%x : memref<2x3xf32>) outs(%columns : memref<3xf32>) {
      ^bb0(%a: f32, %o: f32):
        %s = arith.addf %o, %a : f32
        linalg.yield %s : f32
      }
    }
  }
  return
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#column = affine_map<(i, j) -> (j)>

// CHECK-LABEL: @sums_of_rows_and_columns_stay_apart_where_threads_share_them
func.func @sums_of_rows_and_columns_stay_apart_where_threads_share_them(%x: memref<2x3xf32>, %rows: memref<2xf32>, %columns: memref<3xf32>) {
  // CHECK-COUNT-2: linalg.generic
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<2x3xf32>) outs(%rows : memref<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  linalg.generic {indexing_maps = [#id, #column], iterator_types = ["reduction", "parallel"]}
      ins(%x : memref<2x3xf32>) outs(%columns : memref<3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.addf %o, %a : f32
    linalg.yield %s : f32
  }
  return
}
