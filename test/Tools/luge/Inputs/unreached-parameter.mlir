func.func @step(%x: tensor<f32> {luge.input = "x"}, %w: tensor<f32> {luge.parameter = "w"})
    -> (tensor<f32> {luge.parameter = "w"}, tensor<f32> {luge.output = "loss"}) {
  %loss = nn.mul %x, %x : tensor<f32>
  %g = autodiff.gradient %loss wrt %w : tensor<f32>, tensor<f32>
  return %g, %loss : tensor<f32>, tensor<f32>
}
