#include "compiler/Frontend/Random.h"

#include "compiler/Frontend/LazyTrace.h"
#include "compiler/Frontend/StepTrace.h"
#include "luge/Factories.h"
#include "runtime/Core/Philox.h"

using namespace luge;
using namespace luge::frontend;

/// torch's default (c10/core/GeneratorImpl.h).
static constexpr int64_t kDefaultSeed = 67280421310721;

Generator::Generator()
    : seedTensor(makeScalar(kInt64, kDefaultSeed)), stepTensor(makeScalar(kInt64, 0)) {
  seedTensor.impl->role = stepTensor.impl->role = Role::State;
  seedTensor.impl->name = "rng.seed";
  stepTensor.impl->name = "rng.step";
}

Generator &Generator::get() {
  static Generator &generator = *new Generator;
  return generator;
}

/// Operations that were recorded, not run, keep the number they saw.
static void assign(Tensor &tensor, int64_t value) {
  LazyTrace::get().release(*tensor.impl);
  fill(*tensor.impl->storage, kInt64, value);
}

void Generator::setSeed(int64_t value) {
  assign(seedTensor, value);
  assign(stepTensor, 0);
  streams = 0;
}

Draw Generator::draw(Location where) {
  if (StepTrace *trace = StepTrace::active())
    return {seedTensor, stepTensor, trace->nextDraw()};
  // The handle of a value that later steps do not change.
  Tensor step = makeScalar(kInt64, *static_cast<int64_t *>(stepTensor.impl->storage->data()));
  assign(stepTensor, step.item<int64_t>(where) + 1);
  return {seedTensor, step, 0};
}

Tensor Generator::initial(DType dtype, const Sizes &sizes, double low, double high,
                          Location where) {
  Tensor result = makeTensor(dtype, sizes, where);
  int64_t stream = streams++;
  luge_initialize(result.impl->storage->data(), dtype == kFloat32 ? LUGE_F32 : LUGE_F64,
                  count(sizes), low, high,
                  *static_cast<int64_t *>(seedTensor.impl->storage->data()), stream);
  result.impl->init = InitialValue{low, high, stream};
  return result;
}

void luge::manual_seed(int64_t seed) { Generator::get().setSeed(seed); }
