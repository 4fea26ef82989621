module @names attributes {luge.max_batch = 128 : i64} {
  func.func @step(%x: tensor<?x64xf32> {luge.input = "x"}, %y: tensor<?xi64> {luge.input = "y", luge.index_limit = 10 : i64, luge.index_ignore = -100 : i64},
                  %w0: tensor<128x64xf32> {luge.parameter = "0.weight", luge.init = {low = -0.125 : f64, high = 0.125 : f64, stream = 0 : i64}}, %b0: tensor<128xf32> {luge.parameter = "0.bias", luge.init = {low = 0.0 : f64, high = 0.0 : f64, stream = 1 : i64}},
                  %w1: tensor<10x128xf32> {luge.parameter = "2.weight", luge.init = {low = -0.125 : f64, high = 0.125 : f64, stream = 2 : i64}}) -> (tensor<128x64xf32> {luge.parameter = "0.weight"}, tensor<128xf32> {luge.parameter = "0.bias"}, tensor<10x128xf32> {luge.parameter = "2.weight"}, tensor<f32> {luge.output = "loss"}) {
    %0 = nn.linear %x, %w0 bias %b0 : tensor<?x64xf32>, tensor<128x64xf32>, tensor<128xf32> -> tensor<?x128xf32>
    %1 = nn.relu %0 : tensor<?x128xf32>
    %2 = nn.linear %1, %w1 : tensor<?x128xf32>, tensor<10x128xf32> -> tensor<?x10xf32>
    %loss = nn.cross_entropy %2, %y reduction mean : tensor<?x10xf32>, tensor<?xi64> -> tensor<f32>
    %g:3 = autodiff.gradient %loss wrt %w0, %b0, %w1 : tensor<f32>, tensor<128x64xf32>, tensor<128xf32>, tensor<10x128xf32>
    %3 = nn.sub %w0, %g#0 : tensor<128x64xf32>
    %4 = nn.sub %b0, %g#1 : tensor<128xf32>
    %5 = nn.sub %w1, %g#2 : tensor<10x128xf32>
    return %3, %4, %5, %loss : tensor<128x64xf32>, tensor<128xf32>, tensor<10x128xf32>, tensor<f32>
  }
  func.func @predict(%x: tensor<?x64xf32> {luge.input = "x"}, %w0: tensor<128x64xf32> {luge.parameter = "0.weight"}, %b0: tensor<128xf32> {luge.parameter = "0.bias"}) -> (tensor<?x128xf32> {luge.output = "features"}) {
    %0 = nn.linear %x, %w0 bias %b0 : tensor<?x64xf32>, tensor<128x64xf32>, tensor<128xf32> -> tensor<?x128xf32>
    %1 = nn.relu %0 : tensor<?x128xf32>
    return %1 : tensor<?x128xf32>
  }
}
