// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline=stop-after=memory | FileCheck %s --implicit-check-not=memref.alloc( --implicit-check-not=scf.forall

// Every temporary lies in one arena, planned for the largest batch.
// CHECK: func.func @step({{.*}}%[[ARENA:[^ ]*]]: memref<[[BYTES:[0-9]+]]xi8> {luge.arena}
// CHECK-SAME: luge.arena_bytes = [[BYTES]] : i64
// CHECK: memref.view %[[ARENA]]
