// RUN: luge-opt %s --luge-outline-kernels --split-input-file | FileCheck %s

// A large loop becomes a function of what it uses; constants go inside, small loops stay.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[X:.*]]: memref<64xf32>, %[[Y:.*]]: memref<64xf32>, %[[BEGIN:.*]]: index, %[[END:.*]]: index)
// CHECK-NOT:     memref.alloca
// CHECK:         scf.for
// CHECK-NEXT:      memref.store
// CHECK-NEXT:    }
// CHECK:         call @step_kernel_0(%[[BEGIN]], %[[END]], %[[X]], %[[Y]]) : (index, index, memref<64xf32>, memref<64xf32>) -> ()
// CHECK-NEXT:    return

// CHECK:       func.func private @step_kernel_0(%[[B:.*]]: index, %[[E:.*]]: index, %[[IN:.*]]: memref<64xf32>, %[[OUT:.*]]: memref<64xf32>)
// CHECK-SAME:    passthrough = ["noinline"]
// CHECK:         memref.alloca() : memref<4xf32>
// CHECK:         scf.for %[[I:.*]] = %[[B]] to %[[E]] step
// CHECK:           memref.load %[[IN]][%[[I]]]
// CHECK:           memref.store %{{.*}}, %[[OUT]][%[[I]]]
func.func @step(%x: memref<64xf32>, %y: memref<64xf32>, %begin: index, %end: index) attributes {luge.parallel} {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %scratch = memref.alloca() : memref<4xf32>
  scf.for %i = %begin to %end step %c1 {
    memref.store %zero, %y[%i] : memref<64xf32>
  }
  scf.for %i = %begin to %end step %c1 {
    %0 = memref.load %x[%i] : memref<64xf32>
    memref.store %0, %scratch[%c1] : memref<4xf32>
    %1 = arith.mulf %0, %0 : f32
    %2 = arith.addf %1, %0 : f32
    %3 = arith.mulf %2, %0 : f32
    %4 = arith.addf %3, %1 : f32
    %5 = arith.mulf %4, %0 : f32
    %6 = arith.addf %5, %1 : f32
    %7 = arith.mulf %6, %0 : f32
    %8 = arith.addf %7, %1 : f32
    %9 = arith.mulf %8, %0 : f32
    %10 = arith.addf %9, %1 : f32
    %11 = arith.mulf %10, %0 : f32
    %12 = arith.addf %11, %1 : f32
    %13 = arith.mulf %12, %0 : f32
    %14 = arith.addf %13, %1 : f32
    %15 = arith.mulf %14, %0 : f32
    %16 = arith.addf %15, %1 : f32
    %17 = arith.mulf %16, %0 : f32
    %18 = arith.addf %17, %1 : f32
    %19 = arith.mulf %18, %0 : f32
    memref.store %19, %y[%i] : memref<64xf32>
  }
  return
}

// -----

// A function that is not distributed keeps its loops.

// CHECK-LABEL: func.func @serial(
// CHECK:         scf.for
// CHECK-NOT:   func.func private
func.func @serial(%x: memref<64xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  scf.for %i = %c0 to %c64 step %c1 {
    %0 = memref.load %x[%i] : memref<64xf32>
    %1 = arith.mulf %0, %0 : f32
    %2 = arith.addf %1, %0 : f32
    %3 = arith.mulf %2, %0 : f32
    %4 = arith.addf %3, %1 : f32
    %5 = arith.mulf %4, %0 : f32
    %6 = arith.addf %5, %1 : f32
    %7 = arith.mulf %6, %0 : f32
    %8 = arith.addf %7, %1 : f32
    %9 = arith.mulf %8, %0 : f32
    %10 = arith.addf %9, %1 : f32
    %11 = arith.mulf %10, %0 : f32
    %12 = arith.addf %11, %1 : f32
    %13 = arith.mulf %12, %0 : f32
    %14 = arith.addf %13, %1 : f32
    %15 = arith.mulf %14, %0 : f32
    %16 = arith.addf %15, %1 : f32
    %17 = arith.mulf %16, %0 : f32
    %18 = arith.addf %17, %1 : f32
    %19 = arith.mulf %18, %0 : f32
    memref.store %19, %x[%i] : memref<64xf32>
  }
  return
}
