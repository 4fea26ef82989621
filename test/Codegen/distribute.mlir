// RUN: luge-opt %s --luge-distribute="serial-below=0" --split-input-file --verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @forall_becomes_a_contiguous_share(
// CHECK-SAME:    %[[TEAM:[^:]*]]: !llvm.ptr {luge.team}, %[[THREAD:[^:]*]]: index {luge.thread}, %[[THREADS:[^:]*]]: index {luge.threads})
// CHECK-SAME:    luge.parallel
// CHECK-DAG:     %[[TOTAL:.*]] = arith.constant 6 : index
// CHECK-DAG:     %[[NEXT:.*]] = arith.addi %[[THREAD]], %c1
// CHECK:         %[[SCALED:.*]] = arith.muli %[[TOTAL]], %[[THREAD]]
// CHECK:         %[[BEGIN:.*]] = arith.divui %[[SCALED]], %[[THREADS]]
// CHECK:         %[[SCALED_NEXT:.*]] = arith.muli %[[TOTAL]], %[[NEXT]]
// CHECK:         %[[END:.*]] = arith.divui %[[SCALED_NEXT]], %[[THREADS]]
// CHECK:         scf.for %[[K:.*]] = %[[BEGIN]] to %[[END]]
// CHECK:           %[[IJ:.*]]:2 = affine.delinearize_index %[[K]] into (2, 3)
// CHECK:           memref.store %{{.*}}, %{{.*}}[%[[IJ]]#0, %[[IJ]]#1]
// CHECK-NOT:     luge_team_barrier
// CHECK:         return
func.func @forall_becomes_a_contiguous_share(%a: memref<2x3xf32>) {
  %one = arith.constant 1.0 : f32
  scf.forall (%i, %j) in (2, 3) {
    memref.store %one, %a[%i, %j] : memref<2x3xf32>
  }
  return
}

// -----

// What went past the caches is made visible before the thread says that it is done.
// CHECK-LABEL: func.func @a_fence_follows_streams
// CHECK:         scf.for
// CHECK:           vector.store
// CHECK:         llvm.call_intrinsic "llvm.x86.sse.sfence"
// CHECK-NOT:     sfence
// CHECK:         luge_team_barrier
// CHECK-NOT:     sfence
// CHECK:         return
func.func @a_fence_follows_streams(%a: memref<64xf32>, %b: memref<64xf32>) {
  %c16 = arith.constant 16 : index
  %one = arith.constant dense<1.0> : vector<16xf32>
  scf.forall (%i) in (4) {
    %j = arith.muli %i, %c16 : index
    vector.store %one, %a[%j] {alignment = 64 : i64, nontemporal = true} : memref<64xf32>, vector<16xf32>
  } {luge.streams}
  scf.forall (%i) in (4) {
    %j = arith.muli %i, %c16 : index
    %0 = vector.load %a[%j] : memref<64xf32>, vector<16xf32>
    vector.store %0, %b[%j] : memref<64xf32>, vector<16xf32>
  }
  return
}

// -----

// CHECK-LABEL: func.func @barrier_between_writer_and_reader
func.func @barrier_between_writer_and_reader(%a: memref<2xf32>, %b: memref<2xf32>) {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  // CHECK: scf.for
  scf.forall (%i) in (2) {
    memref.store %one, %a[%i] : memref<2xf32>
  }
  // CHECK: call @luge_team_barrier(%{{.*}}) : (!llvm.ptr) -> ()
  // CHECK: scf.for
  scf.forall (%i) in (2) {
    %0 = memref.load %a[%c1] : memref<2xf32>
    memref.store %0, %b[%i] : memref<2xf32>
  }
  // CHECK-NOT: luge_team_barrier
  // CHECK: return
  return
}

// -----

// CHECK-LABEL: func.func @no_barrier_between_readers
// CHECK-NOT:     luge_team_barrier
// CHECK:         return
func.func @no_barrier_between_readers(%a: memref<2xf32>, %b: memref<2xf32>, %c: memref<2xf32>) {
  scf.forall (%i) in (2) {
    %0 = memref.load %a[%i] : memref<2xf32>
    memref.store %0, %b[%i] : memref<2xf32>
  }
  scf.forall (%i) in (2) {
    %0 = memref.load %a[%i] : memref<2xf32>
    memref.store %0, %c[%i] : memref<2xf32>
  }
  return
}

// -----

// Bytes 64 to 72 are written twice, bytes 0 to 8 once.
// CHECK-LABEL: func.func @arena_is_compared_by_bytes
func.func @arena_is_compared_by_bytes(%arena: memref<128xi8> {luge.arena}) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %one = arith.constant 1.0 : f32
  %low = memref.view %arena[%c0][] : memref<128xi8> to memref<2xf32>
  %high = memref.view %arena[%c64][] : memref<128xi8> to memref<2xf32>
  %high_again = memref.view %arena[%c64][] : memref<128xi8> to memref<1xf32>
  // CHECK: scf.for
  // CHECK-NOT: luge_team_barrier
  scf.forall (%i) in (2) {
    memref.store %one, %low[%i] : memref<2xf32>
  }
  // CHECK: scf.for
  scf.forall (%i) in (2) {
    memref.store %one, %high[%i] : memref<2xf32>
  }
  // CHECK: luge_team_barrier
  // CHECK: scf.for
  scf.forall (%i) in (1) {
    memref.store %one, %high_again[%i] : memref<1xf32>
  }
  return
}

// -----

// The counter is read before the barrier that the loops need, so its update needs no other.
// CHECK-LABEL: func.func @ops_move_before_a_barrier_they_need_not
func.func @ops_move_before_a_barrier_they_need_not(%a: memref<2xf32>, %b: memref<2xf32>, %count: memref<f32>) {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  // CHECK: scf.for
  // CHECK: %[[COUNT:.*]] = memref.load %{{.*}}[] : memref<f32>
  scf.forall (%i) in (2) {
    memref.store %one, %a[%i] : memref<2xf32>
  }
  // CHECK: luge_team_barrier
  // CHECK: scf.for
  scf.forall (%i) in (2) {
    %0 = memref.load %a[%c1] : memref<2xf32>
    %1 = memref.load %count[] : memref<f32>
    %2 = arith.addf %0, %1 : f32
    memref.store %2, %b[%i] : memref<2xf32>
  }
  // CHECK: luge_team_barrier
  // CHECK-NOT: luge_team_barrier
  // CHECK: scf.if %{{.*}} {
  // CHECK:   memref.store
  // CHECK: }
  %0 = memref.load %count[] : memref<f32>
  %next = arith.addf %0, %one : f32
  memref.store %next, %count[] : memref<f32>
  return
}

// -----

// What only serial ops need is serial, too, and leaves the branch for those after a barrier.
// CHECK-LABEL: func.func @serial_ops_run_on_thread_0
// CHECK:         %[[FIRST:.*]] = arith.cmpi eq, %{{.*}}, %c0
// CHECK:         scf.for
// CHECK:         %[[X:.*]] = scf.if %[[FIRST]] -> (f32) {
// CHECK:           %[[LOADED:.*]] = memref.load
// CHECK:           scf.yield %[[LOADED]]
// CHECK:         } else {
// CHECK:           %[[POISON:.*]] = ub.poison : f32
// CHECK:           scf.yield %[[POISON]]
// CHECK:         }
// CHECK:         luge_team_barrier
// CHECK:         scf.if %[[FIRST]] {
// CHECK:           %[[Y:.*]] = memref.load
// CHECK:           %[[SUM:.*]] = arith.addf %[[X]], %[[Y]]
// CHECK:           memref.store %[[SUM]]
// CHECK:         }
// CHECK-NEXT:    return
func.func @serial_ops_run_on_thread_0(%a: memref<2xf32>, %c: memref<f32>, %x: memref<f32>) {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  %0 = memref.load %x[] : memref<f32>
  scf.forall (%i) in (2) {
    memref.store %one, %a[%i] : memref<2xf32>
  }
  %1 = memref.load %a[%c1] : memref<2xf32>
  %sum = arith.addf %0, %1 : f32
  memref.store %sum, %c[] : memref<f32>
  return
}

// -----

// CHECK-LABEL: func.func @what_a_loop_needs_is_replicated
// CHECK:         %[[X:.*]] = memref.load %{{.*}}[] : memref<f32>
// CHECK:         %[[SUM:.*]] = arith.addf %[[X]], %[[X]]
// CHECK:         scf.for
// CHECK:           memref.store %[[SUM]]
func.func @what_a_loop_needs_is_replicated(%a: memref<2xf32>, %x: memref<f32>) {
  %0 = memref.load %x[] : memref<f32>
  %sum = arith.addf %0, %0 : f32
  scf.forall (%i) in (2) {
    memref.store %sum, %a[%i] : memref<2xf32>
  }
  return
}

// -----

// CHECK-LABEL: func.func @stack_memory_is_private
// CHECK:         memref.alloca
// CHECK-NOT:     luge_team_barrier
// CHECK:         return
func.func @stack_memory_is_private(%a: memref<2xf32>, %b: memref<2xf32>) {
  %c0 = arith.constant 0 : index
  scf.forall (%i) in (2) {
    %row = memref.alloca() : memref<1xf32>
    %0 = memref.load %a[%i] : memref<2xf32>
    memref.store %0, %row[%c0] : memref<1xf32>
    %1 = memref.load %row[%c0] : memref<1xf32>
    memref.store %1, %b[%i] : memref<2xf32>
  }
  return
}

// -----

// What every thread computes for itself needs no barrier, and its order is kept.
// CHECK-LABEL: func.func @stack_memory_that_every_thread_writes
// CHECK:         %[[ROW:.*]] = memref.alloca
// CHECK:         memref.store %{{.*}}, %[[ROW]][%c0{{.*}}]
// CHECK:         scf.for
// CHECK:           memref.load %[[ROW]]
// CHECK:         call @luge_team_barrier
// CHECK:         memref.store %{{.*}}, %[[ROW]][%c0{{.*}}]
// CHECK:         scf.for
// CHECK:           memref.load %[[ROW]]
func.func @stack_memory_that_every_thread_writes(%a: memref<2xf32>, %b: memref<2xf32>) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %row = memref.alloca() : memref<1xf32>
  memref.store %one, %row[%c0] : memref<1xf32>
  scf.forall (%i) in (2) {
    %0 = memref.load %row[%c0] : memref<1xf32>
    memref.store %0, %a[%i] : memref<2xf32>
  }
  %1 = memref.load %a[%c0] : memref<2xf32>
  memref.store %1, %row[%c0] : memref<1xf32>
  scf.forall (%i) in (2) {
    %0 = memref.load %row[%c0] : memref<1xf32>
    memref.store %0, %b[%i] : memref<2xf32>
  }
  return
}

// -----

func.func @nested_forall(%a: memref<2x3xf32>) {
  %one = arith.constant 1.0 : f32
  scf.forall (%i) in (2) {
    // expected-error @+1 {{expected a parallel loop at the top level of a function}}
    scf.forall (%j) in (3) {
      memref.store %one, %a[%i, %j] : memref<2x3xf32>
    }
  }
  return
}

// -----

func.func @writing_loop_with_result(%a: memref<2xf32>, %b: memref<2xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %one = arith.constant 1.0 : f32
  // expected-error @+1 {{expected no thread but the first to need a result of an op that writes memory}}
  %sum = scf.for %i = %c0 to %c2 step %c1 iter_args(%s = %one) -> f32 {
    %next = arith.addf %s, %one : f32
    memref.store %next, %a[%i] : memref<2xf32>
    scf.yield %next : f32
  }
  scf.forall (%i) in (2) {
    memref.store %sum, %b[%i] : memref<2xf32>
  }
  return
}

// -----

func.func @stack_memory_of_two_loops(%a: memref<2xf32>) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  // expected-error @+1 {{expected stack memory that one thread writes to be used by one op at the top level}}
  %row = memref.alloca() : memref<1xf32>
  scf.forall (%i) in (2) {
    memref.store %one, %row[%c0] : memref<1xf32>
  }
  scf.forall (%i) in (2) {
    %0 = memref.load %row[%c0] : memref<1xf32>
    memref.store %0, %a[%i] : memref<2xf32>
  }
  return
}
