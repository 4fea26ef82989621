// RUN: luge-opt %s --luge-bind-arguments --split-input-file --verify-diagnostics | FileCheck %s

// An updated parameter is written where it was read; its argument alone is writable.
// CHECK-LABEL: func.func @state_is_updated_in_place(
// CHECK-SAME:    %[[W:.*]]: memref<4xf32> {luge.parameter = "w"}, %[[G:.*]]: memref<4xf32> {luge.input = "g"}) {
func.func @state_is_updated_in_place(%w: tensor<4xf32> {luge.parameter = "w"}, %g: tensor<4xf32> {luge.input = "g"})
    -> (tensor<4xf32> {luge.parameter = "w"}) {
  // CHECK-DAG: %[[OLD:.*]] = bufferization.to_tensor %[[W]] restrict writable :
  // CHECK-DAG: %[[GRAD:.*]] = bufferization.to_tensor %[[G]] restrict :
  // CHECK: %[[NEW:.*]] = arith.subf %[[OLD]], %[[GRAD]]
  %new = arith.subf %w, %g : tensor<4xf32>
  // CHECK: %[[PLACED:.*]] = bufferization.materialize_in_destination %[[NEW]] in %[[OLD]] :
  // CHECK: bufferization.materialize_in_destination %[[PLACED]] in restrict writable %[[W]] :
  // CHECK: return{{$}}
  return %new : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @other_results_become_arguments(
// CHECK-SAME:    %{{.*}}: memref<?x3xf32>, %[[OUT:.*]]: memref<?x3xf32> {luge.output = "y"}, %[[LOSS:.*]]: memref<f32> {luge.output = "loss"})
func.func @other_results_become_arguments(%x: tensor<?x3xf32>)
    -> (tensor<?x3xf32> {luge.output = "y"}, tensor<f32> {luge.output = "loss"}) {
  %loss = arith.constant dense<0.0> : tensor<f32>
  // CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %[[OUT]]
  // CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %[[LOSS]]
  return %x, %loss : tensor<?x3xf32>, tensor<f32>
}

// -----

// A result that is what a state was is written before the state; what another state was is copied before.
// CHECK-LABEL: func.func @old_values_are_read_first(
// CHECK-SAME:    %[[A:.*]]: memref<4xf32> {luge.state = "a"}, %[[B:.*]]: memref<2x2xf32> {luge.state = "b"}, %[[OUT:.*]]: memref<4xf32>)
func.func @old_values_are_read_first(%a: tensor<4xf32> {luge.state = "a"}, %b: tensor<2x2xf32> {luge.state = "b"})
    -> (tensor<4xf32> {luge.state = "a"}, tensor<2x2xf32> {luge.state = "b"}, tensor<4xf32>) {
  // CHECK-DAG: %[[OLDA:.*]] = bufferization.to_tensor %[[A]] restrict writable :
  // CHECK-DAG: %[[OLDB:.*]] = bufferization.to_tensor %[[B]] restrict writable :
  // CHECK-DAG: %[[VIEW:.*]] = tensor.expand_shape %[[OLDA]]
  %view = tensor.expand_shape %a [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  // CHECK-DAG: %[[NEW:.*]] = arith.negf %[[OLDA]]
  %new = arith.negf %a : tensor<4xf32>
  // CHECK:     %[[COPY:.*]] = bufferization.alloc_tensor() copy(%[[VIEW]])
  // CHECK:     bufferization.materialize_in_destination %[[OLDA]] in restrict writable %[[OUT]]
  // CHECK:     bufferization.materialize_in_destination %[[NEW]] in %[[OLDA]] :
  // CHECK:     bufferization.materialize_in_destination %[[COPY]] in %[[OLDB]] :
  return %new, %view, %a : tensor<4xf32>, tensor<2x2xf32>, tensor<4xf32>
}

// -----

// CHECK-LABEL: @unchanged_state_is_not_written
func.func @unchanged_state_is_not_written(%w: tensor<4xf32> {luge.state = "w"}) -> (tensor<4xf32> {luge.state = "w"}) {
  // CHECK-NOT: materialize_in_destination
  return %w : tensor<4xf32>
}

// -----

// expected-error @below {{expected result 0 to have the type of the argument it updates, got 'tensor<3xf32>' and 'tensor<4xf32>'}}
func.func @type_changes(%w: tensor<4xf32> {luge.state = "w"}, %x: tensor<3xf32>) -> (tensor<3xf32> {luge.state = "w"}) {
  return %x : tensor<3xf32>
}

// -----

// expected-error @below {{expected at most one result per updated argument, result 1 is another}}
func.func @updated_twice(%w: tensor<4xf32> {luge.state = "w"}, %x: tensor<4xf32>)
    -> (tensor<4xf32> {luge.state = "w"}, tensor<4xf32> {luge.state = "w"}) {
  return %x, %x : tensor<4xf32>, tensor<4xf32>
}
