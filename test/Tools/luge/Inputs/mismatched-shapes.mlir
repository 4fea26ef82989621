func.func @step(%a: tensor<2x3xf32> {luge.input = "a"}, %b: tensor<3x2xf32> {luge.input = "b"})
    -> (tensor<2x3xf32> {luge.output = "c"}) {
  %c = "nn.add"(%a, %b) : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x3xf32>
  return %c : tensor<2x3xf32>
}
