#include "workloads.h"

namespace json = llvm::json;
using namespace luge;
using namespace luge::benchmarks;

template <typename Kind, typename Options>
static std::unique_ptr<optim::Optimizer> make(const json::Object &given,
                                              const std::vector<Tensor> &parameters) {
  Options options;
  for (const auto &[name, value] : given) {
    if (std::optional<bool> flag = value.getAsBoolean())
      options.flags[name.str()] = *flag;
    else
      options.numbers[name.str()] = *value.getAsNumber();
  }
  return std::make_unique<Kind>(parameters, options);
}

std::unique_ptr<optim::Optimizer> benchmarks::makeOptimizer(llvm::StringRef name,
                                                            const json::Object &options,
                                                            const std::vector<Tensor> &parameters) {
  if (name == "sgd")
    return make<optim::SGD, optim::SGDOptions>(options, parameters);
  if (name == "adagrad")
    return make<optim::Adagrad, optim::AdagradOptions>(options, parameters);
  if (name == "rmsprop")
    return make<optim::RMSprop, optim::RMSpropOptions>(options, parameters);
  if (name == "adam")
    return make<optim::Adam, optim::AdamOptions>(options, parameters);
  if (name == "adamw")
    return make<optim::AdamW, optim::AdamWOptions>(options, parameters);
  throw std::runtime_error("no optimizer '" + name.str() + "'");
}

Step benchmarks::makeUpdate(const json::Object &fields) {
  std::vector<Tensor> parameters;
  for (int layer = 0; layer < 24; ++layer)
    for (const Sizes &size : {Sizes{1024, 1024}, Sizes{1024}}) {
      Tensor parameter = makeData(size).requires_grad_();
      parameter.set_grad(makeData(size));
      parameters.push_back(parameter);
    }
  std::shared_ptr<optim::Optimizer> optimizer =
      makeOptimizer(*fields.getString("optimizer"), *fields.getObject("options"), parameters);
  auto step = luge::compile([=] { optimizer->step(); });
  return [=]() mutable {
    step();
    return parameters[0].data_ptr<float>()[0];
  };
}
