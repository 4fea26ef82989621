// The update that is part of a program's step.
#include "tools/luge/Hypers.h"
#include "tools/luge/Update.h"

using namespace luge;
using namespace luge::driver;

namespace {

class StepUpdate : public Update {
public:
  explicit StepUpdate(Instance &instance)
      : Update(instance.find("step")), instance(instance), hypers(function) {}

  float run(const data::Batch &batch) override {
    float loss = 0;
    instance.call(function, batch.inputs.rows(), {batch.inputs.memory, batch.targets.memory},
                  {&loss}, hypers.values());
    return loss;
  }
  std::vector<optim::OptimizerParamGroup> &groups() override { return hypers.groups(); }

private:
  Instance &instance;
  Hypers hypers;
};

} // namespace

std::unique_ptr<Update> luge::driver::makeStepUpdate(Instance &instance) {
  return std::make_unique<StepUpdate>(instance);
}
