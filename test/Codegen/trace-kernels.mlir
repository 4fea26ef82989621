// RUN: luge-opt %s --luge-trace-kernels | FileCheck %s

// A function records itself, its kernels by what they were made of, and its waits.

// CHECK-DAG:   llvm.mlir.global external @luge_trace() {{.*}}: i8
// CHECK-DAG:   func.func private @luge_trace_now() -> i64
// CHECK-DAG:   func.func private @luge_trace_record(!llvm.ptr, !llvm.ptr, i64, i64)
// CHECK-DAG:   llvm.mlir.global internal constant @[[STEP:.*]]("step\00")
// CHECK-DAG:   llvm.mlir.global internal constant @[[BARRIER:.*]]("barrier\00")
// CHECK-DAG:   llvm.mlir.global internal constant @[[RELU:.*]]("relu@model.cpp:12\00")

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[X:.*]]: memref<64xf32>, %[[TEAM:.*]]: !llvm.ptr {luge.team}, %[[INDEX:.*]]: index
// CHECK-NEXT:    %[[THREAD:.*]] = arith.index_cast %[[INDEX]] : index to i64
// CHECK-NEXT:    %[[BEGIN:.*]] = call @luge_trace_now()
// CHECK-NEXT:    %[[RELU_BEGIN:.*]] = call @luge_trace_now()
// CHECK-NEXT:    call @relu_model.cpp_12(%[[X]])
// CHECK-NEXT:    %[[TRACE:.*]] = llvm.mlir.addressof @luge_trace
// CHECK-NEXT:    %[[NAME:.*]] = llvm.mlir.addressof @[[RELU]]
// CHECK-NEXT:    call @luge_trace_record(%[[TRACE]], %[[NAME]], %[[THREAD]], %[[RELU_BEGIN]])
// CHECK-NEXT:    call @luge_trace_now()
// CHECK-NEXT:    call @luge_team_barrier(%[[TEAM]])
// CHECK:         llvm.mlir.addressof @[[BARRIER]]
// CHECK-NEXT:    call @luge_trace_record
// CHECK-NEXT:    llvm.mlir.addressof @luge_trace
// CHECK-NEXT:    llvm.mlir.addressof @[[STEP]]
// CHECK-NEXT:    call @luge_trace_record(%{{.*}}, %{{.*}}, %[[THREAD]], %[[BEGIN]])
// CHECK-NEXT:    return
func.func @step(%x: memref<64xf32>, %team: !llvm.ptr {luge.team}, %thread: index {luge.thread}) {
  call @relu_model.cpp_12(%x) : (memref<64xf32>) -> ()
  call @luge_team_barrier(%team) : (!llvm.ptr) -> ()
  return
}
func.func private @luge_team_barrier(!llvm.ptr)
func.func private @relu_model.cpp_12(%x: memref<64xf32>) {
  %c0 = arith.constant 0 : index
  %0 = memref.load %x[%c0] : memref<64xf32> loc("op:relu"("src/model.cpp":12:3))
  memref.store %0, %x[%c0] : memref<64xf32>
  return
}
