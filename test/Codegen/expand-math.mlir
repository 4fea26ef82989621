// RUN: luge-opt %s --luge-expand-math | FileCheck %s

// CHECK-LABEL: @vector_exp_is_straight_line
// CHECK-NOT: math.exp
// CHECK-COUNT-9: math.fma
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

// CHECK-LABEL: @scalars_and_f64_erf_are_left_to_libm
// CHECK: math.tanh %{{.*}} : f32
// CHECK: math.erf %{{.*}} : vector<8xf64>
func.func @scalars_and_f64_erf_are_left_to_libm(%x: f32, %y: vector<8xf64>) -> (f32, vector<8xf64>) {
  %0 = math.tanh %x : f32
  %1 = math.erf %y : vector<8xf64>
  return %0, %1 : f32, vector<8xf64>
}
