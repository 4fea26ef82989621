// The logits of 64 rows and 50257 classes are 12,865,792 bytes, the weight's gradient 3,216,448. The loss has a part of
// the logits at a time, of 1,048,576 bytes; so has its gradient, which makes them again, part by part.
// RUN: luge-opt %s --luge-pipeline=stop-after=memory | FileCheck %s
// CHECK-NOT: {{(50257x[?]x|[?]x50257x)f32}}
// CHECK: func.func @loss{{.*}}luge.arena_bytes = {{[1-3][0-9][0-9][0-9][0-9][0-9][0-9]}} : i64
// CHECK-NOT: {{(50257x[?]x|[?]x50257x)f32}}
// CHECK: func.func @step{{.*}}luge.arena_bytes = {{[1-4][0-9][0-9][0-9][0-9][0-9][0-9]}} : i64
// CHECK-NOT: {{(50257x[?]x|[?]x50257x)f32}}
module attributes {luge.max_batch = 64 : i64} {
func.func @loss(%x: tensor<?x16xf32>, %w: tensor<50257x16xf32>, %t: tensor<?xi64>) -> tensor<f32> {
  %loss, %logsumexp = nn.linear_cross_entropy %x, %w, %t reduction mean
      : tensor<?x16xf32>, tensor<50257x16xf32>, tensor<?xi64> -> tensor<f32>, tensor<?xf32>
  return %loss : tensor<f32>
}
func.func @step(%x: tensor<?x16xf32>, %w: tensor<50257x16xf32>, %t: tensor<?xi64>)
    -> (tensor<f32>, tensor<?x16xf32>, tensor<50257x16xf32>) {
  %loss, %logsumexp = nn.linear_cross_entropy %x, %w, %t reduction mean
      : tensor<?x16xf32>, tensor<50257x16xf32>, tensor<?xi64> -> tensor<f32>, tensor<?xf32>
  %g:2 = autodiff.gradient %loss wrt %x, %w : tensor<f32>, tensor<?x16xf32>, tensor<50257x16xf32>
  return %loss, %g#0, %g#1 : tensor<f32>, tensor<?x16xf32>, tensor<50257x16xf32>
}
}
