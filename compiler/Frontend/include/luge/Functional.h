/// Layers as functions; activations are in Activations.h, losses in Losses.h.
#ifndef LUGE_FUNCTIONAL_H
#define LUGE_FUNCTIONAL_H

#include "luge/Tensor.h"

namespace luge::nn::functional {

/// `input weight^T + bias`: input [..., in], weight [out, in], bias [out] or undefined.
Tensor linear(const Tensor &input, const Tensor &weight, const Tensor &bias = {},
              Location where = Location::current());
/// `sum over i, j of input1[i] weight[o, i, j] input2[j] + bias[o]`: inputs [..., in1] and [..., in2], weight
/// [out, in1, in2], bias [out] or undefined.
Tensor bilinear(const Tensor &input1, const Tensor &input2, const Tensor &weight,
                const Tensor &bias = {}, Location where = Location::current());

/// See nn::Dropout.
Tensor dropout(const Tensor &input, double p = 0.5, bool training = true,
               Location where = Location::current());
/// See nn::Dropout1d.
Tensor dropout1d(const Tensor &input, double p = 0.5, bool training = true,
                 Location where = Location::current());
Tensor dropout2d(const Tensor &input, double p = 0.5, bool training = true,
                 Location where = Location::current());
Tensor dropout3d(const Tensor &input, double p = 0.5, bool training = true,
                 Location where = Location::current());
/// See nn::AlphaDropout.
Tensor alpha_dropout(const Tensor &input, double p = 0.5, bool training = false,
                     Location where = Location::current());
Tensor feature_alpha_dropout(const Tensor &input, double p = 0.5, bool training = false,
                             Location where = Location::current());
/// [...] of int64 to [..., num_classes] of int64.
Tensor one_hot(const Tensor &input, int64_t num_classes, Location where = Location::current());

} // namespace luge::nn::functional

#endif // LUGE_FUNCTIONAL_H
