// RUN: luge-opt %s --luge-emit-entries --split-input-file --verify-diagnostics | FileCheck %s

// Pointers come from the table in order; the arena and the thread come from the entry's own arguments.
// CHECK-LABEL: llvm.func @luge_entry_step(
// CHECK-SAME:    %[[ARGS:[^:]*]]: !llvm.ptr, %[[BATCH:[^:]*]]: i64, %[[ARENA:[^:]*]]: !llvm.ptr,
// CHECK-SAME:    %[[TEAM:[^:]*]]: !llvm.ptr, %[[THREAD:[^:]*]]: i64, %[[THREADS:[^:]*]]: i64)
// CHECK:         %[[SLOT0:.*]] = llvm.getelementptr %[[ARGS]][0]
// CHECK:         %[[X:.*]] = llvm.load %[[SLOT0]]
// CHECK:         llvm.insertvalue %[[X]], %{{.*}}[0]
// CHECK:         llvm.insertvalue %[[BATCH]], %{{.*}}[3, 0]
// CHECK:         %[[X_MEMREF:.*]] = builtin.unrealized_conversion_cast {{.*}} to memref<?x3xf32>
// CHECK:         %[[SLOT1:.*]] = llvm.getelementptr %[[ARGS]][1]
// CHECK:         %[[LOSS_MEMREF:.*]] = builtin.unrealized_conversion_cast {{.*}} to memref<f32>
// CHECK:         llvm.insertvalue %[[ARENA]], %{{.*}}[0]
// CHECK:         %[[ARENA_MEMREF:.*]] = builtin.unrealized_conversion_cast {{.*}} to memref<64xi8>
// CHECK:         %[[THREAD_INDEX:.*]] = builtin.unrealized_conversion_cast %[[THREAD]] : i64 to index
// CHECK:         call @step(%[[X_MEMREF]], %[[LOSS_MEMREF]], %[[ARENA_MEMREF]], %[[TEAM]], %[[THREAD_INDEX]],
// CHECK:       func.func private @step
// CHECK-SAME:    llvm.linkage = #llvm.linkage<internal>
func.func @step(%x: memref<?x3xf32>, %loss: memref<f32>, %arena: memref<64xi8> {luge.arena},
                %team: !llvm.ptr {luge.team}, %thread: index {luge.thread}, %threads: index {luge.threads}) {
  return
}

// -----

// expected-error @+1 {{expected argument 1 to be a memref of contiguous elements, got 'f32'}}
func.func @scalar_argument(%x: memref<3xf32>, %scale: f32) {
  return
}

// -----

// expected-error @+1 {{expected a public function to have no results, got 'memref<3xf32>'}}
func.func @result(%x: memref<3xf32>) -> memref<3xf32> {
  return %x : memref<3xf32>
}
