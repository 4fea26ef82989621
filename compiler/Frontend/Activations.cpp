#include "luge/Activations.h"

#include "compiler/Frontend/LossArguments.h"
#include "compiler/Frontend/Random.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"
#include "luge/Factories.h"

using namespace luge;
using namespace luge::frontend;
namespace F = luge::nn::functional;

/// The input of an activation, to compute with.
static Term floatTerm(const Tensor &input, Location where) {
  expectFloat({"input", input}, where);
  return {input, where};
}

//===----------------------------------------------------------------------===//
// Piecewise linear. Comparisons are such that a NaN, for which none holds, takes the path that keeps it.
//===----------------------------------------------------------------------===//

Tensor F::relu(const Tensor &input, Location where) { return input.relu(where); }

Tensor F::relu6(const Tensor &input, Location where) { return hardtanh(input, 0, 6, where); }

Tensor F::threshold(const Tensor &input, double threshold, double value, Location where) {
  Term x = floatTerm(input, where);
  return select(x <= threshold, value, x);
}

Tensor F::hardtanh(const Tensor &input, double min_val, double max_val, Location where) {
  if (min_val > max_val)
    throw Error("expected 'min_val' to be at most 'max_val', got " + std::to_string(min_val) +
                    " and " + std::to_string(max_val),
                where);
  Term x = floatTerm(input, where);
  return select(x <= min_val, min_val, select(x >= max_val, max_val, x));
}

Tensor F::hardsigmoid(const Tensor &input, Location where) {
  Term x = floatTerm(input, where), sloped = x * (1. / 6) + 0.5;
  // Also where the input is NaN, torch's gradient is 0.
  return select((x > -3) & (x < 3), sloped, minimum(relu(sloped), 1).detach());
}

Tensor F::hardswish(const Tensor &input, Location where) {
  Term x = floatTerm(input, where);
  Term isInside = (x > -3) & (x < 3), inside = select(isInside, x, 0);
  // To the left -0, and NaN for -infinity, as torch; without gradient.
  Term outside = select(x <= -3, (x * 0).detach(), x);
  return select(isInside, inside * (inside + 3) * (1. / 6), outside);
}

Tensor F::leaky_relu(const Tensor &input, double negative_slope, Location where) {
  Term x = floatTerm(input, where);
  return select(x > 0, x, x * negative_slope);
}

Tensor F::prelu(const Tensor &input, const Tensor &weight, Location where) {
  Term x = floatTerm(input, where);
  const Sizes &sizes = input.sizes();
  int64_t channels = sizes.size() > 1 ? sizes[1] : 1;
  int64_t slopes = expectDefined(weight, where).numel(where);
  if (weight.dim() > 1 || weight.dtype() != input.dtype() || (slopes != 1 && slopes != channels))
    throw Error("expected 'weight' to be one number, or one for each of the " +
                    std::to_string(channels) + " channels, of " + name(input.dtype()) +
                    ", got shape " + toString(weight.sizes()) + " of " + name(weight.dtype()),
                where);
  Sizes shape(sizes.size(), 1);
  if (sizes.size() > 1)
    shape[1] = slopes;
  Term positive = x > 0, slope(weight.reshape(shape, where), where);
  // What is positive has no part in the slope's gradient, infinite or not.
  return select(positive, x, slope * select(positive, 0, x));
}

Tensor F::rrelu(const Tensor &input, double lower, double upper, bool training, Location where) {
  if (!(lower <= upper))
    throw Error("expected 'lower' to be at most 'upper', got " + std::to_string(lower) + " and " +
                    std::to_string(upper),
                where);
  if (!training)
    return leaky_relu(input, (lower + upper) / 2, where);
  Term x = floatTerm(input, where);
  Term slope = Term(rand_like(input, where), where) * (upper - lower) + lower;
  return select(x > 0, x, x * slope);
}

Tensor F::softshrink(const Tensor &input, double lambd, Location where) {
  if (!(lambd >= 0))
    throw Error("expected 'lambd' to be at least 0, got " + std::to_string(lambd), where);
  Term x = floatTerm(input, where);
  return select(abs(x) <= lambd, 0, x - sign(x) * lambd);
}

Tensor F::hardshrink(const Tensor &input, double lambd, Location where) {
  Term x = floatTerm(input, where);
  return select(abs(x) <= lambd, 0, x);
}

//===----------------------------------------------------------------------===//
// With exponentials
//===----------------------------------------------------------------------===//

/// scale x above 0, and scale alpha (e^(inner x) - 1) else.
static Term exponentialUnit(Term x, double alpha, double scale, double inner) {
  Term isLeft = x <= 0;
  // 0 where it is not chosen: an exponential that overflows would make the gradient NaN.
  Term left = select(isLeft, x, 0);
  return select(isLeft, expm1(left * inner) * (alpha * scale), x * scale);
}

Tensor F::elu(const Tensor &input, double alpha, Location where) {
  return exponentialUnit(floatTerm(input, where), alpha, 1, 1);
}

Tensor F::selu(const Tensor &input, Location where) {
  constexpr double alpha = 1.6732632423543772848170429916717;
  constexpr double scale = 1.0507009873554804934193349852946;
  return exponentialUnit(floatTerm(input, where), alpha, scale, 1);
}

Tensor F::celu(const Tensor &input, double alpha, Location where) {
  if (alpha == 0)
    throw Error("expected 'alpha' not to be 0", where);
  return exponentialUnit(floatTerm(input, where), alpha, 1, 1 / alpha);
}

Tensor F::sigmoid(const Tensor &input, Location where) { return input.sigmoid(where); }

Tensor F::logsigmoid(const Tensor &input, Location where) {
  Term x = floatTerm(input, where);
  return minimum(x, 0) - log1p(exp(-abs(x)));
}

Tensor F::softplus(const Tensor &input, double beta, double threshold, Location where) {
  Term x = floatTerm(input, where), scaled = x * beta;
  Term isLine = scaled > threshold;
  return select(isLine, x, log1p(exp(select(isLine, 0, scaled))) / beta);
}

Tensor F::silu(const Tensor &input, Location where) {
  Term x = floatTerm(input, where);
  return x * sigmoid(x);
}

Tensor F::mish(const Tensor &input, Location where) {
  Term x = floatTerm(input, where);
  return x * tanh(x.with(softplus(input, 1, 20, where)));
}

Tensor F::gelu(const Tensor &input, const std::string &approximate, Location where) {
  std::optional<nn::GeluApproximation> approximation = nn::symbolizeGeluApproximation(approximate);
  if (!approximation)
    throw Error("expected the approximation 'none' or 'tanh', got '" + approximate + "'", where);
  return record<nn::GeluOp>(
      {input},
      {attribute("approximate", nn::GeluApproximationAttr::get(&context(), *approximation))},
      where);
}

Tensor F::tanh(const Tensor &input, Location where) { return input.tanh(where); }

Tensor F::tanhshrink(const Tensor &input, Location where) {
  Term x = floatTerm(input, where);
  return x - tanh(x);
}

Tensor F::softsign(const Tensor &input, Location where) {
  Term x = floatTerm(input, where);
  return x / (abs(x) + 1);
}

//===----------------------------------------------------------------------===//
// Along one dimension
//===----------------------------------------------------------------------===//

Tensor F::glu(const Tensor &input, int64_t dim, Location where) {
  Term x = floatTerm(input, where);
  int64_t axis = wrapDim(dim, input.dim(), where), extent = input.sizes()[axis];
  if (extent == kBatch || extent % 2)
    throw Error("glu() halves dimension " + std::to_string(axis) +
                    ", whose extent must be even, got shape " + toString(input.sizes()),
                where);
  Term gate = x.with(input.narrow(axis, extent / 2, extent / 2, where));
  return x.with(input.narrow(axis, 0, extent / 2, where)) * sigmoid(gate);
}

Tensor F::softmax(const Tensor &input, int64_t dim, Location where) {
  return input.softmax(dim, where);
}
Tensor F::softmin(const Tensor &input, int64_t dim, Location where) {
  return input.neg(where).softmax(dim, where);
}
Tensor F::log_softmax(const Tensor &input, int64_t dim, Location where) {
  return input.log_softmax(dim, where);
}

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

nn::PReLUImpl::PReLUImpl(PReLUOptions options, Location where) : options(options) {
  if (options.num_parameters() < 1)
    throw Error("expected at least one parameter, got " + std::to_string(options.num_parameters()),
                where);
  Tensor slopes = Generator::get().initial(options.dtype(), {options.num_parameters()},
                                           options.init(), options.init(), where);
  weight = register_parameter("weight", slopes, true, where);
}
Tensor nn::PReLUImpl::forward(const Tensor &input, Location where) {
  return functional::prelu(input, weight, where);
}

Tensor nn::Softmax2dImpl::forward(const Tensor &input, Location where) {
  int64_t rank = expectDefined(input, where).dim();
  if (rank != 3 && rank != 4)
    throw Error("Softmax2d needs an input [N, C, H, W] or [C, H, W], got shape " +
                    toString(input.sizes()),
                where);
  return input.softmax(-3, where);
}
