/// Layers as functions.
#include "luge/Functional.h"

#include "compiler/Frontend/Random.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"

using namespace luge;
using namespace luge::frontend;
namespace F = luge::nn::functional;

Tensor F::linear(const Tensor &input, const Tensor &weight, const Tensor &bias, Location where) {
  std::vector<Tensor> operands{input, weight};
  if (bias.defined())
    operands.push_back(bias);
  return record<nn::LinearOp>(operands, {}, where);
}

Tensor F::dropout(const Tensor &input, double p, bool training, Location where) {
  if (!(p >= 0 && p <= 1))
    throw Error("expected a dropout probability in [0, 1], got " + std::to_string(p), where);
  if (!training || p == 0)
    return input;
  Draw draw = Generator::get().draw(where);
  return record<nn::DropoutOp>({input, draw.seed, draw.step},
                               {attribute("p", p), attribute("id", draw.id)}, where);
}

Tensor F::one_hot(const Tensor &input, int64_t num_classes, Location where) {
  if (num_classes <= 0)
    throw Error("expected at least one class, got " + std::to_string(num_classes), where);
  Sizes sizes = expectDefined(input, where).sizes();
  int64_t dimension = sizes.size();
  sizes.push_back(num_classes);
  return record<nn::OneHotOp>({input}, {attribute("dimension", dimension)}, where,
                              tensorType(kInt64, sizes));
}
