/// Checks of optimizers' options. Errors are torch's (torch/optim/*.py).
#ifndef LUGE_COMPILER_FRONTEND_OPTIMCHECKS_H
#define LUGE_COMPILER_FRONTEND_OPTIMCHECKS_H

#include "luge/Optimizer.h"

namespace luge::optim {

/// Throws unless `low <= value < high`, in torch's words: "Invalid learning rate: -1".
void expectRange(double value, double low, double high, const char *what, Location where);

/// Throws unless `value <= high`.
void expectAtMost(double value, double high, const char *what, Location where);

/// Throws unless the option is 0 or more.
void expectNonNegative(const OptimizerOptions &options, const char *option, const char *what,
                       Location where);

/// Throws unless the option is a whole number; an infinite one is.
void expectInteger(const OptimizerOptions &options, const char *option, const char *what,
                   Location where);

/// Checks `lr` and `weight_decay`, which nearly all optimizers have.
void expectRates(const OptimizerOptions &options, Location where);

/// Checks `beta1` and `beta2`.
void expectBetas(const OptimizerOptions &options, Location where);

} // namespace luge::optim

#endif // LUGE_COMPILER_FRONTEND_OPTIMCHECKS_H
