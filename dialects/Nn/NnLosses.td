// Losses: how far an input is from a target.
#ifndef LUGE_NN_LOSSES
#define LUGE_NN_LOSSES

include "dialects/Nn/NnBase.td"

class Nn_LossOp<string mnemonic, list<Trait> traits = []>
    : Nn_InferredOp<mnemonic, !listconcat([Nn_Composite], traits)> {
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $target `reduction` $reduction attr-dict `:` type($input) `,` type($target) `->` type($result)
  }];
}

/// A loss of each element and its target.
class Nn_ElementwiseLossOp<string mnemonic, list<Trait> traits = []> : Nn_LossOp<mnemonic, traits> {
  string formula = ?;
  string source = ?;
  let description = "\n    `" # formula # [{`, element by element; then with `reduction` `mean` (NaN if empty) or `sum` of
    all elements, with `none` each by itself.

    Source: `torch.nn.}] # source # [{`.

    Constraints:
    - (C1) `input` and `target` have the same type.

    Example:
    ```mlir
    %loss = nn.}] # mnemonic # [{ %input, %target reduction mean : tensor<?x3xf32>, tensor<?x3xf32> -> tensor<f32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_FloatTensor:$target, Nn_Reduction:$reduction);
}

def Nn_MseLossOp : Nn_ElementwiseLossOp<"mse_loss"> {
  let summary = "squared error";
  let formula = "(input - target) ^ 2";
  let source = "MSELoss";
}
def Nn_L1LossOp : Nn_ElementwiseLossOp<"l1_loss"> {
  let summary = "absolute error";
  let formula = "|input - target|";
  let source = "L1Loss";
}
def Nn_BceLossOp : Nn_ElementwiseLossOp<"bce_loss", [Nn_Differentiable]> {
  let summary = "binary cross entropy of probabilities; logarithms are at least -100";
  let formula = "-(target * ln(input) + (1 - target) * ln(1 - input))";
  let source = "BCELoss";
}
def Nn_BceWithLogitsOp : Nn_ElementwiseLossOp<"bce_with_logits", [Nn_Differentiable]> {
  let summary = "binary cross entropy of logits";
  let formula = "max(input, 0) - input * target + ln(1 + e ^ -|input|)";
  let source = "BCEWithLogitsLoss";
}

def Nn_CrossEntropyOp : Nn_LossOp<"cross_entropy"> {
  let summary = "cross entropy of logits and classes";
  let description = [{
    The classes lie along dimension 1 of `input`, or 0 if it is 1-d.

    - Class indices: `logsumexp(input) - input[target]` along the classes. Where `target` is `ignore_index` the loss
      is 0 and does not count for the mean; any other index outside the classes makes it NaN.
    - Class probabilities: `-sum(target * log_softmax(input))` along the classes.

    With `reduction` `none` the result has one loss per target; `sum` adds them; `mean` divides their sum by the
    number of targets that are not ignored (NaN if there is none).

    Source: `torch.nn.CrossEntropyLoss`.

    Constraints:
    - (C1) `input` has a dimension of classes, of static extent.
    - (C2) `target` has elements of `i64` and the shape of `input` without the classes, or the type of `input`.

    Example:
    ```mlir
    %0 = nn.cross_entropy %logits, %classes reduction mean : tensor<?x10xf32>, tensor<?xi64> -> tensor<f32>
    %1 = nn.cross_entropy %logits, %probabilities reduction none
       : tensor<?x10x5xf32>, tensor<?x10x5xf32> -> tensor<?x5xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_NumberTensor:$target, Nn_Reduction:$reduction,
                       DefaultValuedAttr<I64Attr, "-100">:$ignore_index);
}

#endif // LUGE_NN_LOSSES
