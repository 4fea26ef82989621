// RUN: luge-opt %s --luge-privatize-scalars=most-work=64 --split-input-file | FileCheck %s

// The number of elements and its inverse, which every row needs; the sum, which none does, stays in the arena.
// CHECK-LABEL: func.func @what_parallel_loops_need
// CHECK:         %[[COUNT:.*]] = memref.alloca() : memref<f32>
// CHECK:         %[[INVERSE:.*]] = memref.alloca() : memref<f32>
// CHECK:         %[[SUM:.*]] = memref.alloc() : memref<f32>
// CHECK:         memref.store %{{.*}}, %[[COUNT]]
// CHECK:         memref.store %{{.*}}, %[[INVERSE]]
func.func @what_parallel_loops_need(%n: memref<f32>, %x: memref<8xf32>, %out: memref<f32>) {
  %count = memref.alloc() : memref<f32>
  %inverse = memref.alloc() : memref<f32>
  %sum = memref.alloc() : memref<f32>
  %one = arith.constant 1.0 : f32
  %0 = memref.load %n[] : memref<f32>
  memref.store %0, %count[] : memref<f32>
  %1 = memref.load %count[] : memref<f32>
  %2 = arith.divf %one, %1 : f32
  memref.store %2, %inverse[] : memref<f32>
  scf.forall (%i) in (8) {
    %3 = memref.load %inverse[] : memref<f32>
    memref.store %3, %x[%i] : memref<8xf32>
  }
  %4 = memref.load %count[] : memref<f32>
  memref.store %4, %sum[] : memref<f32>
  %5 = memref.load %sum[] : memref<f32>
  memref.store %5, %out[] : memref<f32>
  return
}

// -----

// 100 operations are more than each thread may do.
// CHECK-LABEL: func.func @long_work_is_done_once
// CHECK-NOT:     memref.alloca
// CHECK:         return
func.func @long_work_is_done_once(%n: memref<100xf32>, %x: memref<8xf32>) {
  %sum = memref.alloc() : memref<f32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  scf.for %i = %c0 to %c100 step %c1 {
    %0 = memref.load %n[%i] : memref<100xf32>
    memref.store %0, %sum[] : memref<f32>
  }
  scf.forall (%i) in (8) {
    %0 = memref.load %sum[] : memref<f32>
    memref.store %0, %x[%i] : memref<8xf32>
  }
  return
}

// -----

// Threads would write what another one reads.
// CHECK-LABEL: func.func @what_comes_with_other_results
// CHECK-NOT:     memref.alloca
// CHECK:         return
func.func @what_comes_with_other_results(%n: memref<4xf32>, %x: memref<8xf32>) {
  %last = memref.alloc() : memref<f32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant 1.0 : f32
  scf.for %i = %c0 to %c4 step %c1 {
    %0 = memref.load %n[%i] : memref<4xf32>
    %1 = arith.addf %0, %one : f32
    memref.store %1, %n[%i] : memref<4xf32>
    memref.store %1, %last[] : memref<f32>
  }
  scf.forall (%i) in (8) {
    %0 = memref.load %last[] : memref<f32>
    memref.store %0, %x[%i] : memref<8xf32>
  }
  return
}

// -----

// One thread's result is another one's operand.
// CHECK-LABEL: func.func @what_threads_write
// CHECK-NOT:     memref.alloca
// CHECK:         return
func.func @what_threads_write(%x: memref<8xf32>) {
  %last = memref.alloc() : memref<2xf32>
  scf.forall (%i) in (2) {
    %0 = memref.load %x[%i] : memref<8xf32>
    memref.store %0, %last[%i] : memref<2xf32>
  }
  scf.forall (%i) in (2) {
    %0 = memref.load %last[%i] : memref<2xf32>
    memref.store %0, %x[%i] : memref<8xf32>
  }
  return
}

// -----

// The sum is the result of a loop that writes elements, too: one thread's.
// CHECK-LABEL: func.func @what_a_writing_loop_results_in
// CHECK-NOT:     memref.alloca
// CHECK:         return
func.func @what_a_writing_loop_results_in(%n: memref<4xf32>, %x: memref<8xf32>) {
  %sum = memref.alloc() : memref<f32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %0 = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %zero) -> f32 {
    %1 = memref.load %n[%i] : memref<4xf32>
    memref.store %zero, %n[%i] : memref<4xf32>
    %2 = arith.addf %s, %1 : f32
    scf.yield %2 : f32
  }
  memref.store %0, %sum[] : memref<f32>
  scf.forall (%i) in (8) {
    %1 = memref.load %sum[] : memref<f32>
    memref.store %1, %x[%i] : memref<8xf32>
  }
  return
}
