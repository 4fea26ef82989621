#include "luge/Layers.h"

#include "compiler/Frontend/Random.h"
#include "luge/Functional.h"

#include <cmath>

using namespace luge;
using namespace luge::nn;
namespace F = luge::nn::functional;

LinearImpl::LinearImpl(const LinearOptions &options, Location where) {
  if (options.inFeatures < 0 || options.outFeatures < 0)
    throw Error("expected features of at least 0, got " + std::to_string(options.inFeatures) +
                    " and " + std::to_string(options.outFeatures),
                where);
  double bound = options.inFeatures ? 1 / std::sqrt(double(options.inFeatures)) : 0;
  auto initial = [&](const Sizes &sizes) {
    return frontend::Generator::get().initial(options.type, sizes, -bound, bound);
  };
  weight =
      register_parameter("weight", initial({options.outFeatures, options.inFeatures}), true, where);
  if (options.hasBias)
    bias = register_parameter("bias", initial({options.outFeatures}), true, where);
}

Tensor LinearImpl::forward(const Tensor &input, Location where) {
  return F::linear(input, weight, bias, where);
}
Tensor FlattenImpl::forward(const Tensor &input, Location where) {
  return input.flatten(options.start, options.end, where);
}
Tensor IdentityImpl::forward(const Tensor &input, Location) { return input; }

DropoutImpl::DropoutImpl(double p, Location where) : p(p) {
  if (!(p >= 0 && p <= 1))
    throw Error("expected a dropout probability in [0, 1], got " + std::to_string(p), where);
}
Tensor DropoutImpl::forward(const Tensor &input, Location where) {
  return F::dropout(input, p, is_training(), where);
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
