//===- OptimSign.td - Updates by the sign of a gradient -----------------------------------===//

#ifndef LUGE_DIALECTS_OPTIM_OPTIMSIGN_TD
#define LUGE_DIALECTS_OPTIM_OPTIMSIGN_TD

include "dialects/Optim/OptimBase.td"

def Optim_LionOp : Optim_UpdateOp<"lion",
    (ins Optim_Parameter:$exp_avg),
    (ins Optim_Hyper:$lr, Optim_Hyper:$beta1, Optim_Hyper:$beta2, Optim_Hyper:$weight_decay),
    ["exp_avg"]> {
  let summary = "Lion update";
  let description = [{
    ```
    direction = sign(exp_avg * beta1 + (1 - beta1) * grad)
    param'    = param * (1 - lr * weight_decay) - lr * direction
    exp_avg'  = exp_avg * beta2 + (1 - beta2) * grad
    ```
    Source: Chen et al., "Symbolic Discovery of Optimization Algorithms"
    (https://arxiv.org/abs/2302.06675), algorithm 2.

    Constraints:
    - (C1) `param`, `grad` and `exp_avg` have the same type.

    Example:
    ```mlir
    %w1, %m1 = optim.lion %w, %g exp_avg(%m) lr(%lr) beta1(%b1) beta2(%b2) weight_decay(%wd)
        : tensor<2x3xf32>
    ```
  }];
}

def Optim_RpropOp : Optim_UpdateOp<"rprop",
    (ins Optim_Parameter:$prev, Optim_Parameter:$step_size, Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$etaminus, Optim_Hyper:$etaplus,
         Optim_Hyper:$step_size_min, Optim_Hyper:$step_size_max),
    ["prev", "step_size"]> {
  let summary = "Resilient backpropagation update";
  let description = [{
    ```
    step_size  = step == 0 ? lr : step_size
    step'      = step + 1
    factor     = grad * prev > 0 ? etaplus : grad * prev < 0 ? etaminus : 1
    step_size' = min(max(step_size * factor, step_size_min), step_size_max)
    prev'      = grad * prev < 0 ? 0 : grad
    param'     = param - sign(prev') * step_size'
    ```
    torch writes the first `step_size` before the first update, here `step` tells it.
    Source: `torch.optim.Rprop`.

    Constraints:
    - (C1) `param`, `grad`, `prev` and `step_size` have the same type.

    Example:
    ```mlir
    %w1, %p1, %s1, %n1 = optim.rprop %w, %g prev(%p) step_size(%s) step(%n) lr(%lr)
        etaminus(%em) etaplus(%ep) step_size_min(%min) step_size_max(%max) : tensor<2x3xf32>
    ```
  }];
}

#endif // LUGE_DIALECTS_OPTIM_OPTIMSIGN_TD
