// The hyper-parameters of a program's step.
#include "tools/luge/Hypers.h"

using namespace luge;
using namespace luge::driver;

Hypers::Hypers(const Function &step) : tensors(step.hypers) {
  std::vector<optim::OptimizerOptions> options(1);
  for (const luge_tensor *tensor : tensors) {
    if (options.size() <= size_t(tensor->group))
      options.resize(tensor->group + 1);
    options[tensor->group].numbers[tensor->name] = tensor->low;
  }
  for (optim::OptimizerOptions &group : options)
    list.emplace_back(std::vector<Tensor>(), std::move(group));
}

std::vector<double> Hypers::values() const {
  std::vector<double> result;
  result.reserve(tensors.size());
  for (const luge_tensor *tensor : tensors)
    result.push_back(list[tensor->group].get(tensor->name));
  return result;
}
