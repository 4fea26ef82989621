//===- OptimSgd.td - Stochastic gradient descent ------------------------------------------===//

#ifndef LUGE_DIALECTS_OPTIM_OPTIMSGD_TD
#define LUGE_DIALECTS_OPTIM_OPTIMSGD_TD

include "dialects/Optim/OptimBase.td"

def Optim_ASGDOp : Optim_UpdateOp<"asgd",
    (ins Optim_Parameter:$ax, Optim_LoadedNumber:$eta, Optim_LoadedNumber:$mu, Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$lambd, Optim_Hyper:$alpha, Optim_Hyper:$t0,
         Optim_Hyper:$weight_decay),
    ["ax"]> {
  let summary = "Averaged stochastic gradient descent update";
  let description = [{
    ```
    eta    = step == 0 ? lr : eta
    mu     = step == 0 ? 1 : mu
    step'  = step + 1
    g      = grad + weight_decay * param
    param' = param * (1 - lambd * eta) - eta * g
    ax'    = mu == 1 ? param' : ax + (param' - ax) * mu
    eta'   = lr / (1 + lambd * lr * step') ^ alpha
    mu'    = 1 / max(1, step' - t0)
    ```
    `ax` is the average of the parameter's values. torch writes the first `eta` and `mu`
    before the first update, here `step` tells it. Both are rounded to f32, also where they are
    kept as f64.
    Source: `torch.optim.ASGD`.

    Constraints:
    - (C1) `param`, `grad` and `ax` have the same type.

    Example:
    ```mlir
    %w1, %a1, %e1, %m1, %n1 = optim.asgd %w, %g ax(%a) eta(%e) mu(%m) step(%n) lr(%lr)
        lambd(%l) alpha(%al) t0(%t0) weight_decay(%wd) : tensor<2x3xf32>
    ```
  }];
}

def Optim_SGDOp : Optim_UpdateOp<"sgd",
    (ins Optional<Optim_Parameter>:$momentum_buffer, Optional<Optim_Number>:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$momentum, Optim_Hyper:$dampening, Optim_Hyper:$weight_decay),
    [], (ins UnitAttr:$nesterov),
    [Optim_LikeParam<"momentum_buffer">]> {
  let summary = "Stochastic gradient descent update";
  let description = [{
    ```
    g      = grad + weight_decay * param
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

#endif // LUGE_DIALECTS_OPTIM_OPTIMSGD_TD
