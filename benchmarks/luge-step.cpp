// One workload's training step in Luge, written as a user would; protocol.py says how it is asked to run.
// usage: luge-step WORKLOAD-AS-JSON THREADS
#include "luge/luge.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <iostream>
#include <sys/resource.h>

namespace nn = luge::nn;
namespace optim = luge::optim;
namespace json = llvm::json;

static double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static void emit(json::Object fields) {
  llvm::outs() << json::Value(std::move(fields)) << '\n';
  llvm::outs().flush();
}

static nn::Sequential makeModel(const std::vector<int64_t> &extents) {
  nn::Sequential model;
  for (size_t i = 0; i + 1 < extents.size(); ++i) {
    if (i > 0)
      model->push_back(nn::ReLU());
    model->push_back(nn::Linear(extents[i], extents[i + 1]));
  }
  return model;
}

static std::unique_ptr<optim::Optimizer>
makeOptimizer(llvm::StringRef name, const json::Object &options,
              const std::vector<luge::Tensor> &parameters) {
  double lr = *options.getNumber("lr");
  if (name == "adam")
    return std::make_unique<optim::Adam>(parameters, optim::AdamOptions(lr));
  return std::make_unique<optim::RMSprop>(
      parameters, optim::RMSpropOptions(lr).momentum(*options.getNumber("momentum")));
}

int main(int argc, char **argv) {
  json::Value workload = llvm::cantFail(json::parse(argv[1]));
  const json::Object &fields = *workload.getAsObject();
  std::vector<int64_t> extents;
  for (const json::Value &extent : *fields.getArray("extents"))
    extents.push_back(*extent.getAsInteger());
  int64_t batch = *fields.getInteger("batch");
  bool classifies = fields.getString("loss") == "cross_entropy";
  luge::set_num_threads(std::atoi(argv[2]));
  luge::manual_seed(0);

  luge::Tensor x = luge::randn({batch, extents.front()});
  luge::Tensor y = classifies ? (luge::rand({batch}) * double(extents.back())).to(luge::kInt64)
                              : luge::rand({batch, extents.back()});
  nn::Sequential model = makeModel(extents);
  auto optimizer = makeOptimizer(*fields.getString("optimizer"), *fields.getObject("options"),
                                 model->parameters());
  auto step = luge::compile([&](luge::Tensor x, luge::Tensor y) {
    optimizer->zero_grad();
    luge::Tensor loss = classifies ? nn::functional::cross_entropy(model(x), y)
                                   : nn::functional::binary_cross_entropy_with_logits(model(x), y);
    loss.backward();
    optimizer->step();
    return loss;
  });

  x.data_ptr<float>(); // the data are ready before the clock starts
  classifies ? (void)y.data_ptr<int64_t>() : (void)y.data_ptr<float>();
  double start = now();
  step(x, y).item();
  emit(json::Object{{"version", "luge 0.1"}, {"compile_seconds", now() - start}});
  for (int64_t steps; std::cin >> steps;) {
    double loss = 0;
    start = now();
    for (int64_t i = 0; i < steps; ++i)
      loss = step(x, y).item<double>();
    emit(json::Object{{"seconds", now() - start}, {"loss", loss}});
  }
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  emit(json::Object{{"rss_mb", usage.ru_maxrss / 1024.0}});
}
