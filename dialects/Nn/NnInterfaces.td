// Interfaces of nn ops.
#ifndef LUGE_NN_INTERFACES
#define LUGE_NN_INTERFACES

include "mlir/IR/OpBase.td"

def DecomposableOpInterface : OpInterface<"DecomposableOpInterface"> {
  let cppNamespace = "::luge::nn";
  let description = "An op that is defined by simpler ones, and has no lowering of its own.";
  let methods = [InterfaceMethod<
      /*desc=*/"Builds the op out of simpler ones and returns a value for each result.",
      /*retTy=*/"::llvm::SmallVector<::mlir::Value>", /*methodName=*/"buildDecomposition",
      /*args=*/(ins "::mlir::OpBuilder &":$builder)>];
}

#endif // LUGE_NN_INTERFACES
