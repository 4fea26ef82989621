#include "workloads.h"

namespace json = llvm::json;
namespace F = luge::nn::functional;
using namespace luge;
using namespace luge::benchmarks;

static nn::Sequential makeModel(const std::vector<int64_t> &extents, bool isGelu) {
  nn::Sequential model;
  for (size_t i = 0; i + 1 < extents.size(); ++i) {
    if (i > 0)
      isGelu ? model->push_back(nn::GELU()) : model->push_back(nn::ReLU());
    model->push_back(nn::Linear(extents[i], extents[i + 1]));
  }
  return model;
}

Step benchmarks::makeTrainingStep(const json::Object &fields) {
  std::vector<int64_t> extents;
  for (const json::Value &extent : *fields.getArray("extents"))
    extents.push_back(*extent.getAsInteger());
  int64_t batch = *fields.getInteger("batch");
  std::string loss = fields.getString("loss")->str();
  Tensor x = makeData({batch, extents.front()});
  Tensor y = loss == "cross_entropy" ? makeClasses(batch, extents.back())
                                     : makeData({batch, extents.back()}).sigmoid();
  // Data are there before the step: what computes them is no part of compiling it.
  if (y.dtype() == kFloat32)
    y.data_ptr<float>();
  nn::Sequential model = makeModel(extents, *fields.getString("activation") == "gelu");
  std::shared_ptr<optim::Optimizer> optimizer = makeOptimizer(
      *fields.getString("optimizer"), *fields.getObject("options"), model->parameters());

  auto lossOf = [loss](const Tensor &output, const Tensor &target) {
    if (loss == "cross_entropy")
      return F::cross_entropy(output, target);
    if (loss == "bce_with_logits")
      return F::binary_cross_entropy_with_logits(output, target);
    return F::mse_loss(output, target);
  };
  auto step = luge::compile([=](Tensor x, Tensor y) mutable {
    optimizer->zero_grad();
    Tensor loss = lossOf(model(x), y);
    loss.backward();
    optimizer->step();
    return loss;
  });
  return [=]() mutable { return step(x, y).item<double>(); };
}
