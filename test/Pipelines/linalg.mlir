// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline=stop-after=linalg --mlir-print-op-generic | grep -oE '"[a-z]+\.[a-z_.]+"\(' | cut -d. -f1 | sort -u | FileCheck %s
// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline=stop-after=linalg | FileCheck %s --check-prefix=FORM

// Upstream dialects alone, on tensors.
// CHECK:      "arith
// CHECK-NEXT: "builtin
// CHECK-NEXT: "func
// CHECK-NEXT: "linalg
// CHECK-NEXT: "math
// CHECK-NEXT: "tensor
// CHECK-NOT:  "

// The batch is read once.
// FORM-COUNT-1: tensor.dim %{{.*}}, %c0 : tensor<?x5xf32>
// FORM-NOT:     tensor.dim
// A product reads transposed operands by its maps; an update overwrites what it reads.
// FORM: linalg.contract {{.*}} -> tensor<7x5xf32>
// FORM: linalg.generic {{.*}} outs(%{{.*}}, %{{.*}} : tensor<7x5xf32>, tensor<7x5xf32>)
// FORM: linalg.generic {{.*}} outs(%{{.*}} : tensor<3x7xf32>)
