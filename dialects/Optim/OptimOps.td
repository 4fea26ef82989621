//===- OptimOps.td - Optimizer updates ----------------------------------------------------===//

#ifndef LUGE_DIALECTS_OPTIM_OPTIMOPS_TD
#define LUGE_DIALECTS_OPTIM_OPTIMOPS_TD

include "dialects/Optim/OptimBase.td"

def Optim_AdagradOp : Optim_UpdateOp<"adagrad",
    (ins Optim_Parameter:$sum, Optim_Step:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$lr_decay, Optim_Hyper:$weight_decay, Optim_Hyper:$eps),
    ["sum"]> {
  let summary = "Adagrad update";
  let description = [{
    ```
    step' = step + 1
    g     = (maximize ? -grad : grad) + weight_decay * param
    sum'  = sum + g * g
    param' = param - lr / (1 + (step' - 1) * lr_decay) * g / (sqrt(sum') + eps)
    ```
    Source: `torch.optim.Adagrad`.

    Constraints:
    - (C1) `param`, `grad` and `sum` have the same type, which is the type of the
      first two results.

    Example:
    ```mlir
    %w1, %s1, %n1 = optim.adagrad %w, %g sum(%s) step(%n) lr(%lr) lr_decay(%d)
        weight_decay(%wd) eps(%eps) : tensor<2x3xf32>
    ```
  }];
}

class Optim_AdamLikeOp<string mnemonic> : Optim_UpdateOp<mnemonic,
    (ins Optim_Parameter:$exp_avg, Optim_Parameter:$exp_avg_sq,
         Optional<Optim_Parameter>:$max_exp_avg_sq, Optim_Step:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$beta1, Optim_Hyper:$beta2, Optim_Hyper:$eps,
         Optim_Hyper:$weight_decay),
    ["exp_avg", "exp_avg_sq"], (ins UnitAttr:$amsgrad), [Optim_LikeParam<"max_exp_avg_sq">]> {
  let hasVerifier = 1;
}

def Optim_AdamOp : Optim_AdamLikeOp<"adam"> {
  let summary = "Adam update, weight decay added to the gradient";
  let description = [{
    ```
    step'       = step + 1
    g           = (maximize ? -grad : grad) + weight_decay * param
    exp_avg'    = lerp(exp_avg, g, 1 - beta1)
    exp_avg_sq' = exp_avg_sq * beta2 + (1 - beta2) * g * g
    v           = amsgrad ? (max_exp_avg_sq' = max(max_exp_avg_sq, exp_avg_sq')) : exp_avg_sq'
    denom       = sqrt(v) / sqrt(1 - beta2 ^ step') + eps
    param'      = param - lr / (1 - beta1 ^ step') * exp_avg' / denom
    ```
    Source: `torch.optim.Adam`.

    Constraints:
    - (C1) `param`, `grad` and every state but `step` have the same type.
    - (C2) `max_exp_avg_sq` is present if and only if `amsgrad` is set.

    Example:
    ```mlir
    %w1, %m1, %v1, %n1 = optim.adam %w, %g exp_avg(%m) exp_avg_sq(%v) step(%n) lr(%lr)
        beta1(%b1) beta2(%b2) eps(%eps) weight_decay(%wd) : tensor<2x3xf32>
    ```
  }];
}

def Optim_AdamWOp : Optim_AdamLikeOp<"adamw"> {
  let summary = "Adam update, weight decay applied to the parameter";
  let description = [{
    As `optim.adam`, except that the decay does not pass through the moments:
    ```
    g      = maximize ? -grad : grad
    param  = param * (1 - lr * weight_decay)     (before the update reads it)
    ```
    Source: `torch.optim.AdamW`.

    Constraints: those of `optim.adam`.

    Example:
    ```mlir
    %w1, %m1, %v1, %x1, %n1 = optim.adamw %w, %g exp_avg(%m) exp_avg_sq(%v)
        max_exp_avg_sq(%x) step(%n) lr(%lr) beta1(%b1) beta2(%b2) eps(%eps)
        weight_decay(%wd) {amsgrad} : tensor<2x3xf32>
    ```
  }];
}

def Optim_RMSpropOp : Optim_UpdateOp<"rmsprop",
    (ins Optim_Parameter:$square_avg, Optional<Optim_Parameter>:$grad_avg,
         Optional<Optim_Parameter>:$momentum_buffer, Optim_Step:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$alpha, Optim_Hyper:$eps, Optim_Hyper:$weight_decay,
         Optim_Hyper:$momentum),
    ["square_avg"], (ins UnitAttr:$centered),
    [AttrSizedOperandSegments, Optim_LikeParam<"grad_avg">, Optim_LikeParam<"momentum_buffer">]> {
  let summary = "RMSprop update";
  let description = [{
    ```
    step'       = step + 1
    g           = (maximize ? -grad : grad) + weight_decay * param
    square_avg' = square_avg * alpha + (1 - alpha) * g * g
    avg         = sqrt(square_avg') + eps                              not centered
    grad_avg'   = lerp(grad_avg, g, 1 - alpha)                         centered
    avg         = sqrt(square_avg' - grad_avg' * grad_avg') + eps      centered
    momentum_buffer' = momentum_buffer * momentum + g / avg            with a buffer
    param'      = param - lr * (momentum_buffer' or g / avg)
    ```
    A buffer is given when momentum is in use; while `momentum` is 0 it stays as it is
    and has no part in the update.
    Source: `torch.optim.RMSprop`.

    Constraints:
    - (C1) `param`, `grad` and every state but `step` have the same type.
    - (C2) `grad_avg` is present if and only if `centered` is set.

    Example:
    ```mlir
    %w1, %s1, %b1, %n1 = optim.rmsprop %w, %g square_avg(%s) momentum_buffer(%b) step(%n)
        lr(%lr) alpha(%a) eps(%eps) weight_decay(%wd) momentum(%mu) : tensor<2x3xf32>
    ```
  }];
  let hasVerifier = 1;
}

def Optim_SGDOp : Optim_UpdateOp<"sgd",
    (ins Optional<Optim_Parameter>:$momentum_buffer, Optional<Optim_Step>:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$momentum, Optim_Hyper:$dampening, Optim_Hyper:$weight_decay),
    [], (ins UnitAttr:$nesterov),
    [AttrSizedOperandSegments, Optim_LikeParam<"momentum_buffer">]> {
  let summary = "Stochastic gradient descent update";
  let description = [{
    ```
    g      = (maximize ? -grad : grad) + weight_decay * param
    param' = param - lr * g                                            without a buffer

    step'  = step + 1                                                  with a buffer:
    momentum_buffer' = step == 0 ? g : momentum_buffer * momentum + (1 - dampening) * g
    param' = param - lr * (nesterov ? g + momentum * momentum_buffer' : momentum_buffer')
    ```
    A buffer is given when momentum is in use; while `momentum` is 0 buffer and `step`
    stay as they are and the update is that without a buffer. torch creates the buffer at
    the first update with momentum; `step`, which torch does not have, counts them.
    Source: `torch.optim.SGD`.

    Constraints:
    - (C1) `param`, `grad` and `momentum_buffer` have the same type.
    - (C2) `momentum_buffer` and `step` are both present or both absent.
    - (C3) `nesterov` requires `momentum_buffer`.

    Example:
    ```mlir
    %w1, %b1, %n1 = optim.sgd %w, %g momentum_buffer(%b) step(%n) lr(%lr) momentum(%mu)
        dampening(%d) weight_decay(%wd) {nesterov} : tensor<2x3xf32>
    %w2 = optim.sgd %w, %g lr(%lr) momentum(%mu) dampening(%d) weight_decay(%wd)
        : tensor<2x3xf32>
    ```
  }];
  let hasVerifier = 1;
}

#endif // LUGE_DIALECTS_OPTIM_OPTIMOPS_TD
