/// All optimizers.
#ifndef LUGE_OPTIM_H
#define LUGE_OPTIM_H

#include "luge/OptimAdam.h"
#include "luge/OptimAdaptive.h"
#include "luge/OptimLbfgs.h"
#include "luge/OptimMuon.h"
#include "luge/OptimSgd.h"
#include "luge/OptimSign.h"

#include <memory>

namespace luge::optim {

/// An optimizer under torch's name in lower case, for tools and bindings that are told which one to use.
struct OptimizerKind {
  std::string name;
  OptimizerOptions defaults;
  OptimizerAlgorithm algorithm;

  std::unique_ptr<Optimizer> make(std::vector<OptimizerParamGroup> groups,
                                  const OptimizerOptions &options,
                                  Location where = Location::current()) const {
    return std::make_unique<Optimizer>(algorithm, std::move(groups), options, where);
  }
};

/// Every optimizer whose update is an op, in alphabetical order.
const std::vector<OptimizerKind> &kinds();

} // namespace luge::optim

#endif // LUGE_OPTIM_H
