/// Layers as functions; activations are in Activations.h, losses in Losses.h.
#ifndef LUGE_FUNCTIONAL_H
#define LUGE_FUNCTIONAL_H

#include "luge/Tensor.h"

namespace luge::nn::functional {

/// `input weight^T + bias`: input [..., in], weight [out, in], bias [out] or undefined.
Tensor linear(const Tensor &input, const Tensor &weight, const Tensor &bias = {},
              Location where = Location::current());
/// See nn::Dropout.
Tensor dropout(const Tensor &input, double p = 0.5, bool training = true,
               Location where = Location::current());
/// [...] of int64 to [..., num_classes] of int64.
Tensor one_hot(const Tensor &input, int64_t num_classes, Location where = Location::current());

} // namespace luge::nn::functional

#endif // LUGE_FUNCTIONAL_H
