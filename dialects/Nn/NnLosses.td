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
    The classes lie along dimension 1 of `input`, or 0 if it is 1-d. With `p = log_softmax(input)` along the classes:

    - Class indices: `-weight[target] * p[target]`. Where `target` is `ignore_index` the loss is 0 and does not count
      for the mean; any other index outside the classes makes it NaN.
    - Class probabilities: `-sum(weight * target * p)` along the classes.

    Without `weight` all weights are 1. `label_smoothing` replaces a target, as probabilities, by
    `(1 - label_smoothing) * target + label_smoothing / C`.

    With `reduction` `none` the result has one loss per target; `sum` adds them; `mean` divides their sum by the sum
    of the weights of indices that are not ignored, or by the number of rows of probabilities (NaN if it is 0).

    Source: `torch.nn.CrossEntropyLoss`; Szegedy et al., https://arxiv.org/abs/1512.00567 (label smoothing).

    Constraints:
    - (C1) `input` has a dimension of classes, of static extent.
    - (C2) `target` has elements of `i64` and the shape of `input` without the classes, or the type of `input`.
    - (C3) `weight` has one element, of the type of `input`'s, per class.
    - (C4) `label_smoothing` lies in [0, 1].

    Example:
    ```mlir
    %0 = nn.cross_entropy %logits, %classes reduction mean : tensor<?x10xf32>, tensor<?xi64> -> tensor<f32>
    %1 = nn.cross_entropy %logits, %probabilities weight %weight reduction none {label_smoothing = 0.1 : f64}
       : tensor<?x10x5xf32>, tensor<?x10x5xf32>, tensor<10xf32> -> tensor<?x5xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_NumberTensor:$target, Optional<Nn_FloatTensor>:$weight,
                       Nn_Reduction:$reduction, DefaultValuedAttr<I64Attr, "-100">:$ignore_index,
                       DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing);
  let assemblyFormat = [{
    $input `,` $target (`weight` $weight^)? `reduction` $reduction attr-dict
    `:` type($input) `,` type($target) (`,` type($weight)^)? `->` type($result)
  }];
}

def Nn_LinearCrossEntropyOp
    : Nn_InferredOp<"linear_cross_entropy", [AttrSizedOperandSegments, Nn_Composite, Nn_Differentiable]> {
  let summary = "cross entropy of a linear layer's logits, which never exist as a whole";
  let description = [{
    `cross_entropy(linear(input, linear_weight, linear_bias), target)` for class indices, and the `logsumexp` of each
    row's logits. At most 4096 classes are computed at a time; the gradient computes their logits again.

    Source: `torch.nn.functional.linear_cross_entropy`; Wijmans et al., https://arxiv.org/abs/2411.09009.

    Constraints:
    - (C1) `input` is [N, in], `linear_weight` [C, in], `target` [N]; C is static.
    - (C2) `linear_bias` and `weight` are [C].
    - (C3) All but `target` have the same element type.
    - (C4) `label_smoothing` lies in [0, 1].

    Example:
    ```mlir
    %loss, %logsumexp = nn.linear_cross_entropy %x, %w, %classes linear_bias %b reduction mean
                      : tensor<?x64xf32>, tensor<50257x64xf32>, tensor<?xi64>, tensor<50257xf32>
                      -> tensor<f32>, tensor<?xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_FloatTensor:$linear_weight, Nn_IndexTensor:$target,
                       Optional<Nn_FloatTensor>:$linear_bias, Optional<Nn_FloatTensor>:$weight,
                       Nn_Reduction:$reduction, DefaultValuedAttr<I64Attr, "-100">:$ignore_index,
                       DefaultValuedAttr<F64Attr, "0.0">:$label_smoothing);
  let results = (outs Nn_FloatTensor:$result, Nn_FloatTensor:$logsumexp);
  let assemblyFormat = [{
    $input `,` $linear_weight `,` $target (`linear_bias` $linear_bias^)? (`weight` $weight^)? `reduction` $reduction
    attr-dict `:` type($input) `,` type($linear_weight) `,` type($target) (`,` type($linear_bias)^)?
    (`weight` type($weight)^)? `->` type($result) `,` type($logsumexp)
  }];
}

//===----------------------------------------------------------------------===//
// Connectionist temporal classification
//===----------------------------------------------------------------------===//

class Nn_CtcOp<string mnemonic, list<Trait> traits = []> : Nn_InferredOp<mnemonic, traits> {
  dag targets = (ins Nn_IndexTensor:$targets, Nn_IndexTensor:$input_lengths, Nn_IndexTensor:$target_lengths,
                     DefaultValuedAttr<I64Attr, "0">:$blank, UnitAttr:$zero_infinity);
}

def Nn_CtcLossOp : Nn_CtcOp<"ctc_loss", [Nn_Differentiable]> {
  let summary = "connectionist temporal classification loss";
  let description = [{
    `-ln p(target | log_probs)` of each sequence, where the probability is the sum over all paths of the product of
    the path's probabilities. A path has a class at each time; dropping repetitions, then `blank`, gives the target.

    With l' the target with a blank before, between and after its labels, `log_alpha[n, t, s]` is the logarithm of the
    sum over all beginnings of paths, up to time t, that end with l'[s]:

    `log_alpha[t, s] = log_probs[t, l'[s]] + ln(e^log_alpha[t-1, s] + e^log_alpha[t-1, s-1] + e^log_alpha[t-1, s-2])`

    where the last term is missing if l'[s] is `blank` or l'[s-2]. It is undefined behind the lengths. A sequence
    with no path has the loss infinity, or with `zero_infinity` 0 and no gradient.

    Source: Graves et al., https://www.cs.toronto.edu/~graves/icml_2006.pdf; `torch.nn.CTCLoss`.

    Constraints:
    - (C1) `log_probs` is [T, N, C], T and C are static and not 0.
    - (C2) `targets` is padded, [N, S], or concatenated, [S]; S is static. Lengths are [N].
    - (C3) `blank` is a class.

    Example:
    ```mlir
    %losses, %alpha = nn.ctc_loss %p, %targets, %input_lengths, %target_lengths
      : tensor<50x?x20xf32>, tensor<?x30xi64>, tensor<?xi64>, tensor<?xi64> -> tensor<?xf32>, tensor<?x50x61xf32>
    ```
  }];
  let arguments = !con((ins Nn_FloatTensor:$log_probs), targets);
  let results = (outs Nn_FloatTensor:$losses, Nn_FloatTensor:$log_alpha);
  let assemblyFormat = [{
    $log_probs `,` $targets `,` $input_lengths `,` $target_lengths attr-dict
    `:` type($log_probs) `,` type($targets) `,` type($input_lengths) `,` type($target_lengths)
    `->` type($losses) `,` type($log_alpha)
  }];
}

def Nn_CtcLossGradOp : Nn_CtcOp<"ctc_loss_grad"> {
  let summary = "gradient of nn.ctc_loss";
  let description = [{
    The gradient with respect to `log_probs`, given that of each loss, with p' = `log_probs`:

    `grad[n] * (e^p'[t, n, c] - sum over s with l'[s] = c of e^(log_alpha[n, t, s] + log_beta[n, t, s] - p'[t, n, c] + loss[n]))`

    for t below the input's length, else 0, where `log_beta` is `log_alpha` of the reversed sequence. As in torch it
    is that of logits, of which `log_probs` is the log-softmax. It has no derivative.

    Source: as of `nn.ctc_loss`.

    Constraints:
    - (C1) Operands are those and the results of an `nn.ctc_loss`.

    Example:
    ```mlir
    %g = nn.ctc_loss_grad %grad, %p, %alpha, %targets, %input_lengths, %target_lengths
      : tensor<?xf32>, tensor<50x?x20xf32>, tensor<?x50x61xf32>, tensor<?x30xi64>, tensor<?xi64>, tensor<?xi64>
      -> tensor<50x?x20xf32>
    ```
  }];
  let arguments = !con((ins Nn_FloatTensor:$grad, Nn_FloatTensor:$log_probs, Nn_FloatTensor:$log_alpha), targets);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = [{
    $grad `,` $log_probs `,` $log_alpha `,` $targets `,` $input_lengths `,` $target_lengths attr-dict
    `:` type($grad) `,` type($log_probs) `,` type($log_alpha) `,` type($targets) `,` type($input_lengths) `,`
    type($target_lengths) `->` type($result)
  }];
}

#endif // LUGE_NN_LOSSES
