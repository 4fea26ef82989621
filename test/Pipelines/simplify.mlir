// RUN: luge-opt %S/Inputs/step.mlir --luge-pipeline=stop-after=simplify | FileCheck %s --implicit-check-not=nn.cross_entropy --implicit-check-not=nn.dropout

// No composite op, and no constant twice.
// CHECK-COUNT-1: nn.constant dense<-100> : tensor<i64>
// CHECK-NOT:     nn.constant dense<-100>
// CHECK:         nn.linear
// The gradient of the first layer's input, which is data, is not computed.
// CHECK-NOT:     -> tensor<?x5xf32>
// CHECK:         optim.sgd
