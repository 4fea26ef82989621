// luge-reduce drops what a failing case does not need: here, all but the subtraction.
// RUN: luge-reduce %s --reduction-tree='traversal-mode=0 test=%S/Inputs/has-subtraction.sh' | FileCheck %s

// CHECK-NOT:  func.func @unrelated
// CHECK:      arith.subf
func.func @unrelated(%x: f32) -> f32 {
  %y = arith.addf %x, %x : f32
  return %y : f32
}

func.func @interesting(%x: f32) -> f32 {
  %y = arith.subf %x, %x : f32
  return %y : f32
}
