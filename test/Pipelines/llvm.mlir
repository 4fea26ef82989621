// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline=stop-after=llvm --mlir-print-op-generic | grep -oE '"[a-z]+\.[a-z_.]+"\(' | cut -d. -f1 | sort -u | FileCheck %s
// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline | FileCheck %s --check-prefix=ENTRY

// CHECK:      "builtin
// CHECK-NEXT: "llvm
// CHECK-NOT:  "

// ENTRY: llvm.func @luge_entry_step(
