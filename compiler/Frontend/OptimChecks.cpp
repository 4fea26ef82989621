#include "compiler/Frontend/OptimChecks.h"

#include "compiler/Frontend/TensorImpl.h"

#include <cmath>
#include <limits>

using namespace luge;
using namespace luge::optim;
using frontend::toString;

void optim::expectRange(double value, double low, double high, const char *what, Location where) {
  if (value >= low && value < high)
    return;
  throw ValueError(std::string("Invalid ") + what + ": " + toString(value) +
                       "; expected a number in [" + toString(low) + ", " + toString(high) + ")",
                   where);
}

void optim::expectAtMost(double value, double high, const char *what, Location where) {
  if (value <= high)
    return;
  throw ValueError(std::string("Invalid ") + what + ": " + toString(value) +
                       "; expected a number of at most " + toString(high),
                   where);
}

void optim::expectNonNegative(const OptimizerOptions &options, const char *option, const char *what,
                              Location where) {
  expectRange(options.numbers.at(option), 0, std::numeric_limits<double>::infinity(), what, where);
}

void optim::expectInteger(const OptimizerOptions &options, const char *option, const char *what,
                          Location where) {
  double value = options.numbers.at(option);
  if (value != std::floor(value))
    throw ValueError(
        std::string("Invalid ") + what + ": " + toString(value) + "; expected an integer", where);
}

void optim::expectRates(const OptimizerOptions &options, Location where) {
  expectNonNegative(options, "lr", "learning rate", where);
  expectNonNegative(options, "weight_decay", "weight_decay value", where);
}

void optim::expectBetas(const OptimizerOptions &options, Location where) {
  expectRange(options.numbers.at("beta1"), 0, 1, "beta parameter at index 0", where);
  expectRange(options.numbers.at("beta2"), 0, 1, "beta parameter at index 1", where);
}
