// How an op takes part in differentiation.
#ifndef LUGE_AUTODIFF_INTERFACES
#define LUGE_AUTODIFF_INTERFACES

include "mlir/IR/OpBase.td"

def DifferentiableOpInterface : OpInterface<"DifferentiableOpInterface"> {
  let cppNamespace = "::luge::autodiff";
  let description = [{
    An op that knows its vector-Jacobian product. Rules build ordinary differentiable ops, so that a
    gradient can itself be differentiated.
  }];
  let methods = [InterfaceMethod<
      /*desc=*/[{
        Builds the gradient of each operand from the gradients of the results. `resultGrads` has one
        value per result, null where none arrives (never all null). `operandGrads` has one null value
        per operand; a rule sets those through which a gradient flows, to values of the operands' types.
      }],
      /*retTy=*/"void", /*methodName=*/"buildVjp",
      /*args=*/(ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$resultGrads,
                    "::llvm::MutableArrayRef<::mlir::Value>":$operandGrads)>];
}

/// No gradient flows through the op: its derivative is zero, or it is meant to stop the gradient.
def NonDifferentiable : NativeOpTrait<"NonDifferentiable"> {
  let cppNamespace = "::luge::autodiff";
}

#endif // LUGE_AUTODIFF_INTERFACES
