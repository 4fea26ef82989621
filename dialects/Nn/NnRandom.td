// Counter-based random numbers: functions of a seed, a step and the op's own number.
#ifndef LUGE_NN_RANDOM
#define LUGE_NN_RANDOM

include "dialects/Nn/NnBase.td"

def Nn_UniformOp : Nn_Op<"uniform", [NonDifferentiable]> {
  let summary = "random numbers, uniform in [0, 1)";
  let description = [{
    Philox 4x32-10 with key `seed` and counter `(element index / 4, id, step)`: element `i` of the row-major order
    takes word `i % 4`, and is `(word >> 8) * 2^-24`. A result with `?` takes its extents from `like`, of which only
    the shape is read.

    Source: Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, https://doi.org/10.1145/2063384.2063405.

    Constraints:
    - (C1) `like` is there if and only if `result` has a `?`, and has its shape.

    Example:
    ```mlir
    %0 = nn.uniform %seed, %step id 0 -> tensor<2x3xf32>
    %1 = nn.uniform %seed, %step id 1 like %x : tensor<?x3xf32> -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins Nn_CounterTensor:$seed, Nn_CounterTensor:$step, Optional<Nn_Tensor>:$like, I64Attr:$id);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = [{
    $seed `,` $step `id` $id (`like` $like^ `:` type($like))? attr-dict `->` type($result)
  }];
  let hasCanonicalizer = 1;
  let hasVerifier = 1;
}

def Nn_DropoutOp : Nn_Op<"dropout", [Nn_Composite, AllTypesMatch<["input", "result"]>]> {
  let summary = "elements dropped at random, the others scaled up";
  let description = [{
    `uniform(seed, step, id) < p ? 0 : input / (1 - p)`, element by element; all zeros if `p` is 1.

    Source: Srivastava et al., https://jmlr.org/papers/v15/srivastava14a.html; `torch.nn.Dropout`.

    Constraints:
    - (C1) `p` lies in [0, 1].
    - (C2) `input` and `result` have the same type.

    Example:
    ```mlir
    %result = nn.dropout %input, %seed, %step p 0.5 id 0 : tensor<?x3xf32>
    ```
  }];
  let arguments = (ins Nn_FloatTensor:$input, Nn_CounterTensor:$seed, Nn_CounterTensor:$step, F64Attr:$p, I64Attr:$id);
  let results = (outs Nn_FloatTensor:$result);
  let assemblyFormat = "$input `,` $seed `,` $step `p` $p `id` $id attr-dict `:` type($input)";
  let hasVerifier = 1;
}

#endif // LUGE_NN_RANDOM
