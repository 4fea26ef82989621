#include "workloads.h"

namespace json = llvm::json;
namespace F = luge::nn::functional;
using namespace luge;
using namespace luge::benchmarks;

static Tensor layerNorm(const Tensor &x) {
  Tensor centered = x - x.mean({-1}, /*keepdim=*/true);
  return centered * (centered.square().mean({-1}, /*keepdim=*/true) + 1e-5).rsqrt();
}

static Tensor apply(const std::string &function, const Tensor &x, const Tensor &target) {
  if (function == "relu")
    return F::relu(x);
  if (function == "gelu")
    return F::gelu(x);
  if (function == "tanh")
    return F::tanh(x);
  if (function == "sigmoid")
    return F::sigmoid(x);
  if (function == "exp")
    return x.exp();
  if (function == "softmax")
    return F::softmax(x, -1);
  if (function == "layer-norm")
    return layerNorm(x);
  if (function == "cross-entropy")
    return F::cross_entropy(x, target);
  throw std::runtime_error("no function '" + function + "'");
}

Step benchmarks::makeSweep(const json::Object &fields) {
  std::string function = fields.getString("function")->str();
  Sizes size = {*fields.getInteger("rows"), *fields.getInteger("columns")};
  Tensor x = makeData(size).requires_grad_(), dx = makeData(size);
  Tensor target = makeClasses(size[0], size[1]);
  Sizes resultSize = function == "cross-entropy" ? Sizes() : size;
  Tensor y = makeData(resultSize), dy = makeData(resultSize);
  auto step = luge::compile([=]() mutable {
    x.set_grad({});
    Tensor value = apply(function, x, target);
    value.backward(dy);
    y.copy_(value.detach());
    dx.copy_(x.grad());
  });
  return [=]() mutable {
    step();
    return y.data_ptr<float>()[0];
  };
}
