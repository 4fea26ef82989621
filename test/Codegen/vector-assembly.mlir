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

// The bias, the sum that is kept, and the activation: once the tile is summed up, each is a register that the next one
// reads.
// CHECK-LABEL: layer:
// AVX512:        vfmadd231ps {{.*}}%zmm
// AVX512:        vaddps {{.*}}%zmm{{[0-9]+}}, [[H:%zmm[0-9]+]]
// AVX512-NOT:    vmovups {{.*}}(
// AVX512:        vmaxps {{.*}}[[H]]
// AVX2:          vfmadd231ps {{.*}}%ymm
// AVX2:          vaddps {{.*}}%ymm{{[0-9]+}}, [[H:%ymm[0-9]+]]
// AVX2-NOT:      vmovups {{.*}}(
// AVX2:          vmaxps {{.*}}[[H]]
// CHECK:       .size
#xk = affine_map<(m, n, k) -> (m, k)>
#wk = affine_map<(m, n, k) -> (k, n)>
#mn = affine_map<(m, n, k) -> (m, n)>
func.func @layer(%x: tensor<128x64xf32>, %w: tensor<64x512xf32>, %b: tensor<512xf32>)
    -> (tensor<128x512xf32> {luge.output = "h"}, tensor<128x512xf32> {luge.output = "a"}) {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<128x512xf32>
  %fill = linalg.fill ins(%zero : f32) outs(%empty : tensor<128x512xf32>) -> tensor<128x512xf32>
  %z = linalg.contract indexing_maps = [#xk, #wk, #mn]
      ins(%x, %w : tensor<128x64xf32>, tensor<64x512xf32>) outs(%fill : tensor<128x512xf32>) -> tensor<128x512xf32>
  %h = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%z, %b : tensor<128x512xf32>, tensor<512xf32>) outs(%empty : tensor<128x512xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %0 = arith.addf %p, %q : f32
    linalg.yield %0 : f32
  } -> tensor<128x512xf32>
  %a = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%h : tensor<128x512xf32>) outs(%empty : tensor<128x512xf32>) {
  ^bb0(%p: f32, %o: f32):
    %0 = arith.cmpf olt, %p, %zero : f32
    %1 = arith.select %0, %zero, %p : f32
    linalg.yield %1 : f32
  } -> tensor<128x512xf32>
  return %h, %a : tensor<128x512xf32>, tensor<128x512xf32>
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

// A chain through the same rows: whole registers, loaded from one place after the other, four sums side by side.
// CHECK-LABEL: rows:
// CHECK-NOT:     {{call|jmp}}{{.*}}{{exp|log}}
// CHECK-NOT:     gather
// AVX512-COUNT-4: vaddps {{.*}}%zmm
// AVX2-COUNT-4:  vaddps {{.*}}%ymm
// CHECK-NOT:     {{call|jmp}}{{.*}}{{exp|log}}
// CHECK-NOT:     gather
// CHECK:       .size
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
func.func @rows(%x: tensor<4096x1000xf32>) -> (tensor<4096x1000xf32> {luge.output = "y"}) {
  %zero = arith.constant 0.0 : f32
  %none = tensor.empty() : tensor<4096xf32>
  %sums = linalg.fill ins(%zero : f32) outs(%none : tensor<4096xf32>) -> tensor<4096xf32>
  %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4096x1000xf32>) outs(%sums : tensor<4096xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.addf %o, %a : f32
    linalg.yield %0 : f32
  } -> tensor<4096xf32>
  %empty = tensor.empty() : tensor<4096x1000xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum : tensor<4096x1000xf32>, tensor<4096xf32>) outs(%empty : tensor<4096x1000xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %0 = arith.subf %a, %b : f32
    %1 = math.exp %0 : f32
    linalg.yield %1 : f32
  } -> tensor<4096x1000xf32>
  return %y : tensor<4096x1000xf32>
}

// Classes of a short row are compared in lanes of 32 bits, and the mask stays in a register.
// CHECK-LABEL: picked:
// CHECK-NOT:     vpcmpeqq
// AVX512:        vpcmpeqd {{.*}}%zmm{{.*}}%k
// AVX2:          vpcmpeqd {{.*}}%ymm
// CHECK-NOT:     vpcmpeqq
// CHECK:       .size
func.func @picked(%x: tensor<64x48xf32>, %t: tensor<64xi64>) -> (tensor<64xf32> {luge.output = "y"}) {
  %zero = arith.constant 0.0 : f32
  %none = tensor.empty() : tensor<64xf32>
  %sums = linalg.fill ins(%zero : f32) outs(%none : tensor<64xf32>) -> tensor<64xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x, %t : tensor<64x48xf32>, tensor<64xi64>) outs(%sums : tensor<64xf32>) {
  ^bb0(%a: f32, %class: i64, %o: f32):
    %narrow = arith.trunci %class : i64 to i32
    %loop = linalg.index 1 : index
    %here = arith.index_cast %loop : index to i32
    %is = arith.cmpi eq, %narrow, %here : i32
    %0 = arith.select %is, %a, %zero : f32
    %1 = arith.addf %o, %0 : f32
    linalg.yield %1 : f32
  } -> tensor<64xf32>
  return %y : tensor<64xf32>
}

// The greatest element that is not NaN: one instruction a vector.
// CHECK-LABEL: greatest:
// CHECK-NOT:     vcmp
// AVX512:        vmaxps {{.*}}%zmm
// AVX2:          vmaxps {{.*}}%ymm
// CHECK-NOT:     vcmp
// CHECK:       .size
func.func @greatest(%x: tensor<64x512xf32>) -> (tensor<64xf32> {luge.output = "y"}) {
  %lowest = arith.constant 0xFF800000 : f32
  %none = tensor.empty() : tensor<64xf32>
  %start = linalg.fill ins(%lowest : f32) outs(%none : tensor<64xf32>) -> tensor<64xf32>
  %y = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<64x512xf32>) outs(%start : tensor<64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %is = arith.cmpf ogt, %a, %o : f32
    %0 = arith.select %is, %a, %o : f32
    linalg.yield %0 : f32
  } -> tensor<64xf32>
  return %y : tensor<64xf32>
}
