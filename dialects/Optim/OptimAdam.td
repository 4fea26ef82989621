//===- OptimAdam.td - Adam and its variants -----------------------------------------------===//

#ifndef LUGE_DIALECTS_OPTIM_OPTIMADAM_TD
#define LUGE_DIALECTS_OPTIM_OPTIMADAM_TD

include "dialects/Optim/OptimBase.td"

class Optim_AdamLikeOp<string mnemonic> : Optim_UpdateOp<mnemonic,
    (ins Optim_Parameter:$exp_avg, Optim_Parameter:$exp_avg_sq,
         Optional<Optim_Parameter>:$max_exp_avg_sq, Optim_Number:$step),
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
    g           = grad + weight_decay * param
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
    g      = grad
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

def Optim_AdamaxOp : Optim_UpdateOp<"adamax",
    (ins Optim_Parameter:$exp_avg, Optim_Parameter:$exp_inf, Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$beta1, Optim_Hyper:$beta2, Optim_Hyper:$eps,
         Optim_Hyper:$weight_decay),
    ["exp_avg", "exp_inf"]> {
  let summary = "Adamax update: Adam with the largest gradient in place of the second moment";
  let description = [{
    ```
    step'    = step + 1
    g        = grad + weight_decay * param
    exp_avg' = lerp(exp_avg, g, 1 - beta1)
    exp_inf' = max(exp_inf * beta2, abs(g) + eps)
    param'   = param - lr / (1 - beta1 ^ step') * exp_avg' / exp_inf'
    ```
    Source: `torch.optim.Adamax`.

    Constraints:
    - (C1) `param`, `grad`, `exp_avg` and `exp_inf` have the same type.

    Example:
    ```mlir
    %w1, %m1, %u1, %n1 = optim.adamax %w, %g exp_avg(%m) exp_inf(%u) step(%n) lr(%lr)
        beta1(%b1) beta2(%b2) eps(%eps) weight_decay(%wd) : tensor<2x3xf32>
    ```
  }];
}

def Optim_LambOp : Optim_UpdateOp<"lamb",
    (ins Optim_Parameter:$exp_avg, Optim_Parameter:$exp_avg_sq, Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$beta1, Optim_Hyper:$beta2, Optim_Hyper:$eps,
         Optim_Hyper:$weight_decay),
    ["exp_avg", "exp_avg_sq"]> {
  let summary = "LAMB update: Adam's direction, as long as the parameter";
  let description = [{
    ```
    step'       = step + 1
    exp_avg'    = lerp(exp_avg, grad, 1 - beta1)
    exp_avg_sq' = exp_avg_sq * beta2 + (1 - beta2) * grad * grad
    denom       = sqrt(exp_avg_sq') / sqrt(1 - beta2 ^ step') + eps
    direction   = exp_avg' / (1 - beta1 ^ step') / denom + weight_decay * param
    trust       = norm(param) / norm(direction), 1 if one of them is 0
    param'      = param - lr * trust * direction
    ```
    Source: You et al., "Large Batch Optimization for Deep Learning: Training BERT in 76
    minutes" (https://arxiv.org/abs/1904.00962), algorithm 2.

    Constraints:
    - (C1) `param`, `grad`, `exp_avg` and `exp_avg_sq` have the same type.

    Example:
    ```mlir
    %w1, %m1, %v1, %n1 = optim.lamb %w, %g exp_avg(%m) exp_avg_sq(%v) step(%n) lr(%lr)
        beta1(%b1) beta2(%b2) eps(%eps) weight_decay(%wd) : tensor<2x3xf32>
    ```
  }];
}

def Optim_NAdamOp : Optim_UpdateOp<"nadam",
    (ins Optim_Parameter:$exp_avg, Optim_Parameter:$exp_avg_sq, Optim_LoadedNumber:$mu_product,
         Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$beta1, Optim_Hyper:$beta2, Optim_Hyper:$eps,
         Optim_Hyper:$weight_decay, Optim_Hyper:$momentum_decay),
    ["exp_avg", "exp_avg_sq"], (ins UnitAttr:$decoupled_weight_decay)> {
  let summary = "NAdam update: Adam with Nesterov's momentum";
  let description = [{
    ```
    step'       = step + 1
    g           = grad + weight_decay * param                          not decoupled
    param       = param * (1 - lr * weight_decay)                      decoupled, first
    mu(t)       = beta1 * (1 - 0.96 ^ (t * momentum_decay) / 2)
    mu_product' = mu_product * mu(step')
    exp_avg'    = lerp(exp_avg, g, 1 - beta1)
    exp_avg_sq' = exp_avg_sq * beta2 + (1 - beta2) * g * g
    denom       = sqrt(exp_avg_sq' / (1 - beta2 ^ step')) + eps
    param'      = param - lr * (1 - mu(step')) / (1 - mu_product') * g / denom
                  - lr * mu(step' + 1) / (1 - mu_product' * mu(step' + 1)) * exp_avg' / denom
    ```
    `mu_product` is 1 before the first update, and is computed in its own type.
    Source: `torch.optim.NAdam`.

    Constraints:
    - (C1) `param`, `grad`, `exp_avg` and `exp_avg_sq` have the same type.

    Example:
    ```mlir
    %w1, %m1, %v1, %p1, %n1 = optim.nadam %w, %g exp_avg(%m) exp_avg_sq(%v) mu_product(%p)
        step(%n) lr(%lr) beta1(%b1) beta2(%b2) eps(%eps) weight_decay(%wd)
        momentum_decay(%md) : tensor<2x3xf32>
    ```
  }];
}

def Optim_RAdamOp : Optim_UpdateOp<"radam",
    (ins Optim_Parameter:$exp_avg, Optim_Parameter:$exp_avg_sq, Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$beta1, Optim_Hyper:$beta2, Optim_Hyper:$eps,
         Optim_Hyper:$weight_decay),
    ["exp_avg", "exp_avg_sq"], (ins UnitAttr:$decoupled_weight_decay)> {
  let summary = "RAdam update: Adam with a rectified variance";
  let description = [{
    ```
    step'       = step + 1
    g           = grad + weight_decay * param                          not decoupled
    param       = param * (1 - lr * weight_decay)                      decoupled, first
    exp_avg'    = lerp(exp_avg, g, 1 - beta1)
    exp_avg_sq' = exp_avg_sq * beta2 + (1 - beta2) * g * g
    m           = exp_avg' / (1 - beta1 ^ step') * lr
    rho_inf     = 2 / (1 - beta2) - 1
    rho         = rho_inf - 2 * step' * beta2 ^ step' / (1 - beta2 ^ step')
    rect        = sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
    param'      = param - m                                            rho <= 5
    param'      = param - m * sqrt(1 - beta2 ^ step') / (sqrt(exp_avg_sq') + eps) * rect
    ```
    Source: `torch.optim.RAdam`.

    Constraints:
    - (C1) `param`, `grad`, `exp_avg` and `exp_avg_sq` have the same type.

    Example:
    ```mlir
    %w1, %m1, %v1, %n1 = optim.radam %w, %g exp_avg(%m) exp_avg_sq(%v) step(%n) lr(%lr)
        beta1(%b1) beta2(%b2) eps(%eps) weight_decay(%wd) {decoupled_weight_decay}
        : tensor<2x3xf32>
    ```
  }];
}

#endif // LUGE_DIALECTS_OPTIM_OPTIMADAM_TD
