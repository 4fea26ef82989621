// The autodiff dialect: a request for gradients, answered by `luge-differentiate`.
#ifndef LUGE_AUTODIFF_OPS
#define LUGE_AUTODIFF_OPS

include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/OpBase.td"

def Autodiff_Dialect : Dialect {
  let name = "autodiff";
  let cppNamespace = "::luge::autodiff";
  let summary = "Gradients of values computed in the same function";
  let description = [{
    One op, `autodiff.gradient`, which the pass `luge-differentiate` replaces by the backward graph, and the
    interface by which ops of any dialect say how they are differentiated.
  }];
}

def Autodiff_FloatTensor : RankedTensorOf<[F32, F64]>;

def Autodiff_GradientOp : Op<Autodiff_Dialect, "gradient", [Pure, InferTypeOpAdaptor]> {
  let summary = "gradients of a scalar with respect to values it is computed from";
  let description = [{
    `gradients[i] = d loss / d wrt[i]`, each of the type of its `wrt` value. Values of `wrt` that do not reach
    the loss have the gradient zero; at least one must reach it.

    Constraints:
    - (C1) `loss` is a 0-d tensor.
    - (C2) `wrt` is not empty.

    Example:
    ```mlir
    %g:2 = autodiff.gradient %loss wrt %w, %b : tensor<f32>, tensor<3x2xf32>, tensor<3xf32>
    ```
  }];
  let arguments = (ins Autodiff_FloatTensor:$loss, Variadic<Autodiff_FloatTensor>:$wrt);
  let results = (outs Variadic<Autodiff_FloatTensor>:$gradients);
  let assemblyFormat = "$loss `wrt` $wrt attr-dict `:` type($loss) `,` type($wrt)";
  let hasVerifier = 1;
}

#endif // LUGE_AUTODIFF_OPS
