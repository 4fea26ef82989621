// Sums of products: contraction and the linear layer.
#ifndef LUGE_NN_CONTRACTION
#define LUGE_NN_CONTRACTION

include "dialects/Nn/NnBase.td"

def Nn_ContractOp : Nn_InferredOp<"contract", [Nn_Differentiable]> {
  let summary = "sum of products over paired dimensions";
  let description = [{
    `result[b, m, n] = sum over k of lhs[b, m, k] * rhs[b, n, k]`, where `b` runs over the paired batch dimensions,
    `k` over the paired contracting dimensions, `m` and `n` over what is left of `lhs` and `rhs`, each in its order
    there. The dimensions of `result` are those of `b`, `m`, `n`.

    Constraints:
    - (C1) `lhs_batch` and `rhs_batch` have equally many entries, and so have `lhs_contracting` and `rhs_contracting`.
    - (C2) All entries for a side are different dimensions of that side.
    - (C3) Paired dimensions have the same extent.
    - (C4) `lhs`, `rhs` and `result` have the same element type.

    Example:
    ```mlir
    %product = nn.contract %a, %b contracting [1] x [0] : tensor<2x5xf32>, tensor<5x3xf32> -> tensor<2x3xf32>
    %batched = nn.contract %c, %d batch [0] x [0] contracting [2] x [1]
             : tensor<?x2x5xf32>, tensor<?x5x3xf32> -> tensor<?x2x3xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$lhs, Nn_FloatTensor:$rhs,
      DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$lhs_batch, DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$rhs_batch,
      DenseI64ArrayAttr:$lhs_contracting, DenseI64ArrayAttr:$rhs_contracting);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs (`batch` $lhs_batch^ `x` $rhs_batch)? `contracting` $lhs_contracting `x` $rhs_contracting
    attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)
  }];
}

def Nn_LinearOp : Nn_InferredOp<"linear", [Nn_Differentiable]> {
  let summary = "affine map of the last dimension";
  let description = [{
    `result[..., o] = sum over i of input[..., i] * weight[o, i] + bias[o]`.

    Constraints:
    - (C1) `input` has a rank of at least 1, `weight` of 2, `bias` of 1.
    - (C2) The last extents of `input` and `weight` agree.
    - (C3) `bias` has the first extent of `weight`.
    - (C4) All have the same element type.

    Example:
    ```mlir
    %result = nn.linear %input, %weight bias %bias
            : tensor<?x5xf32>, tensor<3x5xf32>, tensor<3xf32> -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_FloatTensor:$weight, Optional<Nn_FloatTensor>:$bias);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $weight (`bias` $bias^)? attr-dict
    `:` type($input) `,` type($weight) (`,` type($bias)^)? `->` type($result)
  }];
}

#endif // LUGE_NN_CONTRACTION
