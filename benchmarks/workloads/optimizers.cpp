#include "workloads.h"

namespace json = llvm::json;
using namespace luge;
using namespace luge::benchmarks;

std::unique_ptr<optim::Optimizer> benchmarks::makeOptimizer(llvm::StringRef name,
                                                            const json::Object &given,
                                                            const std::vector<Tensor> &parameters) {
  for (const optim::OptimizerKind &kind : optim::kinds()) {
    if (kind.name != name)
      continue;
    optim::OptimizerOptions options = kind.defaults;
    for (const auto &[option, value] : given) {
      if (std::optional<bool> flag = value.getAsBoolean())
        options.flags[option.str()] = *flag;
      else if (std::optional<double> number = value.getAsNumber())
        options.numbers[option.str()] = *number;
      else
        throw std::runtime_error("option '" + option.str() + "' is no number");
    }
    return kind.make({parameters}, options);
  }
  throw std::runtime_error("no optimizer '" + name.str() + "'");
}

Step benchmarks::makeUpdate(const json::Object &fields) {
  std::vector<Tensor> parameters;
  std::vector<Sizes> sizes{{1024, 1024}};
  // Muon is for matrices.
  if (*fields.getString("optimizer") != "muon")
    sizes.push_back({1024});
  for (int layer = 0; layer < *fields.getInteger("layers"); ++layer)
    for (const Sizes &size : sizes) {
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
