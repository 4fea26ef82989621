// What the vector stage's loops become: multiply-adds of whole registers that stay in registers, and no call
// for an elementary function in f32.
//
// RUN: luge-opt %s --luge-stage-vector=target=avx512 --luge-stage-memory=threads=0 --luge-stage-llvm \
// RUN:   | mlir-translate --mlir-to-llvmir | opt -O2 -mcpu=znver4 | llc -O2 -mcpu=znver4 \
// RUN:   | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: luge-opt %s --luge-stage-vector=target=avx2 --luge-stage-memory=threads=0 --luge-stage-llvm \
// RUN:   | mlir-translate --mlir-to-llvmir | opt -O2 -mcpu=haswell | llc -O2 -mcpu=haswell \
// RUN:   | FileCheck %s --check-prefixes=CHECK,AVX2

// CHECK-LABEL:   product:
// AVX512-COUNT-16: vfmadd231ps {{.*}}%zmm
// AVX2-COUNT-8:    vfmadd231ps {{.*}}%ymm
// CHECK-NOT:       (%rsp)
// CHECK:           {{j(ne|l|b|g|e)[[:space:]]}}
func.func @product(%x: tensor<128x784xf32>, %w: tensor<512x784xf32>) -> (tensor<128x512xf32> {luge.output = "y"}) {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<128x512xf32>
  %fill = linalg.fill ins(%zero : f32) outs(%empty : tensor<128x512xf32>) -> tensor<128x512xf32>
  %y = linalg.contract
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%x, %w : tensor<128x784xf32>, tensor<512x784xf32>) outs(%fill : tensor<128x512xf32>) -> tensor<128x512xf32>
  return %y : tensor<128x512xf32>
}

// CHECK-LABEL: elementary:
// CHECK-NOT:     {{call|jmp}}{{.*}}{{exp|log|tanh|erf}}
// AVX512:        %zmm
// AVX2:          %ymm
// CHECK-NOT:     {{call|jmp}}{{.*}}{{exp|log|tanh|erf}}
// CHECK:       .size
func.func @elementary(%x: tensor<1000xf32>) -> (tensor<1000xf32> {luge.output = "y"}) {
  %empty = tensor.empty() : tensor<1000xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<1000xf32>) outs(%empty : tensor<1000xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = math.exp %a : f32
    %1 = math.log %0 : f32
    %2 = math.tanh %1 : f32
    %3 = math.erf %2 : f32
    linalg.yield %3 : f32
  } -> tensor<1000xf32>
  return %y : tensor<1000xf32>
}
