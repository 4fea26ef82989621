// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline=stop-after=vector --mlir-print-op-generic | grep -oE '"[a-z]+\.[a-z_.]+"\(' | cut -d. -f1 | sort -u | FileCheck %s
// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline=stop-after=vector | FileCheck %s --check-prefix=FORM --implicit-check-not=memref.copy
// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline="stop-after=vector target=avx2" | FileCheck %s --check-prefix=AVX2

// Loops around vectors, on buffers.
// CHECK:      "affine
// CHECK-NEXT: "arith
// CHECK-NEXT: "builtin
// CHECK-NEXT: "func
// CHECK-NEXT: "math
// CHECK-NEXT: "memref
// CHECK-NEXT: "scf
// CHECK-NEXT: "vector
// CHECK-NOT:  "

// State is updated in place: an argument, and no copy of it.
// FORM: func.func @step({{.*}}memref<7x5xf32> {luge.state = "0.weight.momentum_buffer"}
// FORM: vector<16xf32>
// AVX2: vector.load {{.*}}, vector<8xf32>
