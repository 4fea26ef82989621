/// The generator of random numbers: a seed, a step, and streams of initial values.
#ifndef LUGE_COMPILER_FRONTEND_RANDOM_H
#define LUGE_COMPILER_FRONTEND_RANDOM_H

#include "compiler/Frontend/TensorImpl.h"

namespace luge::frontend {

/// What a random op draws from: numbers are a function of all three.
struct Draw {
  Tensor seed, step;
  int64_t id;
};

/// One for the process. Seed and step are tensors, states `rng.seed` and `rng.step` of a compiled step, which advances
/// the latter.
class Generator {
public:
  static Generator &get();

  void setSeed(int64_t seed);
  /// A draw that no other equals: in a step a new `id`, else a new `step`.
  Draw draw(Location where);
  /// A leaf with values uniform in [low, high), the same that a compiled program's own `init` makes.
  Tensor initial(DType dtype, const Sizes &sizes, double low, double high, Location where);

  const Tensor &seed() const { return seedTensor; }
  const Tensor &step() const { return stepTensor; }

private:
  Generator();

  Tensor seedTensor, stepTensor;
  int64_t streams = 0;
};

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_RANDOM_H
