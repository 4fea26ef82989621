// The hyper-parameters of a program's step, in the groups that schedulers act on.
#ifndef LUGE_TOOLS_LUGE_HYPERS_H
#define LUGE_TOOLS_LUGE_HYPERS_H

#include "luge/luge.h"
#include "tools/luge/Instance.h"

namespace luge::driver {

class Hypers {
public:
  /// With the program's defaults.
  explicit Hypers(const Function &step);

  std::vector<optim::OptimizerParamGroup> &groups() { return list; }
  /// In the order in which a call of the step takes them.
  std::vector<double> values() const;

private:
  llvm::SmallVector<const luge_tensor *> tensors;
  std::vector<optim::OptimizerParamGroup> list;
};

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_HYPERS_H
