#include "workloads.h"

namespace json = llvm::json;
namespace F = luge::nn::functional;
using namespace luge;
using namespace luge::benchmarks;

static Tensor apply(const std::string &function, const json::Object &options, const Tensor &x,
                    const Tensor &target) {
  if (function == "cross_entropy")
    return F::cross_entropy(x, target,
                            nn::CrossEntropyLossOptions().label_smoothing(
                                options.getNumber("label_smoothing").value_or(0)));
  if (function == "mse_loss")
    return F::mse_loss(x, target);
  if (function == "l1_loss")
    return F::l1_loss(x, target);
  if (function == "smooth_l1_loss")
    return F::smooth_l1_loss(x, target);
  if (function == "binary_cross_entropy_with_logits")
    return F::binary_cross_entropy_with_logits(x, target);
  if (function == "kl_div")
    return F::kl_div(x, target);
  throw std::runtime_error("no loss '" + function + "'");
}

Step benchmarks::makeLoss(const json::Object &fields) {
  std::string function = fields.getString("function")->str();
  json::Object options = *fields.getObject("options");
  Sizes size = {*fields.getInteger("rows"), *fields.getInteger("columns")};
  Tensor x = makeData(size).requires_grad_(), dx = makeData(size), loss = makeData({});
  Tensor target =
      function == "cross_entropy" ? makeClasses(size[0], size[1]) : makeData(size).sigmoid();
  auto step = luge::compile([=]() mutable {
    x.set_grad({});
    Tensor value = apply(function, options, x, target);
    value.backward();
    loss.copy_(value.detach());
    dx.copy_(x.grad());
  });
  return [=]() mutable {
    step();
    return loss.data_ptr<float>()[0];
  };
}
