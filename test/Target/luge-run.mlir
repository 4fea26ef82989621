// State is carried from call to call, hyper-parameters have defaults, results are named.
// RUN: luge-run %s --function=count,scale --repeat=3 --outputs=%t.npz
// RUN: %python -c "import numpy; print(sorted((k, v.tolist()) for k, v in numpy.load('%t.npz').items()))" | FileCheck %s
// CHECK: [('count.steps', 3.0), ('scale.result0', [2.0, 2.0, 2.0])]

// RUN: not luge-run %s --function=needs_input 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: error: expected the input 'needs_input.x'

// RUN: not luge-run %s --target=i386x 2>&1 | FileCheck %s --check-prefix=CPU
// CPU: error: unknown CPU 'i386x'

func.func @count(%steps: memref<f32> {luge.state = "steps"}, %by: memref<f64> {luge.hyper = "by", luge.default = 1.0 : f64}) {
  %0 = memref.load %steps[] : memref<f32>
  %1 = memref.load %by[] : memref<f64>
  %2 = arith.truncf %1 : f64 to f32
  %3 = arith.addf %0, %2 : f32
  memref.store %3, %steps[] : memref<f32>
  return
}

func.func @scale(%y: memref<3xf32> {luge.output = "scale.result0"}) {
  %c0 = arith.constant 0 : index
  %two = arith.constant dense<2.0> : vector<3xf32>
  vector.store %two, %y[%c0] : memref<3xf32>, vector<3xf32>
  return
}

func.func @needs_input(%x: memref<2xf32> {luge.input = "x"}) {
  return
}
