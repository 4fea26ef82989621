// Reductions, and the normalizations made of them.
#ifndef LUGE_NN_REDUCTION
#define LUGE_NN_REDUCTION

include "dialects/Nn/NnBase.td"

//===----------------------------------------------------------------------===//
// Reductions over a set of dimensions
//===----------------------------------------------------------------------===//

class Nn_ReductionOp<string mnemonic, list<Trait> traits = [Nn_Differentiable]> : Nn_InferredOp<mnemonic, traits> {
  string formula = ?;
  let description = "\n    " # formula # [{ over `dimensions`, which `result` no longer has.

    Constraints:
    - (C1) `dimensions` are dimensions of `operand`, in rising order.

    Example:
    ```mlir
    %result = nn.}] # mnemonic # [{ %operand dims [0, 2] : tensor<2x3x5xf32> -> tensor<3xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$operand, DenseI64ArrayAttr:$dimensions);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$operand `dims` $dimensions attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def Nn_SumOp : Nn_ReductionOp<"sum"> {
  let summary = "sum over dimensions";
  let formula = "The sum (0 if empty)";
}
def Nn_MeanOp : Nn_ReductionOp<"mean"> {
  let summary = "mean over dimensions";
  let formula = "The mean (NaN if empty)";
}
def Nn_AmaxOp : Nn_ReductionOp<"amax"> {
  let summary = "maximum over dimensions";
  let formula = "The maximum (NaN if one is, or, with `ignore_nan`, of those that are not; equal ones share the gradient; "
                "-infinity if empty)";
  let arguments = (ins Nn_FloatTensor:$operand, DenseI64ArrayAttr:$dimensions, UnitAttr:$ignore_nan);
  let assemblyFormat = "$operand `dims` $dimensions (`ignore_nan` $ignore_nan^)? attr-dict `:` type($operand) `->` type($result)";
}
def Nn_AminOp : Nn_ReductionOp<"amin"> {
  let summary = "minimum over dimensions";
  let formula = "The minimum (NaN if one is; equal ones share the gradient; infinity if empty)";
}

def Nn_CountOp : Nn_InferredOp<"count", [NonDifferentiable]> {
  let summary = "number of elements over dimensions";
  let description = [{
    The product of the extents of `dimensions`, as a scalar of the operand's element type: what a sum over them is
    divided by for the mean. Only the shape of `operand` is read.

    Constraints:
    - (C1) `dimensions` are dimensions of `operand`, in rising order.

    Example:
    ```mlir
    %result = nn.count %operand dims [0, 1] : tensor<?x3xf32> -> tensor<f32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$operand, DenseI64ArrayAttr:$dimensions);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$operand `dims` $dimensions attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Along one dimension
//===----------------------------------------------------------------------===//

def Nn_ArgmaxOp : Nn_InferredOp<"argmax", [NonDifferentiable]> {
  let summary = "place of the maximum along a dimension";
  let description = [{
    The index along `dimension` of the largest element, the first if several are equal; a NaN counts as largest.

    Constraints:
    - (C1) `dimension` is a dimension of `operand`, and not of extent 0.

    Example:
    ```mlir
    %result = nn.argmax %operand dim 1 : tensor<?x3xf32> -> tensor<?xi64>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$operand, I64Attr:$dimension);
  let results = (outs Nn_IndexTensor:$result);
  let assemblyFormat = "$operand `dim` $dimension attr-dict `:` type($operand) `->` type($result)";
}

class Nn_NormalizationOp<string mnemonic>
    : Nn_Op<mnemonic, [Nn_Differentiable, AllTypesMatch<["operand", "result"]>]> {
  string formula = ?;
  let description = "\n    `" # formula # [{`, where sums and maxima run along `dimension`. Computed relative to the maximum,
    so that no finite operand overflows.

    Constraints:
    - (C1) `dimension` is a dimension of `operand`.
    - (C2) `operand` and `result` have the same type.

    Example:
    ```mlir
    %result = nn.}] # mnemonic # [{ %operand dim 1 : tensor<?x3xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$operand, I64Attr:$dimension);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$operand `dim` $dimension attr-dict `:` type($operand)";
  let hasVerifier = 1;
}

def Nn_SoftmaxOp : Nn_NormalizationOp<"softmax"> {
  let summary = "exponentials scaled to sum 1 along a dimension";
  let formula = "e ^ operand / sum(e ^ operand)";
}
def Nn_LogSoftmaxOp : Nn_NormalizationOp<"log_softmax"> {
  let summary = "logarithm of softmax along a dimension";
  let formula = "operand - ln(sum(e ^ operand))";
}

def Nn_LogsumexpOp : Nn_InferredOp<"logsumexp", [Nn_Differentiable]> {
  let summary = "logarithm of the sum of exponentials along a dimension";
  let description = [{
    `ln(sum(e ^ operand))` along `dimension`, which `result` no longer has. Computed relative to the maximum, so that
    no finite operand overflows; -infinity where all elements are.

    Constraints:
    - (C1) `dimension` is a dimension of `operand`.

    Example:
    ```mlir
    %result = nn.logsumexp %operand dim 1 : tensor<?x3xf32> -> tensor<?xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$operand, I64Attr:$dimension);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$operand `dim` $dimension attr-dict `:` type($operand) `->` type($result)";
}

def Nn_OneHotOp : Nn_Op<"one_hot", [NonDifferentiable]> {
  let summary = "indices as rows of zeros with a one";
  let description = [{
    `result[..., c, ...] = (indices[...] == c)`, where `c` stands at the new dimension `dimension`. An index outside
    `[0, classes)` gives zeros.

    Constraints:
    - (C1) `result` has the shape of `indices` with one more, static extent at `dimension`.

    Example:
    ```mlir
    %result = nn.one_hot %indices dim 1 : tensor<?xi64> -> tensor<?x10xf32>
    ```
  }];
  let arguments = (ins Nn_IndexTensor:$indices, I64Attr:$dimension);
  let results = (outs Nn_Tensor:$result);
  let builders = [OpBuilder<(ins "::mlir::Value":$indices, "int64_t":$classes, "int64_t":$dimension,
                                 "::mlir::Type":$element_type)>];
  let assemblyFormat = "$indices `dim` $dimension attr-dict `:` type($indices) `->` type($result)";
  let hasVerifier = 1;
}

#endif // LUGE_NN_REDUCTION
