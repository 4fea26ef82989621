// RUN: luge-opt %s --allow-unregistered-dialect --luge-plan-memory --split-input-file --verify-diagnostics | FileCheck %s

module attributes {luge.max_batch = 10 : i64} {
  // A batch of 10 rows of 3 floats is 120 bytes, so the second buffer begins at 128.
  // CHECK-LABEL: func.func @sizes_are_those_at_the_maximum_batch(
  // CHECK-SAME:    %[[X:.*]]: memref<?x3xf32>, %[[ARENA:.*]]: memref<192xi8> {luge.arena})
  // CHECK-SAME:    luge.arena_bytes = 192 : i64, luge.arena_lower_bound = 192 : i64
  func.func @sizes_are_those_at_the_maximum_batch(%x: memref<?x3xf32>) {
    %c0 = arith.constant 0 : index
    // CHECK: %[[BATCH:.*]] = memref.dim
    %batch = memref.dim %x, %c0 : memref<?x3xf32>
    // CHECK: memref.view %[[ARENA]][%c0{{.*}}][%[[BATCH]]] : memref<192xi8> to memref<?x3xf32>
    // CHECK: memref.view %[[ARENA]][%c128][] : memref<192xi8> to memref<2x5xf32>
    // CHECK-NOT: memref.alloc
    %0 = memref.alloc(%batch) : memref<?x3xf32>
    %1 = memref.alloc() : memref<2x5xf32>
    "test.use"(%0, %1) : (memref<?x3xf32>, memref<2x5xf32>) -> ()
    return
  }

  // 10 rows in tiles of 4 are 3 tiles: 3 * 4 * 5 floats.
  // CHECK-LABEL: func.func @extents_may_be_computed_from_the_batch
  // CHECK-SAME:    luge.arena_bytes = 256 : i64
  func.func @extents_may_be_computed_from_the_batch(%x: memref<?x5xf32>) {
    %c0 = arith.constant 0 : index
    %batch = memref.dim %x, %c0 : memref<?x5xf32>
    %tiles = affine.apply affine_map<()[s0] -> (s0 ceildiv 4)>()[%batch]
    %0 = memref.alloc(%tiles) : memref<?x4x5xf32>
    "test.use"(%0) : (memref<?x4x5xf32>) -> ()
    return
  }
}

// -----

// The first and the third buffer never live together; the second lives with both.
// CHECK-LABEL: func.func @dead_bytes_are_used_again
// CHECK-SAME:    luge.arena_bytes = 128 : i64, luge.arena_lower_bound = 128 : i64
func.func @dead_bytes_are_used_again() {
  // CHECK: memref.view %{{.*}}[%c0{{.*}}][] : memref<128xi8> to memref<2xf32>
  // CHECK: memref.view %{{.*}}[%c64{{.*}}][] : memref<128xi8> to memref<3xf32>
  // CHECK: memref.view %{{.*}}[%c0{{.*}}][] : memref<128xi8> to memref<5xf32>
  %0 = memref.alloc() : memref<2xf32>
  %1 = memref.alloc() : memref<3xf32>
  %2 = memref.alloc() : memref<5xf32>
  "test.use"(%0, %1) : (memref<2xf32>, memref<3xf32>) -> ()
  "test.use"(%1, %2) : (memref<3xf32>, memref<5xf32>) -> ()
  memref.dealloc %0 : memref<2xf32>
  return
}

// -----

// CHECK-LABEL: func.func @a_view_keeps_its_buffer_alive
// CHECK-SAME:    luge.arena_bytes = 128 : i64
func.func @a_view_keeps_its_buffer_alive() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = memref.alloc() : memref<2x5xf32>
  %row = memref.subview %0[1, 0] [1, 5] [1, 1] : memref<2x5xf32> to memref<5xf32, strided<[1], offset: 5>>
  %1 = memref.alloc() : memref<3xf32>
  "test.use"(%1) : (memref<3xf32>) -> ()
  scf.for %i = %c0 to %c1 step %c1 {
    "test.use"(%row) : (memref<5xf32, strided<[1], offset: 5>>) -> ()
  }
  return
}

// -----

func.func @nested_allocation() {
  scf.forall (%i) in (2) {
    // expected-error @+1 {{expected a buffer to be allocated at the top level of a public function}}
    %0 = memref.alloc() : memref<3xf32>
    "test.use"(%0) : (memref<3xf32>) -> ()
  }
  return
}

// -----

func.func @unknown_maximum_batch(%x: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %batch = memref.dim %x, %c0 : memref<?xf32>
  // expected-error @+1 {{expected extents bounded by the batch, and 'luge.max_batch' on the module}}
  %0 = memref.alloc(%batch) : memref<?xf32>
  "test.use"(%0) : (memref<?xf32>) -> ()
  return
}

// -----

module attributes {luge.max_batch = 10 : i64} {
  func.func @extent_is_data(%n: memref<index>) {
    %extent = memref.load %n[] : memref<index>
    // expected-error @+1 {{expected extents bounded by the batch}}
    %0 = memref.alloc(%extent) : memref<?xf32>
    "test.use"(%0) : (memref<?xf32>) -> ()
    return
  }
}
