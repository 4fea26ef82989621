// RUN: luge-opt %s --allow-unregistered-dialect --luge-plan-memory --split-input-file --verify-diagnostics | FileCheck %s

module attributes {luge.max_batch = 10 : i64} {
  // A batch of 10 rows of 3 floats is 120 bytes, so the second buffer begins at 128.
  // CHECK-LABEL: func.func @sizes_are_those_at_the_maximum_batch(
  // CHECK-SAME:    %[[X:.*]]: memref<?x3xf32>, %[[ARENA:.*]]: memref<192xi8> {luge.arena})
  // CHECK-SAME:    luge.arena_bytes = 192 : i64, luge.arena_lower_bound = 160 : i64
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
// CHECK-SAME:    luge.arena_bytes = 64 : i64, luge.arena_lower_bound = 32 : i64
func.func @dead_bytes_are_used_again() {
  // CHECK: memref.view %{{.*}}[%c0{{.*}}][] : memref<64xi8> to memref<2xf32>
  // CHECK: memref.view %{{.*}}[%c32{{.*}}][] : memref<64xi8> to memref<3xf32>
  // CHECK: memref.view %{{.*}}[%c0{{.*}}][] : memref<64xi8> to memref<5xf32>
  %0 = memref.alloc() : memref<2xf32>
  %1 = memref.alloc() : memref<3xf32>
  %2 = memref.alloc() : memref<5xf32>
  "test.use"(%0, %1) : (memref<2xf32>, memref<3xf32>) -> ()
  "test.use"(%1, %2) : (memref<3xf32>, memref<5xf32>) -> ()
  memref.dealloc %0 : memref<2xf32>
  return
}

// -----

// Largest first would leave the last buffer no gap that holds it: what sticks out is placed first.
// CHECK-LABEL: func.func @what_sticks_out_goes_first
// CHECK-SAME:    luge.arena_bytes = 576 : i64, luge.arena_lower_bound = 576 : i64
func.func @what_sticks_out_goes_first() {
  // CHECK: memref.view %{{.*}}[%c0{{.*}}][] : memref<576xi8> to memref<256xi8>
  // CHECK: memref.view %{{.*}}[%c320{{.*}}][] : memref<576xi8> to memref<256xi8>
  // CHECK: memref.view %{{.*}}[%c0{{.*}}][] : memref<576xi8> to memref<192xi8>
  // CHECK: memref.view %{{.*}}[%c192{{.*}}][] : memref<576xi8> to memref<128xi8>
  %0 = memref.alloc() : memref<256xi8>
  %1 = memref.alloc() : memref<256xi8>
  %2 = memref.alloc() : memref<192xi8>
  %3 = memref.alloc() : memref<128xi8>
  "test.use"(%0, %1) : (memref<256xi8>, memref<256xi8>) -> ()
  "test.use"(%1, %2) : (memref<256xi8>, memref<192xi8>) -> ()
  "test.use"(%1, %2, %3) : (memref<256xi8>, memref<192xi8>, memref<128xi8>) -> ()
  return
}

// -----

// CHECK-LABEL: func.func @a_view_keeps_its_buffer_alive
// CHECK-SAME:    luge.arena_bytes = 64 : i64, luge.arena_lower_bound = 52 : i64
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

// -----

// The largest extent is found without trying a trillion batches.
module attributes {luge.max_batch = 1000000000003 : i64} {
  // 83,333,333,334 tiles of 84 bytes.
  // CHECK-LABEL: func.func @batches_may_be_very_large
  // CHECK-SAME:    luge.arena_bytes = 7000000000064 : i64, luge.arena_lower_bound = 7000000000056 : i64
  func.func @batches_may_be_very_large(%x: memref<?xf32>) {
    %c0 = arith.constant 0 : index
    %batch = memref.dim %x, %c0 : memref<?xf32>
    %extent = affine.apply affine_map<()[s0] -> ((s0 ceildiv 12) * 84)>()[%batch]
    %0 = memref.alloc(%extent) : memref<?xi8>
    "test.use"(%0) : (memref<?xi8>) -> ()
    return
  }

  // CHECK-LABEL: func.func @sizes_do_not_wrap_around
  // CHECK-SAME:    luge.arena_bytes = 9223372036854775807 : i64, luge.arena_lower_bound = 9223372036854775807 : i64
  func.func @sizes_do_not_wrap_around(%x: memref<?xf32>) {
    %c0 = arith.constant 0 : index
    %batch = memref.dim %x, %c0 : memref<?xf32>
    %0 = memref.alloc(%batch) : memref<?x4194304xf32>
    "test.use"(%0) : (memref<?x4194304xf32>) -> ()
    return
  }
}
