// RUN: luge-opt %s -luge-differentiate | FileCheck %s

// The rule of each elementwise op, after the gradient of its result, a broadcast one.

// CHECK-LABEL: func @neg(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @neg(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.neg %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[G]]
  // CHECK-NEXT: return %[[NEG]]
  %y = nn.neg %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @abs(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @abs(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.abs %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SIGN:.*]] = nn.sign %[[X]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[SIGN]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.abs %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @exp(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @exp(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.exp %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[Y]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.exp %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @expm1(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @expm1(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.expm1 %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[ONE2:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ADD:.*]] = nn.add %[[Y]], %[[ONE2]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[ADD]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.expm1 %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @log(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @log(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.log %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[G]], %[[X]]
  // CHECK-NEXT: return %[[DIV]]
  %y = nn.log %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @log1p(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @log1p(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.log1p %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[ONE2:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ADD:.*]] = nn.add %[[X]], %[[ONE2]]
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[G]], %[[ADD]]
  // CHECK-NEXT: return %[[DIV]]
  %y = nn.log1p %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @sqrt(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @sqrt(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.sqrt %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[TWO:.*]] = nn.constant dense<2.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[Y]], %[[TWO]]
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[G]], %[[MUL]]
  // CHECK-NEXT: return %[[DIV]]
  %y = nn.sqrt %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @rsqrt(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @rsqrt(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.rsqrt %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[C:.*]] = nn.constant dense<-5.000000e-01> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[C]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[Y]], %[[Y]]
  // CHECK-NEXT: %[[MUL3:.*]] = nn.mul %[[MUL2]], %[[Y]]
  // CHECK-NEXT: %[[MUL4:.*]] = nn.mul %[[MUL]], %[[MUL3]]
  // CHECK-NEXT: return %[[MUL4]]
  %y = nn.rsqrt %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @sin(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @sin(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.sin %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[COS:.*]] = nn.cos %[[X]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[COS]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.sin %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @cos(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @cos(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.cos %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SIN:.*]] = nn.sin %[[X]]
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[SIN]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[NEG]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.cos %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @tanh(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @tanh(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.tanh %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[Y]], %[[Y]]
  // CHECK-NEXT: %[[ONE2:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[ONE2]], %[[MUL]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[SUB]]
  // CHECK-NEXT: return %[[MUL2]]
  %y = nn.tanh %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @erf(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @erf(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.erf %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[X]], %[[X]]
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[MUL]]
  // CHECK-NEXT: %[[EXP:.*]] = nn.exp %[[NEG]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[EXP]]
  // CHECK-NEXT: %[[C:.*]] = nn.constant dense<1.12837923> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL3:.*]] = nn.mul %[[MUL2]], %[[C]]
  // CHECK-NEXT: return %[[MUL3]]
  %y = nn.erf %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @sigmoid(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @sigmoid(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.sigmoid %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[ONE2:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[ONE2]], %[[Y]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[SUB]], %[[Y]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[MUL]]
  // CHECK-NEXT: return %[[MUL2]]
  %y = nn.sigmoid %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @relu(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @relu(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.relu %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[COMPARE:.*]] = nn.compare le %[[Y]], %[[ZERO]]
  // CHECK-NEXT: %[[ZERO2:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SELECT:.*]] = nn.select %[[COMPARE]], %[[ZERO2]], %[[G]]
  // CHECK-NEXT: return %[[SELECT]]
  %y = nn.relu %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @gelu(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @gelu(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.gelu %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[C:.*]] = nn.constant dense<0.707106769> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[X]], %[[C]]
  // CHECK-NEXT: %[[ERF:.*]] = nn.erf %[[MUL]]
  // CHECK-NEXT: %[[ONE2:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ADD:.*]] = nn.add %[[ERF]], %[[ONE2]]
  // CHECK-NEXT: %[[HALF:.*]] = nn.constant dense<5.000000e-01> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[ADD]], %[[HALF]]
  // CHECK-NEXT: %[[MUL3:.*]] = nn.mul %[[MUL]], %[[MUL]]
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[MUL3]]
  // CHECK-NEXT: %[[EXP:.*]] = nn.exp %[[NEG]]
  // CHECK-NEXT: %[[C3:.*]] = nn.constant dense<0.398942292> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL5:.*]] = nn.mul %[[EXP]], %[[C3]]
  // CHECK-NEXT: %[[MUL6:.*]] = nn.mul %[[X]], %[[MUL5]]
  // CHECK-NEXT: %[[ADD2:.*]] = nn.add %[[MUL2]], %[[MUL6]]
  // CHECK-NEXT: %[[MUL7:.*]] = nn.mul %[[G]], %[[ADD2]]
  // CHECK-NEXT: return %[[MUL7]]
  %y = nn.gelu %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @gelu_tanh(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @gelu_tanh(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.gelu %[[X]] approximate tanh
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[X]], %[[X]]
  // CHECK-NEXT: %[[C:.*]] = nn.constant dense<4.471500e-02> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[MUL]], %[[C]]
  // CHECK-NEXT: %[[ONE2:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ADD:.*]] = nn.add %[[MUL2]], %[[ONE2]]
  // CHECK-NEXT: %[[MUL3:.*]] = nn.mul %[[ADD]], %[[X]]
  // CHECK-NEXT: %[[C2:.*]] = nn.constant dense<0.797884583> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL4:.*]] = nn.mul %[[MUL3]], %[[C2]]
  // CHECK-NEXT: %[[TANH:.*]] = nn.tanh %[[MUL4]]
  // CHECK-NEXT: %[[C3:.*]] = nn.constant dense<1.341450e-01> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL5:.*]] = nn.mul %[[MUL]], %[[C3]]
  // CHECK-NEXT: %[[ONE3:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ADD2:.*]] = nn.add %[[MUL5]], %[[ONE3]]
  // CHECK-NEXT: %[[C4:.*]] = nn.constant dense<0.797884583> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL6:.*]] = nn.mul %[[ADD2]], %[[C4]]
  // CHECK-NEXT: %[[ONE4:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ADD3:.*]] = nn.add %[[TANH]], %[[ONE4]]
  // CHECK-NEXT: %[[HALF:.*]] = nn.constant dense<5.000000e-01> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL7:.*]] = nn.mul %[[ADD3]], %[[HALF]]
  // CHECK-NEXT: %[[HALF2:.*]] = nn.constant dense<5.000000e-01> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL8:.*]] = nn.mul %[[X]], %[[HALF2]]
  // CHECK-NEXT: %[[MUL9:.*]] = nn.mul %[[TANH]], %[[TANH]]
  // CHECK-NEXT: %[[ONE5:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[ONE5]], %[[MUL9]]
  // CHECK-NEXT: %[[MUL10:.*]] = nn.mul %[[MUL8]], %[[SUB]]
  // CHECK-NEXT: %[[MUL11:.*]] = nn.mul %[[MUL10]], %[[MUL6]]
  // CHECK-NEXT: %[[ADD4:.*]] = nn.add %[[MUL7]], %[[MUL11]]
  // CHECK-NEXT: %[[MUL12:.*]] = nn.mul %[[G]], %[[ADD4]]
  // CHECK-NEXT: return %[[MUL12]]
  %y = nn.gelu %x approximate tanh : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @relu_of_batch(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>
func.func @relu_of_batch(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.relu %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<f32>
  // CHECK-NEXT: %[[BROADCAST:.*]] = nn.broadcast %[[ZERO]] dims [] like %[[Y]] : tensor<f32>, tensor<?x3xf32> -> tensor<?x3xf32>
  // CHECK-NEXT: %[[COMPARE:.*]] = nn.compare le %[[Y]], %[[BROADCAST]]
  // CHECK-NEXT: %[[ZERO2:.*]] = nn.constant dense<0.000000e+00> : tensor<f32>
  // CHECK-NEXT: %[[BROADCAST2:.*]] = nn.broadcast %[[ZERO2]] dims [] like %[[Y]] : tensor<f32>, tensor<?x3xf32> -> tensor<?x3xf32>
  // CHECK-NEXT: %[[SELECT:.*]] = nn.select %[[COMPARE]], %[[BROADCAST2]], %[[G]]
  // CHECK-NEXT: return %[[SELECT]]
  %y = nn.relu %x : tensor<?x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<?x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<?x3xf32>
  return %dx : tensor<?x3xf32>
}

// CHECK-LABEL: func @add(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @add(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.add %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: return %[[G]], %[[G]]
  %y = nn.add %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %da, %db : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @sub(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @sub(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.sub %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[G]]
  // CHECK-NEXT: return %[[G]], %[[NEG]]
  %y = nn.sub %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %da, %db : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @mul(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @mul(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.mul %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[B]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[A]]
  // CHECK-NEXT: return %[[MUL]], %[[MUL2]]
  %y = nn.mul %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %da, %db : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @div(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @div(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.div %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[G]], %[[B]]
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[G]]
  // CHECK-NEXT: %[[DIV2:.*]] = nn.div %[[Y]], %[[B]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[NEG]], %[[DIV2]]
  // CHECK-NEXT: return %[[DIV]], %[[MUL]]
  %y = nn.div %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %da, %db : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @pow(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @pow(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.pow %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[COMPARE:.*]] = nn.compare eq %[[B]], %[[ZERO]]
  // CHECK-NEXT: %[[ZERO2:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ONE2:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[B]], %[[ONE2]]
  // CHECK-NEXT: %[[POW:.*]] = nn.pow %[[A]], %[[SUB]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[B]], %[[POW]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[MUL]]
  // CHECK-NEXT: %[[SELECT:.*]] = nn.select %[[COMPARE]], %[[ZERO2]], %[[MUL2]]
  // CHECK-NEXT: %[[ZERO3:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[COMPARE2:.*]] = nn.compare eq %[[A]], %[[ZERO3]]
  // CHECK-NEXT: %[[ZERO4:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[COMPARE3:.*]] = nn.compare ge %[[B]], %[[ZERO4]]
  // CHECK-NEXT: %[[AND:.*]] = nn.and %[[COMPARE2]], %[[COMPARE3]]
  // CHECK-NEXT: %[[ZERO5:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[LOG:.*]] = nn.log %[[A]]
  // CHECK-NEXT: %[[MUL3:.*]] = nn.mul %[[Y]], %[[LOG]]
  // CHECK-NEXT: %[[MUL4:.*]] = nn.mul %[[G]], %[[MUL3]]
  // CHECK-NEXT: %[[SELECT2:.*]] = nn.select %[[AND]], %[[ZERO5]], %[[MUL4]]
  // CHECK-NEXT: return %[[SELECT]], %[[SELECT2]]
  %y = nn.pow %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %da, %db : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @maximum(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @maximum(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.maximum %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[COMPARE:.*]] = nn.compare eq %[[A]], %[[B]]
  // CHECK-NEXT: %[[COMPARE2:.*]] = nn.compare lt %[[A]], %[[B]]
  // CHECK-NEXT: %[[HALF:.*]] = nn.constant dense<5.000000e-01> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[HALF]]
  // CHECK-NEXT: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SELECT:.*]] = nn.select %[[COMPARE2]], %[[ZERO]], %[[G]]
  // CHECK-NEXT: %[[SELECT2:.*]] = nn.select %[[COMPARE]], %[[MUL]], %[[SELECT]]
  // CHECK-NEXT: %[[COMPARE3:.*]] = nn.compare eq %[[A]], %[[B]]
  // CHECK-NEXT: %[[COMPARE4:.*]] = nn.compare lt %[[B]], %[[A]]
  // CHECK-NEXT: %[[HALF2:.*]] = nn.constant dense<5.000000e-01> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[HALF2]]
  // CHECK-NEXT: %[[ZERO2:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SELECT3:.*]] = nn.select %[[COMPARE4]], %[[ZERO2]], %[[G]]
  // CHECK-NEXT: %[[SELECT4:.*]] = nn.select %[[COMPARE3]], %[[MUL2]], %[[SELECT3]]
  // CHECK-NEXT: return %[[SELECT2]], %[[SELECT4]]
  %y = nn.maximum %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %da, %db : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @minimum(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @minimum(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.minimum %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[COMPARE:.*]] = nn.compare eq %[[A]], %[[B]]
  // CHECK-NEXT: %[[COMPARE2:.*]] = nn.compare lt %[[B]], %[[A]]
  // CHECK-NEXT: %[[HALF:.*]] = nn.constant dense<5.000000e-01> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[HALF]]
  // CHECK-NEXT: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SELECT:.*]] = nn.select %[[COMPARE2]], %[[ZERO]], %[[G]]
  // CHECK-NEXT: %[[SELECT2:.*]] = nn.select %[[COMPARE]], %[[MUL]], %[[SELECT]]
  // CHECK-NEXT: %[[COMPARE3:.*]] = nn.compare eq %[[A]], %[[B]]
  // CHECK-NEXT: %[[COMPARE4:.*]] = nn.compare lt %[[A]], %[[B]]
  // CHECK-NEXT: %[[HALF2:.*]] = nn.constant dense<5.000000e-01> : tensor<2x3xf32>
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[HALF2]]
  // CHECK-NEXT: %[[ZERO2:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SELECT3:.*]] = nn.select %[[COMPARE4]], %[[ZERO2]], %[[G]]
  // CHECK-NEXT: %[[SELECT4:.*]] = nn.select %[[COMPARE3]], %[[MUL2]], %[[SELECT3]]
  // CHECK-NEXT: return %[[SELECT2]], %[[SELECT4]]
  %y = nn.minimum %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %da, %db : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @select(
// CHECK-SAME: %[[M:.*]]: tensor<2x3xi1>, %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @select(%m: tensor<2x3xi1>, %a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.select %[[M]], %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[ZERO:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SELECT:.*]] = nn.select %[[M]], %[[G]], %[[ZERO]]
  // CHECK-NEXT: %[[ZERO2:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SELECT2:.*]] = nn.select %[[M]], %[[ZERO2]], %[[G]]
  // CHECK-NEXT: return %[[SELECT]], %[[SELECT2]]
  %y = nn.select %m, %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %da, %db = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %da, %db : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @cast(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @cast(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.cast %[[X]] : tensor<2x3xf32> -> tensor<2x3xf64>
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[CAST:.*]] = nn.cast %[[G]] : tensor<2x3xf64> -> tensor<2x3xf32>
  // CHECK-NEXT: return %[[CAST]]
  %y = nn.cast %x : tensor<2x3xf32> -> tensor<2x3xf64>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf64> -> tensor<f64>
  %dx = autodiff.gradient %loss wrt %x : tensor<f64>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @tan(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @tan(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.tan %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[Y]], %[[Y]]
  // CHECK-NEXT: %[[CONSTANT:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ADD:.*]] = nn.add %[[MUL]], %[[CONSTANT]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[ADD]]
  // CHECK-NEXT: return %[[MUL2]]
  %y = nn.tan %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @asin(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @asin(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.asin %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[X]], %[[X]]
  // CHECK-NEXT: %[[CONSTANT:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[CONSTANT]], %[[MUL]]
  // CHECK-NEXT: %[[RSQRT:.*]] = nn.rsqrt %[[SUB]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[RSQRT]]
  // CHECK-NEXT: return %[[MUL2]]
  %y = nn.asin %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @acos(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @acos(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.acos %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[G]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[X]], %[[X]]
  // CHECK-NEXT: %[[CONSTANT:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[CONSTANT]], %[[MUL]]
  // CHECK-NEXT: %[[RSQRT:.*]] = nn.rsqrt %[[SUB]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[NEG]], %[[RSQRT]]
  // CHECK-NEXT: return %[[MUL2]]
  %y = nn.acos %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @atan(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @atan(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.atan %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[X]], %[[X]]
  // CHECK-NEXT: %[[CONSTANT:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ADD:.*]] = nn.add %[[MUL]], %[[CONSTANT]]
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[G]], %[[ADD]]
  // CHECK-NEXT: return %[[DIV]]
  %y = nn.atan %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @sinh(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @sinh(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.sinh %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[COSH:.*]] = nn.cosh %[[X]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[COSH]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.sinh %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @cosh(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @cosh(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.cosh %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[SINH:.*]] = nn.sinh %[[X]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[G]], %[[SINH]]
  // CHECK-NEXT: return %[[MUL]]
  %y = nn.cosh %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @asinh(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @asinh(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.asinh %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[X]], %[[X]]
  // CHECK-NEXT: %[[CONSTANT:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[ADD:.*]] = nn.add %[[MUL]], %[[CONSTANT]]
  // CHECK-NEXT: %[[RSQRT:.*]] = nn.rsqrt %[[ADD]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[RSQRT]]
  // CHECK-NEXT: return %[[MUL2]]
  %y = nn.asinh %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @acosh(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @acosh(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.acosh %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[X]], %[[X]]
  // CHECK-NEXT: %[[CONSTANT:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[MUL]], %[[CONSTANT]]
  // CHECK-NEXT: %[[RSQRT:.*]] = nn.rsqrt %[[SUB]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[G]], %[[RSQRT]]
  // CHECK-NEXT: return %[[MUL2]]
  %y = nn.acosh %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @atanh(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @atanh(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.atanh %[[X]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[X]], %[[X]]
  // CHECK-NEXT: %[[CONSTANT:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[SUB:.*]] = nn.sub %[[CONSTANT]], %[[MUL]]
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[G]], %[[SUB]]
  // CHECK-NEXT: return %[[DIV]]
  %y = nn.atanh %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @floor(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @floor(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.floor %[[X]]
  // CHECK:      %[[CONSTANT:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: return %[[CONSTANT]]
  %y = nn.floor %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @ceil(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @ceil(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.ceil %[[X]]
  // CHECK:      %[[CONSTANT:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: return %[[CONSTANT]]
  %y = nn.ceil %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @round(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @round(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.round %[[X]]
  // CHECK:      %[[CONSTANT:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: return %[[CONSTANT]]
  %y = nn.round %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @trunc(
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @trunc(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK:      %[[Y:.*]] = nn.trunc %[[X]]
  // CHECK:      %[[CONSTANT:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: return %[[CONSTANT]]
  %y = nn.trunc %x : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %dx = autodiff.gradient %loss wrt %x : tensor<f32>, tensor<2x3xf32>
  return %dx : tensor<2x3xf32>
}

// CHECK-LABEL: func @fmod(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @fmod(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.fmod %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[G]]
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[A]], %[[B]]
  // CHECK-NEXT: %[[TRUNC:.*]] = nn.trunc %[[DIV]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[NEG]], %[[TRUNC]]
  // CHECK-NEXT: return %[[G]], %[[MUL]]
  %y = nn.fmod %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %d:2 = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %d#0, %d#1 : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @atan2(
// CHECK-SAME: %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<2x3xf32>
func.func @atan2(%a: tensor<2x3xf32>, %b: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK:      %[[Y:.*]] = nn.atan2 %[[A]], %[[B]]
  // CHECK:      %[[G:.*]] = nn.broadcast
  // CHECK-NEXT: %[[GB:.*]] = nn.mul %[[G]], %[[B]]
  // CHECK-NEXT: %[[MUL:.*]] = nn.mul %[[A]], %[[A]]
  // CHECK-NEXT: %[[MUL2:.*]] = nn.mul %[[B]], %[[B]]
  // CHECK-NEXT: %[[ADD:.*]] = nn.add %[[MUL]], %[[MUL2]]
  // CHECK-NEXT: %[[CONSTANT:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[COMPARE:.*]] = nn.compare eq %[[ADD]], %[[CONSTANT]]
  // CHECK-NEXT: %[[CONSTANT2:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[CONSTANT3:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[DIV:.*]] = nn.div %[[CONSTANT3]], %[[ADD]]
  // CHECK-NEXT: %[[SELECT:.*]] = nn.select %[[COMPARE]], %[[CONSTANT2]], %[[DIV]]
  // CHECK-NEXT: %[[DA:.*]] = nn.mul %[[GB]], %[[SELECT]]
  // CHECK-NEXT: %[[NEG:.*]] = nn.neg %[[G]]
  // CHECK-NEXT: %[[GA:.*]] = nn.mul %[[NEG]], %[[A]]
  // CHECK-NEXT: %[[MUL5:.*]] = nn.mul %[[A]], %[[A]]
  // CHECK-NEXT: %[[MUL6:.*]] = nn.mul %[[B]], %[[B]]
  // CHECK-NEXT: %[[ADD2:.*]] = nn.add %[[MUL5]], %[[MUL6]]
  // CHECK-NEXT: %[[CONSTANT4:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[COMPARE2:.*]] = nn.compare eq %[[ADD2]], %[[CONSTANT4]]
  // CHECK-NEXT: %[[CONSTANT5:.*]] = nn.constant dense<0.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[CONSTANT6:.*]] = nn.constant dense<1.000000e+00> : tensor<2x3xf32>
  // CHECK-NEXT: %[[DIV2:.*]] = nn.div %[[CONSTANT6]], %[[ADD2]]
  // CHECK-NEXT: %[[SELECT2:.*]] = nn.select %[[COMPARE2]], %[[CONSTANT5]], %[[DIV2]]
  // CHECK-NEXT: %[[DB:.*]] = nn.mul %[[GA]], %[[SELECT2]]
  // CHECK-NEXT: return %[[DA]], %[[DB]]
  %y = nn.atan2 %a, %b : tensor<2x3xf32>
  %loss = nn.sum %y dims [0, 1] : tensor<2x3xf32> -> tensor<f32>
  %d:2 = autodiff.gradient %loss wrt %a, %b : tensor<f32>, tensor<2x3xf32>, tensor<2x3xf32>
  return %d#0, %d#1 : tensor<2x3xf32>, tensor<2x3xf32>
}
