// Constants, and ops that move elements without computing on them.
#ifndef LUGE_NN_SHAPE
#define LUGE_NN_SHAPE

include "dialects/Nn/NnBase.td"

def Nn_ConstantOp : Nn_InferredOp<"constant", [ConstantLike, NonDifferentiable]> {
  let summary = "tensor known when compiling";
  let description = [{
    Example:
    ```mlir
    %result = nn.constant dense<0.5> : tensor<2x3xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Nn_Tensor:$result);
  let assemblyFormat = "$value attr-dict";
  let hasFolder = 1;
}

def Nn_BroadcastOp : Nn_Op<"broadcast", [Nn_Differentiable]> {
  let summary = "repetition along new or unit dimensions";
  let description = [{
    `result[i_0, ..., i_n] = operand[j_0, ..., j_m]`, where `j_k` is `i_dimensions[k]`, or 0 if dimension `k` of the
    operand has extent 1. A result with `?` takes its extents from `like`, of which only the shape is read.

    Constraints:
    - (C1) `dimensions` names one dimension of `result` per dimension of `operand`, in rising order.
    - (C2) Each extent of `operand` is 1 or that of its dimension in `result`.
    - (C3) `operand` and `result` have the same element type.
    - (C4) `like` is there if and only if `result` has a `?`, and has its shape.

    Example:
    ```mlir
    %0 = nn.broadcast %bias dims [1] : tensor<3xf32> -> tensor<2x3xf32>
    %1 = nn.broadcast %bias dims [1] like %x : tensor<3xf32>, tensor<?x3xf32> -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins Nn_Tensor:$operand, Optional<Nn_Tensor>:$like, DenseI64ArrayAttr:$dimensions);
  let results = (outs Nn_Tensor:$result);
  let builders = [OpBuilder<(ins "::mlir::Type":$result, "::mlir::Value":$operand,
                                 "::llvm::ArrayRef<int64_t>":$dimensions),
                            "build($_builder, $_state, result, operand, ::mlir::Value(), dimensions);">];
  let assemblyFormat = [{
    $operand `dims` $dimensions (`like` $like^)? attr-dict
    `:` type($operand) (`,` type($like)^)? `->` type($result)
  }];
  let hasCanonicalizer = 1;
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Nn_ReshapeOp : Nn_Op<"reshape", [Nn_Differentiable]> {
  let summary = "the same elements, in row-major order, in another shape";
  let description = [{
    Constraints:
    - (C1) `operand` and `result` have the same element type.
    - (C2) Both have one `?`, or none.
    - (C3) The products of their static extents are equal; so a `?` stands for the same number in both.

    Example:
    ```mlir
    %result = nn.reshape %operand : tensor<?x2x3xf32> -> tensor<?x6xf32>
    ```
  }];
  let arguments = (ins Nn_Tensor:$operand);
  let results = (outs Nn_Tensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Nn_TransposeOp : Nn_InferredOp<"transpose", [Nn_Differentiable]> {
  let summary = "permutation of dimensions";
  let description = [{
    Dimension `i` of `result` is dimension `permutation[i]` of `operand`.

    Constraints:
    - (C1) `permutation` is a permutation of the dimensions of `operand`.

    Example:
    ```mlir
    %result = nn.transpose %operand perm [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
    ```
  }];
  let arguments = (ins Nn_Tensor:$operand, DenseI64ArrayAttr:$permutation);
  let results = (outs Nn_Tensor:$result);
  let assemblyFormat = "$operand `perm` $permutation attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def Nn_SliceOp : Nn_InferredOp<"slice", [Nn_Differentiable]> {
  let summary = "rectangular part of a tensor";
  let description = [{
    `result[i] = operand[offsets + i * strides]`, of extents `sizes`. A `?` dimension is taken whole: its size is
    `?`, offset 0, stride 1.

    Constraints:
    - (C1) `offsets`, `sizes`, `strides` have one entry per dimension of `operand`.
    - (C2) Offsets and sizes are not negative, strides are positive.
    - (C3) Of a static dimension, the last element taken lies inside.
    - (C4) A `?` dimension has offset 0, size `?`, stride 1; no other dimension has size `?`.

    Example:
    ```mlir
    %result = nn.slice %operand [0, 1] [?, 2] [1, 3] : tensor<?x7xf32> -> tensor<?x2xf32>
    ```
  }];
  let arguments = (ins Nn_Tensor:$operand, DenseI64ArrayAttr:$offsets, DenseI64ArrayAttr:$sizes,
                       DenseI64ArrayAttr:$strides);
  let results = (outs Nn_Tensor:$result);
  let assemblyFormat = [{
    $operand $offsets custom<Extents>($sizes) $strides attr-dict `:` type($operand) `->` type($result)
  }];
  let hasCanonicalizer = 1;
  let hasFolder = 1;
}

def Nn_PadOp : Nn_InferredOp<"pad", [Nn_Differentiable]> {
  let summary = "zeros around a tensor";
  let description = [{
    Dimension `i` gets `low[i]` zeros before and `high[i]` zeros after its elements.

    Constraints:
    - (C1) `low` and `high` have one entry per dimension of `operand`.
    - (C2) None is negative.
    - (C3) A `?` dimension has 0 of both.

    Example:
    ```mlir
    %result = nn.pad %operand low [0, 1] high [0, 2] : tensor<?x3xf32> -> tensor<?x6xf32>
    ```
  }];
  let arguments = (ins Nn_NumberTensor:$operand, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high);
  let results = (outs Nn_NumberTensor:$result);
  let assemblyFormat = "$operand `low` $low `high` $high attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def Nn_ConcatOp : Nn_InferredOp<"concat", [Nn_Differentiable]> {
  let summary = "tensors one after the other along a dimension";
  let description = [{
    Constraints:
    - (C1) There is at least one operand, and all have the same rank and element type.
    - (C2) `dimension` is one of their dimensions, with static extents.
    - (C3) All other extents agree.

    Example:
    ```mlir
    %result = nn.concat %a, %b dim 1 : tensor<2x3xf32>, tensor<2x5xf32> -> tensor<2x8xf32>
    ```
  }];
  let arguments = (ins Variadic<Nn_Tensor>:$operands, I64Attr:$dimension);
  let results = (outs Nn_Tensor:$result);
  let assemblyFormat = "$operands `dim` $dimension attr-dict `:` type($operands) `->` type($result)";
  let hasFolder = 1;
}

#endif // LUGE_NN_SHAPE
