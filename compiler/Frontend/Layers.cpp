#include "luge/Layers.h"

#include "compiler/Frontend/Random.h"
#include "luge/Ops.h"

#include <cmath>

using namespace luge;
using namespace luge::nn;
namespace F = luge::nn::functional;

/// Uniform within 1 / sqrt(features).
static Tensor uniform(DType dtype, const Sizes &sizes, int64_t features, Location where) {
  double bound = features ? 1 / std::sqrt(double(features)) : 0;
  return frontend::Generator::get().initial(dtype, sizes, -bound, bound, where);
}

LinearImpl::LinearImpl(const LinearOptions &options, Location where) {
  if (options.inFeatures < 0 || options.outFeatures < 0)
    throw Error("expected features of at least 0, got " + std::to_string(options.inFeatures) +
                    " and " + std::to_string(options.outFeatures),
                where);
  auto initial = [&](const Sizes &sizes) {
    return uniform(options.type, sizes, options.inFeatures, where);
  };
  weight =
      register_parameter("weight", initial({options.outFeatures, options.inFeatures}), true, where);
  if (options.hasBias)
    bias = register_parameter("bias", initial({options.outFeatures}), true, where);
}

BilinearImpl::BilinearImpl(const BilinearOptions &options, Location where) {
  Sizes sizes{options.outFeatures, options.in1Features, options.in2Features};
  if (options.in1Features <= 0 || options.in2Features < 0 || options.outFeatures < 0)
    throw Error(
        "expected features of at least 0, and 1 of the first input, got " +
            frontend::toString({options.in1Features, options.in2Features, options.outFeatures}),
        where);
  auto initial = [&](const Sizes &sizes) {
    return uniform(options.dtype(), sizes, options.in1Features, where);
  };
  weight = register_parameter("weight", initial(sizes), true, where);
  if (options.bias())
    bias = register_parameter("bias", initial({options.outFeatures}), true, where);
}

Tensor LinearImpl::forward(const Tensor &input, Location where) {
  return F::linear(input, weight, bias, where);
}
Tensor BilinearImpl::forward(const Tensor &input1, const Tensor &input2, Location where) {
  return F::bilinear(input1, input2, weight, bias, where);
}
Tensor UnflattenImpl::forward(const Tensor &input, Location where) {
  return unflatten(input, dim, sizes, where);
}
Tensor FlattenImpl::forward(const Tensor &input, Location where) {
  return input.flatten(options.start, options.end, where);
}
Tensor IdentityImpl::forward(const Tensor &input, Location) { return input; }

DropoutLayer::DropoutLayer(double p, Location where) : p(p) {
  if (!(p >= 0 && p <= 1))
    throw ValueError("expected a dropout probability in [0, 1], got " + std::to_string(p), where);
}

//===----------------------------------------------------------------------===//
// Sequential
//===----------------------------------------------------------------------===//

Tensor SequentialImpl::forward(const Tensor &input, Location where) {
  Tensor result = input;
  for (size_t i = 0; i < forwards.size(); ++i) {
    try {
      result = forwards[i](result, where);
    } catch (const Error &error) {
      std::string name = (named_children().begin() + i)->key();
      throw Error("in layer '" + name + "': " + error.message(), error.where());
    }
  }
  return result;
}
