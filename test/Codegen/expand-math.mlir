// RUN: luge-opt %s --luge-expand-math --cse | FileCheck %s

// CHECK-LABEL: @vector_exp_is_straight_line
// CHECK-NOT: math.exp
// CHECK-COUNT-9: math.fma
// CHECK-NOT: math.fma
func.func @vector_exp_is_straight_line(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = math.exp %x : vector<16xf32>
  return %0 : vector<16xf32>
}

// CHECK-LABEL: @nan_is_its_own_logarithm
// CHECK-SAME: (%[[X:.*]]: vector<8xf64>)
// CHECK: %[[INFINITY:.*]] = arith.constant dense<0x7FF0000000000000>
// CHECK: %[[BELOW:.*]] = arith.cmpf olt, %[[X]], %[[INFINITY]] : vector<8xf64>
// CHECK: %[[LOG:.*]] = arith.select %[[BELOW]], %{{.*}}, %[[X]] : vector<8xi1>, vector<8xf64>
// CHECK: return %[[LOG]]
func.func @nan_is_its_own_logarithm(%x: vector<8xf64>) -> vector<8xf64> {
  %0 = math.log %x : vector<8xf64>
  return %0 : vector<8xf64>
}

// CHECK-LABEL: @scalars_are_left_to_libm
// CHECK: math.tanh %{{.*}} : f32
func.func @scalars_are_left_to_libm(%x: f32) -> f32 {
  %0 = math.tanh %x : f32
  return %0 : f32
}

// Of f32, the power is one of f64, rounded.
// CHECK-LABEL: @vector_pow_is_straight_line
// CHECK-NOT: math.powf
// CHECK: arith.truncf %{{.*}} : vector<16xf64> to vector<16xf32>
func.func @vector_pow_is_straight_line(%x: vector<16xf32>, %y: vector<16xf32>) -> vector<16xf32> {
  %0 = math.powf %x, %y : vector<16xf32>
  return %0 : vector<16xf32>
}

// CHECK-LABEL: @sines_of_large_numbers_are_left_to_libm
// CHECK-SAME: (%[[X:.*]]: vector<2xf64>)
// CHECK: %[[LARGE:.*]] = arith.cmpf ogt, %{{.*}}, %{{.*}} : vector<2xf64>
// CHECK: %[[ANY:.*]] = vector.reduction <or>, %[[LARGE]] : vector<2xi1> into i1
// CHECK: %[[SINE:.*]] = scf.if %[[ANY]] -> (vector<2xf64>) {
// CHECK-COUNT-2: math.sin %{{.*}} : f64
// CHECK: %[[MIXED:.*]] = arith.select %[[LARGE]], %{{.*}}, %[[FAST:.*]] :
// CHECK: scf.yield %[[MIXED]]
// CHECK: } else {
// CHECK: scf.yield %[[FAST]]
// CHECK: return %[[SINE]]
func.func @sines_of_large_numbers_are_left_to_libm(%x: vector<2xf64>) -> vector<2xf64> {
  %0 = math.sin %x : vector<2xf64>
  return %0 : vector<2xf64>
}

// The exponential of erf and that of its derivative are one.
// CHECK-LABEL: @erf_shares_its_exponential
// CHECK-COUNT-1: arith.shli
// CHECK-NOT: arith.shli
// CHECK: return
func.func @erf_shares_its_exponential(%x: vector<16xf32>) -> (vector<16xf32>, vector<16xf32>) {
  %0 = math.erf %x : vector<16xf32>
  %1 = arith.mulf %x, %x : vector<16xf32>
  %2 = arith.negf %1 : vector<16xf32>
  %3 = math.exp %2 : vector<16xf32>
  return %0, %3 : vector<16xf32>, vector<16xf32>
}
