// RUN: luge-opt %s --luge-name-locations --mlir-print-debuginfo | FileCheck %s

// Ops that compute are named, where they are; those that only move data are not.

// CHECK-LABEL: func.func @names
// CHECK:         nn.relu {{.*}} loc(#[[RELU:.*]])
// CHECK:         nn.transpose {{.*}} loc(#[[LINE:.*]])
// CHECK-DAG:   #[[PLACE:.*]] = loc("model.cpp":12:3)
// CHECK-DAG:   #[[LINE]] = loc("model.cpp":13:3)
// CHECK-DAG:   #[[RELU]] = loc("op:relu"(#[[PLACE]]))
func.func @names(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  %0 = nn.relu %x : tensor<2x3xf32> loc("model.cpp":12:3)
  %1 = nn.transpose %0 perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32> loc("model.cpp":13:3)
  return %1 : tensor<3x2xf32>
}
