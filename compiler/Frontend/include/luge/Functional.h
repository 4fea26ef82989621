/// Layers as functions; losses are in Losses.h.
#ifndef LUGE_FUNCTIONAL_H
#define LUGE_FUNCTIONAL_H

#include "luge/Tensor.h"

#include <string>

namespace luge::nn::functional {

/// `input weight^T + bias`: input [..., in], weight [out, in], bias [out] or undefined.
Tensor linear(const Tensor &input, const Tensor &weight, const Tensor &bias = {},
              Location where = Location::current());
Tensor relu(const Tensor &input, Location where = Location::current());
Tensor sigmoid(const Tensor &input, Location where = Location::current());
Tensor tanh(const Tensor &input, Location where = Location::current());
/// `approximate`: "none" or "tanh".
Tensor gelu(const Tensor &input, const std::string &approximate = "none",
            Location where = Location::current());
Tensor softmax(const Tensor &input, int64_t dim, Location where = Location::current());
Tensor log_softmax(const Tensor &input, int64_t dim, Location where = Location::current());
/// See nn::Dropout.
Tensor dropout(const Tensor &input, double p = 0.5, bool training = true,
               Location where = Location::current());
/// [...] of int64 to [..., num_classes] of int64.
Tensor one_hot(const Tensor &input, int64_t num_classes, Location where = Location::current());

} // namespace luge::nn::functional

#endif // LUGE_FUNCTIONAL_H
