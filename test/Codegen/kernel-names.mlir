// RUN: luge-opt %s --luge-outline-kernels=all=1 | FileCheck %s

// A kernel is named after the ops and lines that its code was made of, in order and each once, whatever fusion did
// with their locations; what belongs to no op does not count.

// CHECK:      call @linear_relu_model.cpp_12_13_other.cpp_7(
// CHECK-NEXT: call @linear_relu_model.cpp_12_13_other.cpp_7_0(
// CHECK-NEXT: call @a_b_c_d_e_etc_model.cpp_1(
// CHECK-NEXT: call @exp_kernel(
// CHECK-NEXT: call @step_kernel_4(
func.func @step(%x: memref<64xf32>, %begin: index, %end: index) attributes {luge.parallel} {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32 loc("op:constant"("model.cpp":1:1))
  scf.for %i = %begin to %end step %c1 {
    %0 = memref.load %x[%i] : memref<64xf32> loc("runtime.cpp":99:1)
    %1 = arith.mulf %0, %0 : f32 loc("op:linear"("src/model.cpp":12:3))
    %2 = arith.maximumf %1, %zero : f32 loc(fused["op:relu"("src/model.cpp":13:5), "op:linear"("src/model.cpp":12:3)])
    %3 = arith.addf %2, %2 : f32 loc("op:relu"("other.cpp":7:5))
    memref.store %3, %x[%i] : memref<64xf32>
  } loc("op:linear"("src/model.cpp":12:3))
  scf.for %i = %begin to %end step %c1 {
    %1 = memref.load %x[%i] : memref<64xf32> loc("op:linear"("src/model.cpp":12:3))
    %2 = arith.addf %1, %1 : f32 loc(fused["op:relu"("src/model.cpp":13:5), "op:relu"("other.cpp":7:5)])
    memref.store %2, %x[%i] : memref<64xf32>
  }
  scf.for %i = %begin to %end step %c1 {
    memref.store %zero, %x[%i] : memref<64xf32> loc("op:a"("op:b"("op:c"("op:d"("op:e"("op:f"("model.cpp":1:1)))))))
  }
  scf.for %i = %begin to %end step %c1 {
    memref.store %zero, %x[%i] : memref<64xf32> loc("op:exp")
  } loc(unknown)
  scf.for %i = %begin to %end step %c1 {
    memref.store %zero, %x[%i] : memref<64xf32>
  }
  return
}
