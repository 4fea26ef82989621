/// Layers as functions.
#include "luge/Functional.h"

#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/LossArguments.h"
#include "compiler/Frontend/Random.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"
#include "luge/Factories.h"

#include <cmath>

using namespace luge;
using namespace luge::frontend;
namespace F = luge::nn::functional;

Tensor F::linear(const Tensor &input, const Tensor &weight, const Tensor &bias, Location where) {
  std::vector<Tensor> operands{input, weight};
  if (bias.defined())
    operands.push_back(bias);
  return record<nn::LinearOp>(operands, {}, where);
}

Tensor F::bilinear(const Tensor &input1, const Tensor &input2, const Tensor &weight,
                   const Tensor &bias, Location where) {
  if (expectDefined(weight, where).dim() != 3)
    throw Error("expected a weight [out, in1, in2], got shape " + toString(weight.sizes()), where);
  // [..., in1] -> [..., out, in2] -> [..., out].
  Tensor result = einsum("...i,oij,...j->...o", {input1, weight, input2}, where);
  return bias.defined() ? Operand(result, where) + bias : result;
}

//===----------------------------------------------------------------------===//
// Dropout
//===----------------------------------------------------------------------===//

static void expectProbability(double p, Location where) {
  if (!(p >= 0 && p <= 1))
    throw Error("expected a dropout probability in [0, 1], got " + std::to_string(p), where);
}

Tensor F::dropout(const Tensor &input, double p, bool training, Location where) {
  expectProbability(p, where);
  if (!training || p == 0)
    return input;
  Draw draw = Generator::get().draw(where);
  return record<nn::DropoutOp>({input, draw.seed, draw.step},
                               {attribute("p", p), attribute("id", draw.id)}, where);
}

/// A mask that keeps with probability 1 - `p`: elements, or whole channels [N, C] of the input.
static Term kept(const Tensor &input, double p, bool channels, Location where) {
  Tensor like = input;
  if (channels) {
    if (input.dim() < 2)
      throw Error("channels are dropped of an input [N, C, ...], got shape " +
                      toString(input.sizes()),
                  where);
    Sizes shape(input.dim(), 1);
    std::copy_n(input.sizes().begin(), 2, shape.begin());
    like = broadcastTo(asTensor({0, where}, where, input.dtype()), shape, input, where);
  }
  return Term(rand_like(like, where), where) >= p;
}

static Tensor dropChannels(const Tensor &input, double p, bool training, Location where) {
  expectProbability(p, where);
  if (!training || p == 0)
    return input;
  Term x(expectDefined(input, where), where);
  if (p == 1)
    return x * 0;
  return select(kept(input, p, /*channels=*/true, where), x * (1 / (1 - p)), 0);
}
Tensor F::dropout1d(const Tensor &input, double p, bool training, Location where) {
  return dropChannels(input, p, training, where);
}
Tensor F::dropout2d(const Tensor &input, double p, bool training, Location where) {
  return dropChannels(input, p, training, where);
}
Tensor F::dropout3d(const Tensor &input, double p, bool training, Location where) {
  return dropChannels(input, p, training, where);
}

/// Puts SELU's limit in place of what is dropped, then restores mean 0 and variance 1.
static Tensor dropToLimit(const Tensor &input, double p, bool training, bool channels,
                          Location where) {
  expectProbability(p, where);
  if (!training || p == 0)
    return input;
  Term x(expectDefined(input, where), where);
  if (p == 1)
    return x * 0;
  constexpr double limit = -1.7580993408473766;
  double scale = 1 / std::sqrt((1 - p) * (1 + p * limit * limit));
  return select(kept(input, p, channels, where), x, limit) * scale - scale * limit * p;
}
Tensor F::alpha_dropout(const Tensor &input, double p, bool training, Location where) {
  return dropToLimit(input, p, training, /*channels=*/false, where);
}
Tensor F::feature_alpha_dropout(const Tensor &input, double p, bool training, Location where) {
  return dropToLimit(input, p, training, /*channels=*/true, where);
}

Tensor F::one_hot(const Tensor &input, int64_t num_classes, Location where) {
  if (num_classes <= 0)
    throw Error("expected at least one class, got " + std::to_string(num_classes), where);
  Sizes sizes = expectDefined(input, where).sizes();
  checkIndices({"input", input}, num_classes, /*ignored=*/0, where);
  int64_t dimension = sizes.size();
  sizes.push_back(num_classes);
  return record<nn::OneHotOp>({input}, {attribute("dimension", dimension)}, where,
                              tensorType(kInt64, sizes));
}
