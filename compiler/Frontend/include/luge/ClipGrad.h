/// Clipping of gradients, between `backward()` and `step()`
/// (https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html).
///
/// What clips in a compiled step is part of it: the gradients are scaled in the loop that updates the parameters.
/// Bounds are numbers, or 0-d tensors, whose value is read when the step runs.
#ifndef LUGE_CLIPGRAD_H
#define LUGE_CLIPGRAD_H

#include "luge/Ops.h"

namespace luge::nn::utils {

/// The norm of order `norm_type` of all elements of `tensors` together, 0-d; 0 of no tensors. Orders are those of
/// torch.linalg.vector_norm: infinity is the largest magnitude, 0 counts, as torch does, the tensors that have other
/// elements than 0. Errors: with `error_if_nonfinite`, a norm that is not finite; in a compiled step that is found out
/// when it has run, and parameters and optimizer states are then as they were.
Tensor get_total_norm(const std::vector<Tensor> &tensors, double norm_type = 2.0,
                      bool error_if_nonfinite = false, Location where = Location::current());

/// Scales the gradients of `parameters` by min(max_norm / (total_norm + 1e-6), 1).
void clip_grads_with_norm_(const std::vector<Tensor> &parameters, const Operand &max_norm,
                           const Tensor &total_norm);

/// Scales the gradients of `parameters`, those that have one, so that their total norm is at most `max_norm`. Returns
/// the norm they had.
Tensor clip_grad_norm_(const std::vector<Tensor> &parameters, const Operand &max_norm,
                       double norm_type = 2.0, bool error_if_nonfinite = false);

/// Brings each element of the gradients into [-clip_value, clip_value].
void clip_grad_value_(const std::vector<Tensor> &parameters, const Operand &clip_value);

} // namespace luge::nn::utils

#endif // LUGE_CLIPGRAD_H
