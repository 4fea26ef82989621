// L-BFGS around a program's loss and gradient.
#include "compiler/Frontend/TensorImpl.h"
#include "tools/luge/Update.h"

using namespace luge;
using namespace luge::driver;

// What the names of the state begin with in a checkpoint.
static constexpr llvm::StringLiteral prefix = "lbfgs.";

namespace {

class LbfgsUpdate : public Update {
public:
  LbfgsUpdate(Instance &instance, const OptimizerChoice &choice);

  float run(const data::Batch &batch) override;
  std::vector<optim::OptimizerParamGroup> &groups() override { return optimizer->param_groups(); }
  NamedTensors state() const override;
  void load(const NamedTensors &state) override;

private:
  Instance &instance;
  std::vector<Tensor> parameters, gradients; // the instance's memory, and what `gradient` writes
  std::unique_ptr<optim::LBFGS> optimizer;
};

} // namespace

LbfgsUpdate::LbfgsUpdate(Instance &instance, const OptimizerChoice &choice)
    : Update(instance.find("gradient")), instance(instance) {
  for (const luge_tensor *output : llvm::ArrayRef(function.outputs).drop_front()) {
    llvm::StringRef name = output->name;
    name.consume_back(".grad");
    parameters.push_back(instance.tensor(name.str()));
    gradients.push_back(frontend::makeTensor(parameters.back().dtype(), parameters.back().sizes()));
  }
  optimizer = choice.makeLbfgs(parameters);
}

float LbfgsUpdate::run(const data::Batch &batch) {
  Tensor loss = optimizer->step([&] {
    float value = 0;
    llvm::SmallVector<void *> outputs = {&value};
    for (const Tensor &gradient : gradients)
      outputs.push_back(gradient.impl->storage->data());
    instance.call(function, batch.inputs.rows(), {batch.inputs.memory, batch.targets.memory},
                  outputs);
    for (auto [parameter, gradient] : llvm::zip_equal(parameters, gradients))
      parameter.set_grad(gradient);
    return tensor(value);
  });
  if (instance.has("average"))
    instance.call(instance.find("average"), /*batch=*/0, {}, {});
  return loss.item<float>();
}

NamedTensors LbfgsUpdate::state() const {
  NamedTensors result;
  for (const auto &[key, value] : optimizer->state_dict())
    result[(prefix + key).str()] = value;
  return result;
}

void LbfgsUpdate::load(const NamedTensors &state) {
  NamedTensors byKey;
  for (const auto &[name, value] : state)
    byKey[name.substr(prefix.size())] = value;
  optimizer->load_state_dict(byKey);
}

std::unique_ptr<Update> luge::driver::makeLbfgsUpdate(Instance &instance,
                                                      const OptimizerChoice &choice) {
  return std::make_unique<LbfgsUpdate>(instance, choice);
}
