// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline=stop-after=autodiff --mlir-print-op-generic | grep -oE '"[a-z]+\.[a-z_.]+"\(' | cut -d. -f1 | sort -u | FileCheck %s
// RUN: luge-opt %S/Inputs/step.mlir --luge-stage-autodiff | FileCheck %s --check-prefix=GRADIENTS

// The backward graph is made of the ops of the forward one.
// CHECK:      "builtin
// CHECK-NEXT: "func
// CHECK-NEXT: "nn
// CHECK-NEXT: "optim
// CHECK-NOT:  "

// GRADIENTS: %[[G1:.*]] = nn.contract {{.*}} -> tensor<3x7xf32>
// GRADIENTS: %[[G0:.*]] = nn.contract {{.*}} -> tensor<7x5xf32>
// GRADIENTS: optim.sgd %{{.*}}, %[[G0]] momentum_buffer(
// GRADIENTS: optim.sgd %{{.*}}, %[[G1]] lr(
