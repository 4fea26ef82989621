//===- OptimMuon.td - Updates of matrices -------------------------------------------------===//

#ifndef LUGE_DIALECTS_OPTIM_OPTIMMUON_TD
#define LUGE_DIALECTS_OPTIM_OPTIMMUON_TD

include "dialects/Optim/OptimBase.td"

def Optim_MuonOp : Optim_UpdateOp<"muon",
    (ins Optim_Parameter:$momentum_buffer),
    (ins Optim_Hyper:$lr, Optim_Hyper:$weight_decay, Optim_Hyper:$momentum, Optim_Hyper:$ns_a,
         Optim_Hyper:$ns_b, Optim_Hyper:$ns_c, Optim_Hyper:$eps),
    ["momentum_buffer"],
    (ins UnitAttr:$nesterov, UnitAttr:$match_rms_adamw,
         ConfinedAttr<I64Attr, [IntNonNegative]>:$ns_steps)> {
  let summary = "Muon update: a matrix's momentum, made orthogonal";
  let description = [{
    ```
    momentum_buffer' = lerp(momentum_buffer, grad, 1 - momentum)
    x      = nesterov ? lerp(grad, momentum_buffer', momentum) : momentum_buffer'
    x      = x / max(norm(x), eps), transposed if it is tall
    ns_steps times:
      gram = x * transpose(x)
      x    = ns_a * x + (ns_b * gram + ns_c * gram * gram) * x
    ratio  = match_rms_adamw ? 0.2 * sqrt(max(rows, columns)) : sqrt(max(1, rows / columns))
    param' = param * (1 - lr * weight_decay) - lr * ratio * x
    ```
    torch rounds `x` and all products to bfloat16, to be fast on GPUs; here they have the
    parameter's type.
    Source: `torch.optim.Muon`.

    Constraints:
    - (C1) `param`, `grad` and `momentum_buffer` have the same type.
    - (C2) `param` is a matrix.
    - (C3) `ns_steps` is not negative.

    Example:
    ```mlir
    %w1, %b1 = optim.muon %w, %g momentum_buffer(%b) lr(%lr) weight_decay(%wd) momentum(%mu)
        ns_a(%na) ns_b(%nb) ns_c(%nc) eps(%eps) {nesterov, ns_steps = 5 : i64}
        : tensor<2x3xf32>
    ```
  }];
  let hasVerifier = 1;
}

#endif // LUGE_DIALECTS_OPTIM_OPTIMMUON_TD
