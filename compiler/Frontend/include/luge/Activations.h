/// Activations, as functions and as modules
/// (https://docs.pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions).
///
/// Inputs have floating-point elements and any shape, which is the result's, unless a function says otherwise. At kinks
/// the gradient is torch's, that of its code for single elements where its vectors treat NaN in another way.
#ifndef LUGE_ACTIVATIONS_H
#define LUGE_ACTIVATIONS_H

#include "luge/Module.h"
#include "luge/Options.h"

#include <string>

namespace luge::nn {

namespace functional {
// Piecewise linear.
/// max(input, 0).
Tensor relu(const Tensor &input, Location where = Location::current());
/// min(max(input, 0), 6).
Tensor relu6(const Tensor &input, Location where = Location::current());
/// `input` above `threshold`, else `value`.
Tensor threshold(const Tensor &input, double threshold, double value,
                 Location where = Location::current());
/// min(max(input, min_val), max_val).
Tensor hardtanh(const Tensor &input, double min_val = -1, double max_val = 1,
                Location where = Location::current());
/// relu6(input + 3) / 6.
Tensor hardsigmoid(const Tensor &input, Location where = Location::current());
/// input relu6(input + 3) / 6.
Tensor hardswish(const Tensor &input, Location where = Location::current());
/// `input` above 0, else negative_slope input.
Tensor leaky_relu(const Tensor &input, double negative_slope = 0.01,
                  Location where = Location::current());
/// The leaky ReLU whose slopes are `weight`: [1], or one for each channel, which is dimension 1 of the input.
Tensor prelu(const Tensor &input, const Tensor &weight, Location where = Location::current());
/// The leaky ReLU with slopes drawn from [lower, upper) in training, and their mean else.
Tensor rrelu(const Tensor &input, double lower = 1. / 8, double upper = 1. / 3,
             bool training = false, Location where = Location::current());
/// 0 within [-lambd, lambd], and `input` less lambd sign(input) beyond.
Tensor softshrink(const Tensor &input, double lambd = 0.5, Location where = Location::current());
/// 0 within [-lambd, lambd], and `input` beyond.
Tensor hardshrink(const Tensor &input, double lambd = 0.5, Location where = Location::current());

// With exponentials.
/// `input` above 0, else alpha (e^input - 1).
Tensor elu(const Tensor &input, double alpha = 1, Location where = Location::current());
/// The ELU of alpha = 1.6732..., times 1.0507...
Tensor selu(const Tensor &input, Location where = Location::current());
/// `input` above 0, else alpha (e^(input / alpha) - 1).
Tensor celu(const Tensor &input, double alpha = 1, Location where = Location::current());
/// 1 / (1 + e^-input).
Tensor sigmoid(const Tensor &input, Location where = Location::current());
/// ln(sigmoid(input)).
Tensor logsigmoid(const Tensor &input, Location where = Location::current());
/// ln(1 + e^(beta input)) / beta, and `input` where beta input is above `threshold`.
Tensor softplus(const Tensor &input, double beta = 1, double threshold = 20,
                Location where = Location::current());
/// input sigmoid(input).
Tensor silu(const Tensor &input, Location where = Location::current());
/// input tanh(softplus(input)).
Tensor mish(const Tensor &input, Location where = Location::current());
/// input Phi(input), with the normal distribution's Phi. `approximate`: "none" or "tanh".
Tensor gelu(const Tensor &input, const std::string &approximate = "none",
            Location where = Location::current());
Tensor tanh(const Tensor &input, Location where = Location::current());
/// input - tanh(input).
Tensor tanhshrink(const Tensor &input, Location where = Location::current());
/// input / (1 + |input|).
Tensor softsign(const Tensor &input, Location where = Location::current());

// Along one dimension.
/// The first half of `input` along `dim` times the sigmoid of the second; the result has half its extent.
Tensor glu(const Tensor &input, int64_t dim = -1, Location where = Location::current());
/// e^input / sum(e^input).
Tensor softmax(const Tensor &input, int64_t dim, Location where = Location::current());
/// softmax(-input).
Tensor softmin(const Tensor &input, int64_t dim, Location where = Location::current());
/// ln(softmax(input)).
Tensor log_softmax(const Tensor &input, int64_t dim, Location where = Location::current());
} // namespace functional

class ThresholdOptions {
public:
  ThresholdOptions(double threshold, double value) : thresholdValue(threshold), valueValue(value) {}
  LUGE_OPTION(ThresholdOptions, double, threshold, 0);
  LUGE_OPTION(ThresholdOptions, double, value, 0);
};
class HardtanhOptions {
  LUGE_OPTION(HardtanhOptions, double, min_val, -1);
  LUGE_OPTION(HardtanhOptions, double, max_val, 1);
};
class LeakyReLUOptions {
  LUGE_OPTION(LeakyReLUOptions, double, negative_slope, 0.01);
};
/// `num_parameters`: 1 for all channels, or their number. `init`: the slopes at first.
class PReLUOptions {
  LUGE_OPTION(PReLUOptions, int64_t, num_parameters, 1);
  LUGE_OPTION(PReLUOptions, double, init, 0.25);
  LUGE_OPTION(PReLUOptions, DType, dtype, kFloat32);
};
class RReLUOptions {
  LUGE_OPTION(RReLUOptions, double, lower, 1. / 8);
  LUGE_OPTION(RReLUOptions, double, upper, 1. / 3);
};
class SoftshrinkOptions {
public:
  SoftshrinkOptions(double lambd = 0.5) : lambdValue(lambd) {}
  LUGE_OPTION(SoftshrinkOptions, double, lambd, 0.5);
};
class HardshrinkOptions {
public:
  HardshrinkOptions(double lambd = 0.5) : lambdValue(lambd) {}
  LUGE_OPTION(HardshrinkOptions, double, lambd, 0.5);
};
class ELUOptions {
  LUGE_OPTION(ELUOptions, double, alpha, 1);
};
class CELUOptions {
  LUGE_OPTION(CELUOptions, double, alpha, 1);
};
class SoftplusOptions {
  LUGE_OPTION(SoftplusOptions, double, beta, 1);
  LUGE_OPTION(SoftplusOptions, double, threshold, 20);
};
/// `approximate`: "none" (with erf) or "tanh".
class GELUOptions {
  LUGE_OPTION(GELUOptions, std::string, approximate, "none");
};
class GLUOptions {
public:
  GLUOptions(int64_t dim = -1) : dimValue(dim) {}
  LUGE_OPTION(GLUOptions, int64_t, dim, -1);
};
/// Of Softmax, Softmin and LogSoftmax. `dim`: what the exponentials are summed along.
class SoftmaxOptions {
public:
  SoftmaxOptions(int64_t dim) : dimValue(dim) {}
  LUGE_OPTION(SoftmaxOptions, int64_t, dim, -1);
};

/// An activation with options.
template <typename Options> class ActivationImpl : public Module {
public:
  explicit ActivationImpl(Options options = {}) : options(std::move(options)) {}
  Options options;
};

/// Defines the module `Name`, an `Implementation`, over the call of a function of namespace functional.
#define LUGE_ACTIVATION(Name, Implementation, call)                                                \
  class Name##Impl : public Implementation {                                                       \
    using Base = Implementation;                                                                   \
                                                                                                   \
  public:                                                                                          \
    using Base::Base;                                                                              \
    Tensor forward(const Tensor &input, Location where = Location::current()) {                    \
      return functional::call;                                                                     \
    }                                                                                              \
  };                                                                                               \
  LUGE_MODULE(Name)

LUGE_ACTIVATION(ReLU, Module, relu(input, where));
LUGE_ACTIVATION(ReLU6, Module, relu6(input, where));
LUGE_ACTIVATION(Threshold, ActivationImpl<ThresholdOptions>,
                threshold(input, options.threshold(), options.value(), where));
LUGE_ACTIVATION(Hardtanh, ActivationImpl<HardtanhOptions>,
                hardtanh(input, options.min_val(), options.max_val(), where));
LUGE_ACTIVATION(Hardsigmoid, Module, hardsigmoid(input, where));
LUGE_ACTIVATION(Hardswish, Module, hardswish(input, where));
LUGE_ACTIVATION(LeakyReLU, ActivationImpl<LeakyReLUOptions>,
                leaky_relu(input, options.negative_slope(), where));
LUGE_ACTIVATION(RReLU, ActivationImpl<RReLUOptions>,
                rrelu(input, options.lower(), options.upper(), is_training(), where));
LUGE_ACTIVATION(Softshrink, ActivationImpl<SoftshrinkOptions>,
                softshrink(input, options.lambd(), where));
LUGE_ACTIVATION(Hardshrink, ActivationImpl<HardshrinkOptions>,
                hardshrink(input, options.lambd(), where));
LUGE_ACTIVATION(ELU, ActivationImpl<ELUOptions>, elu(input, options.alpha(), where));
LUGE_ACTIVATION(SELU, Module, selu(input, where));
LUGE_ACTIVATION(CELU, ActivationImpl<CELUOptions>, celu(input, options.alpha(), where));
LUGE_ACTIVATION(Sigmoid, Module, sigmoid(input, where));
LUGE_ACTIVATION(LogSigmoid, Module, logsigmoid(input, where));
LUGE_ACTIVATION(Softplus, ActivationImpl<SoftplusOptions>,
                softplus(input, options.beta(), options.threshold(), where));
LUGE_ACTIVATION(SiLU, Module, silu(input, where));
LUGE_ACTIVATION(Mish, Module, mish(input, where));
LUGE_ACTIVATION(GELU, ActivationImpl<GELUOptions>, gelu(input, options.approximate(), where));
LUGE_ACTIVATION(Tanh, Module, tanh(input, where));
LUGE_ACTIVATION(Tanhshrink, Module, tanhshrink(input, where));
LUGE_ACTIVATION(Softsign, Module, softsign(input, where));
LUGE_ACTIVATION(GLU, ActivationImpl<GLUOptions>, glu(input, options.dim(), where));
LUGE_ACTIVATION(Softmax, ActivationImpl<SoftmaxOptions>, softmax(input, options.dim(), where));
LUGE_ACTIVATION(Softmin, ActivationImpl<SoftmaxOptions>, softmin(input, options.dim(), where));
LUGE_ACTIVATION(LogSoftmax, ActivationImpl<SoftmaxOptions>,
                log_softmax(input, options.dim(), where));

/// The leaky ReLU with slopes that are learned: parameter `weight`, [num_parameters].
class PReLUImpl : public Module {
public:
  explicit PReLUImpl(PReLUOptions options = {}, Location where = Location::current());
  Tensor forward(const Tensor &input, Location where = Location::current());

  PReLUOptions options;
  Tensor weight;
};
LUGE_MODULE(PReLU);

/// Softmax over the channels of images: [N, C, H, W] or [C, H, W].
class Softmax2dImpl : public Module {
public:
  Tensor forward(const Tensor &input, Location where = Location::current());
};
LUGE_MODULE(Softmax2d);

} // namespace luge::nn

#endif // LUGE_ACTIVATIONS_H
