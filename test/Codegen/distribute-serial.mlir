// Functions that stay serial keep their signature and have neither barrier nor team.
// RUN: luge-opt %s --luge-distribute="threads=false serial-below=0" | FileCheck %s --check-prefixes=CHECK,OFF
// RUN: luge-opt %s --luge-distribute="serial-below=1000" | FileCheck %s --check-prefixes=CHECK,SMALL

// OFF-NOT: luge_team_barrier
module attributes {luge.max_batch = 100 : i64} {
  // 3 vectors of 8, 2 times.
  // CHECK-LABEL: func.func @little_work(%{{[^)]*}}memref<2x8xf32>)
  // CHECK-NOT:     luge.parallel
  // CHECK:         scf.for
  // CHECK-NOT:     luge_team_barrier
  // CHECK:         return
  func.func @little_work(%a: memref<2x8xf32>) {
    %c0 = arith.constant 0 : index
    scf.forall (%i) in (2) {
      %0 = vector.load %a[%i, %c0] : memref<2x8xf32>, vector<8xf32>
      %1 = arith.addf %0, %0 : vector<8xf32>
      vector.store %1, %a[%i, %c0] : memref<2x8xf32>, vector<8xf32>
    }
    return
  }

  // The same, 100 times at most.
  // CHECK-LABEL: func.func @work_grows_with_the_batch
  // SMALL-SAME:    luge.parallel
  // OFF-NOT:       luge.parallel
  func.func @work_grows_with_the_batch(%a: memref<?x8xf32>) {
    %c0 = arith.constant 0 : index
    %batch = memref.dim %a, %c0 : memref<?x8xf32>
    scf.forall (%i) in (%batch) {
      %0 = vector.load %a[%i, %c0] : memref<?x8xf32>, vector<8xf32>
      %1 = arith.addf %0, %0 : vector<8xf32>
      vector.store %1, %a[%i, %c0] : memref<?x8xf32>, vector<8xf32>
    }
    return
  }
}
