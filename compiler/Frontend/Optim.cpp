#include "luge/Optim.h"

using namespace luge;
using namespace luge::optim;

template <typename OptionsT> static OptimizerKind kind(const char *name) {
  return {name, OptionsT(), {OptionsT::check, OptionsT::rule}};
}

const std::vector<OptimizerKind> &optim::kinds() {
  static const std::vector<OptimizerKind> all = {kind<AdadeltaOptions>("adadelta"),
                                                 kind<AdafactorOptions>("adafactor"),
                                                 kind<AdagradOptions>("adagrad"),
                                                 kind<AdamOptions>("adam"),
                                                 kind<AdamaxOptions>("adamax"),
                                                 kind<AdamWOptions>("adamw"),
                                                 kind<ASGDOptions>("asgd"),
                                                 kind<LAMBOptions>("lamb"),
                                                 kind<LionOptions>("lion"),
                                                 kind<MuonOptions>("muon"),
                                                 kind<NAdamOptions>("nadam"),
                                                 kind<RAdamOptions>("radam"),
                                                 kind<RMSpropOptions>("rmsprop"),
                                                 kind<RpropOptions>("rprop"),
                                                 kind<SGDOptions>("sgd")};
  return all;
}
