// RUN: luge-opt %s --luge-prepare-buffers | FileCheck %s

// CHECK-LABEL: @copies_become_generics
func.func @copies_become_generics(%x: memref<2xf32>, %y: memref<2xf32, strided<[5], offset: ?>>) {
  // CHECK-NOT: memref.copy
  // CHECK: linalg.generic
  memref.copy %x, %y : memref<2xf32> to memref<2xf32, strided<[5], offset: ?>>
  return
}

// What a reduction starts from keeps its name.
// CHECK-LABEL: @fills_stay
func.func @fills_stay(%x: memref<2xf32>, %zero: f32) {
  // CHECK: linalg.fill
  linalg.fill ins(%zero : f32) outs(%x : memref<2xf32>)
  return
}
