// How a batch updates the parameters of a program.
#ifndef LUGE_TOOLS_LUGE_UPDATE_H
#define LUGE_TOOLS_LUGE_UPDATE_H

#include "runtime/Data/DataLoader.h"
#include "tools/luge/Instance.h"
#include "tools/luge/OptimizerChoice.h"

namespace luge::driver {

class Update {
public:
  explicit Update(const Function &function) : function(function) {}
  virtual ~Update() = default;

  /// Returns the loss before the update.
  virtual float run(const data::Batch &batch) = 0;
  /// What schedulers act on.
  virtual std::vector<optim::OptimizerParamGroup> &groups() = 0;

  /// What a checkpoint has beside the program's tensors.
  virtual NamedTensors state() const { return {}; }
  /// Continues from `state()`. Throws luge::Error when it is of other parameters.
  virtual void load(const NamedTensors &) {}

  /// What takes the batch.
  const Function function;
};

/// The program's `step`.
std::unique_ptr<Update> makeStepUpdate(Instance &instance);
/// L-BFGS outside the program, around its `gradient`; then `average`, if there is one.
std::unique_ptr<Update> makeLbfgsUpdate(Instance &instance, const OptimizerChoice &choice);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_UPDATE_H
