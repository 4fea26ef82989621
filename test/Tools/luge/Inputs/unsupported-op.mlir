func.func @predict(%x: tensor<4x3xf32> {luge.input = "x"}, %i: tensor<2x1xi64> {luge.input = "i"})
    -> (tensor<2x3xf32> {luge.output = "y"}) {
  %y = tensor.gather %x[%i] gather_dims([0]) : (tensor<4x3xf32>, tensor<2x1xi64>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
