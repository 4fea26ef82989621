//===- OptimAdaptive.td - Updates divided by past gradients -------------------------------===//

#ifndef LUGE_DIALECTS_OPTIM_OPTIMADAPTIVE_TD
#define LUGE_DIALECTS_OPTIM_OPTIMADAPTIVE_TD

include "dialects/Optim/OptimBase.td"

def Optim_AdadeltaOp : Optim_UpdateOp<"adadelta",
    (ins Optim_Parameter:$square_avg, Optim_Parameter:$acc_delta, Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$rho, Optim_Hyper:$eps, Optim_Hyper:$weight_decay),
    ["square_avg", "acc_delta"]> {
  let summary = "Adadelta update";
  let description = [{
    ```
    step'       = step + 1
    g           = grad + weight_decay * param
    square_avg' = square_avg * rho + (1 - rho) * g * g
    delta       = sqrt(acc_delta + eps) / sqrt(square_avg' + eps) * g
    acc_delta'  = acc_delta * rho + (1 - rho) * delta * delta
    param'      = param - lr * delta
    ```
    Source: `torch.optim.Adadelta`.

    Constraints:
    - (C1) `param`, `grad`, `square_avg` and `acc_delta` have the same type.

    Example:
    ```mlir
    %w1, %s1, %d1, %n1 = optim.adadelta %w, %g square_avg(%s) acc_delta(%d) step(%n) lr(%lr)
        rho(%r) eps(%eps) weight_decay(%wd) : tensor<2x3xf32>
    ```
  }];
}

/// A state that has the parameter's type but for an extent of 1.
class Optim_Factor<string state, int fromLast>
    : OptionalTypesMatchWith<
          "'" # state # "' has the type of 'param' with 1 in dimension " # fromLast # " from the last",
          "param", state, "::luge::optim::getFactorType($_self, " # fromLast # ")">;

def Optim_AdafactorOp : Optim_UpdateOp<"adafactor",
    (ins Optional<Optim_Parameter>:$row_var, Optional<Optim_Parameter>:$col_var,
         Optional<Optim_Parameter>:$variance, Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$beta2_decay, Optim_Hyper:$eps1, Optim_Hyper:$eps2,
         Optim_Hyper:$d, Optim_Hyper:$weight_decay),
    [], (ins), [Optim_Factor<"row_var", 1>, Optim_Factor<"col_var", 2>, Optim_LikeParam<"variance">]> {
  let summary = "Adafactor update: the second moment of a matrix kept as that of its rows and columns";
  let description = [{
    ```
    step'     = step + 1
    weight    = step' ^ beta2_decay
    rate      = max(eps2, rms(param)) * min(lr, 1 / sqrt(step'))
    row_var'  = lerp(row_var, mean(grad * grad, the last dimension), weight)         rank >= 2
    col_var'  = lerp(col_var, mean(grad * grad, the one before), weight)
    v         = row_var' * col_var' / max(mean(row_var', the one before), eps1)
    variance' = lerp(variance, grad * grad, weight), v = variance'                   rank < 2
    direction = grad / sqrt(max(v, eps1 * eps1))
    param'    = param * (1 - lr * weight_decay)
                - rate / max(1, rms(direction) / d) * direction
    ```
    An `eps1` below 0 stands for the machine epsilon of the parameter's type.
    Source: `torch.optim.Adafactor`.

    Constraints:
    - (C1) `param`, `grad` and `variance` have the same type.
    - (C2) A parameter of rank 2 or more has `row_var` and `col_var`, of its type but for an
      extent of 1 in the last dimension and in the one before; another has `variance`.

    Example:
    ```mlir
    %w1, %r1, %c1, %n1 = optim.adafactor %w, %g row_var(%r) col_var(%c) step(%n) lr(%lr)
        beta2_decay(%bd) eps1(%e1) eps2(%e2) d(%d) weight_decay(%wd) : tensor<2x3xf32>
    %b1, %v1, %n2 = optim.adafactor %b, %h variance(%v) step(%n) lr(%lr) beta2_decay(%bd)
        eps1(%e1) eps2(%e2) d(%d) weight_decay(%wd) : tensor<3xf32>
    ```
  }];
  let hasVerifier = 1;
}

def Optim_AdagradOp : Optim_UpdateOp<"adagrad",
    (ins Optim_Parameter:$sum, Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$lr_decay, Optim_Hyper:$weight_decay, Optim_Hyper:$eps),
    ["sum"]> {
  let summary = "Adagrad update";
  let description = [{
    ```
    step' = step + 1
    g     = grad + weight_decay * param
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

def Optim_RMSpropOp : Optim_UpdateOp<"rmsprop",
    (ins Optim_Parameter:$square_avg, Optional<Optim_Parameter>:$grad_avg,
         Optional<Optim_Parameter>:$momentum_buffer, Optim_Number:$step),
    (ins Optim_Hyper:$lr, Optim_Hyper:$alpha, Optim_Hyper:$eps, Optim_Hyper:$weight_decay,
         Optim_Hyper:$momentum),
    ["square_avg"], (ins UnitAttr:$centered),
    [Optim_LikeParam<"grad_avg">, Optim_LikeParam<"momentum_buffer">]> {
  let summary = "RMSprop update";
  let description = [{
    ```
    step'       = step + 1
    g           = grad + weight_decay * param
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

#endif // LUGE_DIALECTS_OPTIM_OPTIMADAPTIVE_TD
