module attributes {luge.max_batch = 8 : i64} {
  func.func @predict(%x: tensor<?xf32> {luge.input = "x"}) -> (tensor<?xf32> {luge.output = "y"}) {
    %y = nn.relu %x : tensor<?xf32>
    return %y : tensor<?xf32>
  }
}
