// luge-opt knows upstream's dialects and passes.
// RUN: luge-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func @fold
// CHECK-NEXT:    %[[SUM:.*]] = arith.constant 5 : i32
// CHECK-NEXT:    return %[[SUM]]
func.func @fold() -> i32 {
  %a = arith.constant 2 : i32
  %b = arith.constant 3 : i32
  %sum = arith.addi %a, %b : i32
  return %sum : i32
}
