module @oversized {
  func.func @step(%x: memref<16384xf32> {luge.input = "x"}, %y: memref<16384xf32> {luge.output = "y"}) {
    %c0 = arith.constant 0 : index
    // As though something had been unrolled before it was tiled.
    %0 = vector.load %x[%c0] : memref<16384xf32>, vector<16384xf32>
    %1 = arith.addf %0, %0 : vector<16384xf32>
    vector.store %1, %y[%c0] : memref<16384xf32>, vector<16384xf32>
    return
  }
}
