// RUN: luge-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @neutral_elements
// CHECK-SAME: (%[[X:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]]
func.func @neutral_elements(%x: tensor<?x3xf32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %c0 = nn.constant dense<0.0> : tensor<f32>
  %c1 = nn.constant dense<1.0> : tensor<f32>
  %zero = nn.broadcast %c0 dims [] like %x : tensor<f32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %one = nn.broadcast %c1 dims [] like %x : tensor<f32>, tensor<?x3xf32> -> tensor<?x3xf32>
  %0 = nn.add %x, %zero : tensor<?x3xf32>
  %1 = nn.add %zero, %x : tensor<?x3xf32>
  %2 = nn.sub %x, %zero : tensor<?x3xf32>
  %3 = nn.mul %x, %one : tensor<?x3xf32>
  %4 = nn.mul %one, %x : tensor<?x3xf32>
  %5 = nn.div %x, %one : tensor<?x3xf32>
  %6 = nn.pow %x, %one : tensor<?x3xf32>
  return %0, %1, %2, %3, %4, %5, %6 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: @neutral_elements_of_integers
// CHECK-SAME: (%[[I:.*]]: tensor<2xi64>)
// CHECK-NEXT: return %[[I]], %[[I]]
func.func @neutral_elements_of_integers(%i: tensor<2xi64>) -> (tensor<2xi64>, tensor<2xi64>) {
  %zero = nn.constant dense<0> : tensor<2xi64>
  %one = nn.constant dense<1> : tensor<2xi64>
  %0 = nn.add %i, %zero : tensor<2xi64>
  %1 = nn.mul %i, %one : tensor<2xi64>
  return %0, %1 : tensor<2xi64>, tensor<2xi64>
}

// What NaN, infinity or rounding forbid.
// CHECK-LABEL: @no_algebra_on_floats
// CHECK: nn.sub
// CHECK: nn.sub
// CHECK: nn.mul
// CHECK: nn.div
// CHECK: nn.div
func.func @no_algebra_on_floats(%x: tensor<2xf32>, %y: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %zero = nn.constant dense<0.0> : tensor<2xf32>
  %one = nn.constant dense<1.0> : tensor<2xf32>
  %0 = nn.sub %zero, %x : tensor<2xf32>
  %1 = nn.sub %x, %x : tensor<2xf32>
  %2 = nn.mul %x, %zero : tensor<2xf32>
  %3 = nn.div %one, %x : tensor<2xf32>
  %4 = nn.div %x, %x : tensor<2xf32>
  return %0, %1, %2, %3, %4 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: @arithmetic_of_splats
// CHECK-DAG: %[[SUM:.*]] = nn.constant dense<3.500000e+00> : tensor<2x3xf32>
// CHECK-DAG: %[[DIFFERENCE:.*]] = nn.constant dense<2.500000e+00> : tensor<2x3xf32>
// CHECK-DAG: %[[PRODUCT:.*]] = nn.constant dense<1.500000e+00> : tensor<2x3xf32>
// CHECK-DAG: %[[QUOTIENT:.*]] = nn.constant dense<6.000000e+00> : tensor<2x3xf32>
// CHECK-DAG: %[[NEGATED:.*]] = nn.constant dense<-3.000000e+00> : tensor<2x3xf32>
// CHECK: return %[[SUM]], %[[DIFFERENCE]], %[[PRODUCT]], %[[QUOTIENT]], %[[NEGATED]]
func.func @arithmetic_of_splats() -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %a = nn.constant dense<3.0> : tensor<2x3xf32>
  %b = nn.constant dense<0.5> : tensor<2x3xf32>
  %0 = nn.add %a, %b : tensor<2x3xf32>
  %1 = nn.sub %a, %b : tensor<2x3xf32>
  %2 = nn.mul %a, %b : tensor<2x3xf32>
  %3 = nn.div %a, %b : tensor<2x3xf32>
  %4 = nn.neg %a : tensor<2x3xf32>
  return %0, %1, %2, %3, %4 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: @arithmetic_of_integer_splats
// CHECK-DAG: %[[SUM:.*]] = nn.constant dense<4> : tensor<3xi64>
// CHECK-DAG: %[[DIFFERENCE:.*]] = nn.constant dense<-10> : tensor<3xi64>
// CHECK-DAG: %[[PRODUCT:.*]] = nn.constant dense<-21> : tensor<3xi64>
// CHECK: return %[[SUM]], %[[DIFFERENCE]], %[[PRODUCT]]
func.func @arithmetic_of_integer_splats() -> (tensor<3xi64>, tensor<3xi64>, tensor<3xi64>) {
  %a = nn.constant dense<-3> : tensor<3xi64>
  %b = nn.constant dense<7> : tensor<3xi64>
  %0 = nn.add %a, %b : tensor<3xi64>
  %1 = nn.sub %a, %b : tensor<3xi64>
  %2 = nn.mul %a, %b : tensor<3xi64>
  return %0, %1, %2 : tensor<3xi64>, tensor<3xi64>, tensor<3xi64>
}

// CHECK-LABEL: @square_is_a_product
// CHECK-SAME: (%[[X:.*]]: tensor<3xf32>)
// CHECK-NEXT: %[[SQUARE:.*]] = nn.mul %[[X]], %[[X]]
// CHECK-NEXT: return %[[SQUARE]]
func.func @square_is_a_product(%x: tensor<3xf32>) -> tensor<3xf32> {
  %two = nn.constant dense<2.0> : tensor<3xf32>
  %0 = nn.pow %x, %two : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: @other_powers_stay
// CHECK: nn.pow
// CHECK: nn.pow
func.func @other_powers_stay(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  %three = nn.constant dense<3.0> : tensor<2xf32>
  %mixed = nn.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = nn.pow %x, %three : tensor<2xf32>
  %1 = nn.pow %x, %mixed : tensor<2xf32>
  return %0, %1 : tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: @twice_is_once
// CHECK-SAME: (%[[X:.*]]: tensor<?xf32>)
// CHECK-NEXT: %[[RELU:.*]] = nn.relu %[[X]]
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[RELU]]
func.func @twice_is_once(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %0 = nn.neg %x : tensor<?xf32>
  %1 = nn.neg %0 : tensor<?xf32>
  %2 = nn.maximum %x, %x : tensor<?xf32>
  %3 = nn.minimum %x, %x : tensor<?xf32>
  %4 = nn.relu %x : tensor<?xf32>
  %5 = nn.relu %4 : tensor<?xf32>
  return %1, %2, %3, %5 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// CHECK-LABEL: @logic
// CHECK-SAME: (%[[M:.*]]: tensor<2xi1>)
// CHECK-DAG: %[[TRUE:.*]] = nn.constant dense<true> : tensor<2xi1>
// CHECK-DAG: %[[FALSE:.*]] = nn.constant dense<false> : tensor<2xi1>
// CHECK: return %[[M]], %[[FALSE]], %[[M]], %[[M]], %[[TRUE]], %[[M]], %[[M]], %[[FALSE]]
func.func @logic(%m: tensor<2xi1>) -> (tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>) {
  %true = nn.constant dense<true> : tensor<2xi1>
  %false = nn.constant dense<false> : tensor<2xi1>
  %0 = nn.and %m, %true : tensor<2xi1>
  %1 = nn.and %m, %false : tensor<2xi1>
  %2 = nn.and %m, %m : tensor<2xi1>
  %3 = nn.or %m, %false : tensor<2xi1>
  %4 = nn.or %m, %true : tensor<2xi1>
  %5 = nn.or %m, %m : tensor<2xi1>
  %6 = nn.not %m : tensor<2xi1>
  %7 = nn.not %6 : tensor<2xi1>
  %8 = nn.not %true : tensor<2xi1>
  return %0, %1, %2, %3, %4, %5, %7, %8 : tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>
}

// CHECK-LABEL: @comparison_of_splats
// CHECK-DAG: %[[TRUE:.*]] = nn.constant dense<true> : tensor<2xi1>
// CHECK-DAG: %[[FALSE:.*]] = nn.constant dense<false> : tensor<2xi1>
// CHECK: return %[[TRUE]], %[[FALSE]], %[[TRUE]], %[[FALSE]], %[[TRUE]], %[[FALSE]], %[[TRUE]]
func.func @comparison_of_splats() -> (tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>) {
  %a = nn.constant dense<-1.0> : tensor<2xf32>
  %b = nn.constant dense<2.0> : tensor<2xf32>
  %nan = nn.constant dense<0x7FC00000> : tensor<2xf32>
  %i = nn.constant dense<-1> : tensor<2xi64>
  %j = nn.constant dense<2> : tensor<2xi64>
  %0 = nn.compare lt %a, %b : tensor<2xf32>
  %1 = nn.compare ge %a, %b : tensor<2xf32>
  %2 = nn.compare le %a, %a : tensor<2xf32>
  %3 = nn.compare eq %nan, %nan : tensor<2xf32>
  %4 = nn.compare ne %nan, %nan : tensor<2xf32>
  %5 = nn.compare gt %i, %j : tensor<2xi64>
  %6 = nn.compare lt %i, %j : tensor<2xi64>
  return %0, %1, %2, %3, %4, %5, %6 : tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>, tensor<2xi1>
}

// CHECK-LABEL: @float_is_not_always_equal_to_itself
// CHECK: nn.compare eq
func.func @float_is_not_always_equal_to_itself(%x: tensor<2xf32>) -> tensor<2xi1> {
  %0 = nn.compare eq %x, %x : tensor<2xf32>
  return %0 : tensor<2xi1>
}

// CHECK-LABEL: @choice_that_is_known
// CHECK-SAME: (%[[M:.*]]: tensor<2xi1>, %[[X:.*]]: tensor<2xf32>, %[[Y:.*]]: tensor<2xf32>)
// CHECK-NEXT: return %[[X]], %[[X]], %[[Y]]
func.func @choice_that_is_known(%m: tensor<2xi1>, %x: tensor<2xf32>, %y: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %true = nn.constant dense<true> : tensor<2xi1>
  %false = nn.constant dense<false> : tensor<2xi1>
  %0 = nn.select %m, %x, %x : tensor<2xf32>
  %1 = nn.select %true, %x, %y : tensor<2xf32>
  %2 = nn.select %false, %x, %y : tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: @casts_without_loss_are_one
// CHECK-SAME: (%[[X:.*]]: tensor<2xf32>, %[[M:.*]]: tensor<2xi1>)
// CHECK-NEXT: %[[I:.*]] = nn.cast %[[X]] : tensor<2xf32> -> tensor<2xi64>
// CHECK-NEXT: %[[F:.*]] = nn.cast %[[M]] : tensor<2xi1> -> tensor<2xf64>
// CHECK-NEXT: return %[[X]], %[[X]], %[[I]], %[[F]]
func.func @casts_without_loss_are_one(%x: tensor<2xf32>, %m: tensor<2xi1>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xi64>, tensor<2xf64>) {
  %0 = nn.cast %x : tensor<2xf32> -> tensor<2xf32>
  %wide = nn.cast %x : tensor<2xf32> -> tensor<2xf64>
  %1 = nn.cast %wide : tensor<2xf64> -> tensor<2xf32>
  %2 = nn.cast %wide : tensor<2xf64> -> tensor<2xi64>
  %number = nn.cast %m : tensor<2xi1> -> tensor<2xf32>
  %3 = nn.cast %number : tensor<2xf32> -> tensor<2xf64>
  return %0, %1, %2, %3 : tensor<2xf32>, tensor<2xf32>, tensor<2xi64>, tensor<2xf64>
}

// CHECK-LABEL: @casts_that_round_stay
// CHECK-COUNT-4: nn.cast
func.func @casts_that_round_stay(%x: tensor<2xf64>, %i: tensor<2xi64>) -> (tensor<2xf64>, tensor<2xi64>) {
  %narrow = nn.cast %x : tensor<2xf64> -> tensor<2xf32>
  %0 = nn.cast %narrow : tensor<2xf32> -> tensor<2xf64>
  %float = nn.cast %i : tensor<2xi64> -> tensor<2xf32>
  %1 = nn.cast %float : tensor<2xf32> -> tensor<2xi64>
  return %0, %1 : tensor<2xf64>, tensor<2xi64>
}

// CHECK-LABEL: @casts_of_splats
// CHECK-DAG: %[[ROUNDED:.*]] = nn.constant dense<1.000000e-01> : tensor<2xf32>
// CHECK-DAG: %[[MINUS:.*]] = nn.constant dense<-3.000000e+00> : tensor<2xf64>
// CHECK-DAG: %[[ONE:.*]] = nn.constant dense<1.000000e+00> : tensor<2xf32>
// CHECK: return %[[ROUNDED]], %[[MINUS]], %[[ONE]]
func.func @casts_of_splats() -> (tensor<2xf32>, tensor<2xf64>, tensor<2xf32>) {
  %x = nn.constant dense<0.1> : tensor<2xf64>
  %i = nn.constant dense<-3> : tensor<2xi64>
  %m = nn.constant dense<true> : tensor<2xi1>
  %0 = nn.cast %x : tensor<2xf64> -> tensor<2xf32>
  %1 = nn.cast %i : tensor<2xi64> -> tensor<2xf64>
  %2 = nn.cast %m : tensor<2xi1> -> tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf64>, tensor<2xf32>
}
