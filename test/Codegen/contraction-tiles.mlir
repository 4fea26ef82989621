// RUN: luge-opt %s --luge-lower-contractions="target=avx512" | FileCheck %s --check-prefixes=CHECK,ONE
// RUN: luge-opt %s --luge-lower-contractions="target=avx512-2fma" | FileCheck %s --check-prefixes=CHECK,TWO
// RUN: luge-opt %s --luge-lower-contractions="target=avx512-skylake" | FileCheck %s --check-prefixes=CHECK,SKYLAKE

// 28 registers of sums where a multiply-add takes a cycle; with two in a cycle 8 rows of two
// registers hide their latency. Skylake's tiles are high, and its loops have two iterations of k.
// CHECK-LABEL: @linear
// ONE:           %{{.*}}:28 = scf.for {{.*}} iter_args(
// ONE:             vector.fma {{.*}} : vector<16xf32>
// TWO:           %{{.*}}:8 = scf.for {{.*}} iter_args(
// TWO:             vector.fma {{.*}} : vector<32xf32>
// SKYLAKE:       %{{.*}}:10 = scf.for {{.*}} iter_args(
// SKYLAKE-COUNT-20: vector.fma {{.*}} : vector<32xf32>
// SKYLAKE:         scf.yield
func.func @linear(%x: memref<280x1000xf32>, %w: memref<1000x992xf32>, %y: memref<280x992xf32>) {
  linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<280x1000xf32>, memref<1000x992xf32>) outs(%y : memref<280x992xf32>) {
  ^bb0(%a: f32, %b: f32, %s: f32):
    %p = arith.mulf %a, %b : f32
    %t = arith.addf %s, %p : f32
    linalg.yield %t : f32
  }
  return
}
