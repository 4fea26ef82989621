// Three parallel loops with serial code between them, through views of one arena: equal bits for any team.
// RUN: luge-run %s --threads=1 --repeat=3 --outputs=%t.1.npz
// RUN: luge-run %s --threads=2 --repeat=3 --outputs=%t.2.npz
// RUN: luge-run %s --threads=3 --repeat=3 --outputs=%t.3.npz
// RUN: luge-run %s --threads=8 --repeat=3 --outputs=%t.8.npz
// RUN: cmp %t.1.npz %t.2.npz
// RUN: cmp %t.1.npz %t.3.npz
// RUN: cmp %t.1.npz %t.8.npz
// RUN: %python -c "import numpy; print(numpy.load('%t.1.npz')['step.w'][[0, 1, 999], 7].tolist())" | FileCheck %s
// RUN: luge-opt %s --luge-memory-stage | FileCheck %s --check-prefix=IR

// IR:         luge.parallel
// IR-COUNT-3: call @luge_team_barrier
// IR-NOT:     call @luge_team_barrier

// With w = 1 at first: three times a[i] = 2 w[i] + i; b[i] = a[999 - i] + w[i]; w[i] = b[i] - (b[0] + ... + b[4]).
// CHECK: [-627650.0, -627651.0, -628649.0]
func.func @step(%w: memref<1000x64xf32> {luge.state = "w", luge.init = {low = 1.0 : f64, high = 1.0 : f64}}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c999 = arith.constant 999 : index
  %zero = arith.constant dense<0.0> : vector<64xf32>
  %a = memref.alloc() : memref<1000x64xf32>
  %b = memref.alloc() : memref<1000x64xf32>
  %sum = memref.alloc() : memref<64xf32>
  scf.forall (%i) in (1000) {
    %0 = vector.load %w[%i, %c0] : memref<1000x64xf32>, vector<64xf32>
    %1 = arith.addf %0, %0 : vector<64xf32>
    %2 = arith.index_cast %i : index to i64
    %3 = arith.sitofp %2 : i64 to f32
    %4 = vector.broadcast %3 : f32 to vector<64xf32>
    %5 = arith.addf %1, %4 : vector<64xf32>
    vector.store %5, %a[%i, %c0] : memref<1000x64xf32>, vector<64xf32>
  }
  scf.forall (%i) in (1000) {
    %reversed = arith.subi %c999, %i : index
    %0 = vector.load %a[%reversed, %c0] : memref<1000x64xf32>, vector<64xf32>
    %1 = vector.load %w[%i, %c0] : memref<1000x64xf32>, vector<64xf32>
    %2 = arith.addf %0, %1 : vector<64xf32>
    vector.store %2, %b[%i, %c0] : memref<1000x64xf32>, vector<64xf32>
  }
  %total = scf.for %i = %c0 to %c5 step %c1 iter_args(%s = %zero) -> vector<64xf32> {
    %0 = vector.load %b[%i, %c0] : memref<1000x64xf32>, vector<64xf32>
    %1 = arith.addf %s, %0 : vector<64xf32>
    scf.yield %1 : vector<64xf32>
  }
  vector.store %total, %sum[%c0] : memref<64xf32>, vector<64xf32>
  scf.forall (%i) in (1000) {
    %0 = vector.load %b[%i, %c0] : memref<1000x64xf32>, vector<64xf32>
    %1 = vector.load %sum[%c0] : memref<64xf32>, vector<64xf32>
    %2 = arith.subf %0, %1 : vector<64xf32>
    vector.store %2, %w[%i, %c0] : memref<1000x64xf32>, vector<64xf32>
  }
  return
}
