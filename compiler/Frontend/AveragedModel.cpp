/// Averages of parameters, as state of the step.
#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/StepTrace.h"
#include "luge/Factories.h"
#include "luge/GradMode.h"
#include "luge/SwaUtils.h"

using namespace luge;
using namespace luge::frontend;
using namespace luge::optim;
using namespace luge::optim::swa_utils;

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

static void expectDecay(double decay, Location where) {
  if (decay >= 0 && decay <= 1)
    return;
  throw Error("Invalid decay value " + toString(decay) +
                  " provided. Please provide a value in [0,1] range.",
              where);
}

AvgFn swa_utils::get_ema_avg_fn(double decay, Location where) {
  expectDecay(decay, where);
  return [decay, where](const Tensor &averaged, const Tensor &current, const Tensor &) -> Tensor {
    return decay * Term(averaged, where) + (1 - decay) * Term(current, where);
  };
}

MultiAvgFn swa_utils::get_ema_multi_avg_fn(double decay, Location where) {
  expectDecay(decay, where);
  return [weight = 1 - decay, where](const std::vector<Tensor> &averaged,
                                     const std::vector<Tensor> &current, const Tensor &) {
    for (auto [average, value] : llvm::zip_equal(averaged, current)) {
      // As torch's lerp, from the end that is nearer.
      Term start(average, where), end(value, where);
      Tensor(average).copy_(weight < 0.5 ? start + weight * (end - start)
                                         : end - (end - start) * (1 - weight),
                            where);
    }
  };
}

AvgFn swa_utils::get_swa_avg_fn() {
  return [](const Tensor &averaged, const Tensor &current, const Tensor &num_averaged) -> Tensor {
    Location where = Location::current();
    Term average(averaged, where);
    return average + (Term(current, where) - average) / (Term(num_averaged, where) + 1);
  };
}

MultiAvgFn swa_utils::get_swa_multi_avg_fn() {
  return [](const std::vector<Tensor> &averaged, const std::vector<Tensor> &current,
            const Tensor &num_averaged) {
    Location where = Location::current();
    Term rounded = 1.0 / (Term(num_averaged, where) + 1); // of float32, also for float64
    for (auto [average, value] : llvm::zip_equal(averaged, current)) {
      Term start(average, where), end(value, where), weight = rounded.to(average.dtype());
      Tensor(average).copy_(select(weight < 0.5, start + weight * (end - start),
                                   end - (end - start) * (1.0 - weight)),
                            where);
    }
  };
}

//===----------------------------------------------------------------------===//
// The model
//===----------------------------------------------------------------------===//

/// Throws unless both lists are of the same shapes and types.
static void expectSameTensors(const std::vector<Tensor> &averages, const std::vector<Tensor> &model,
                              const char *what, Location where) {
  if (averages.size() != model.size())
    throw Error(std::string("expected the averages and the model to have the same ") + what +
                    ", got " + std::to_string(averages.size()) + " and " +
                    std::to_string(model.size()),
                where);
  for (auto [average, tensor] : llvm::zip(averages, model))
    if (average.sizes() != tensor.sizes() || average.dtype() != tensor.dtype())
      throw Error("expected '" + average.name() + "' to be " + name(tensor.dtype()) + " of shape " +
                      toString(tensor.sizes()) + " as in the model, got " + name(average.dtype()) +
                      " of " + toString(average.sizes()),
                  where);
}

AveragedModel::AveragedModel(const nn::Module &model, std::shared_ptr<nn::Module> averages,
                             AveragedModelOptions given, Location where)
    : module(std::move(averages)), options(std::move(given)) {
  if (options.avg_fn && options.multi_avg_fn)
    throw Error("Only one of avg_fn and multi_avg_fn should be provided", where);
  register_module("module", module, where);
  n_averaged = register_buffer("n_averaged", zeros({}, kInt64), where);
  std::vector<Tensor> copies = module->parameters(), originals = model.parameters();
  expectSameTensors(copies, originals, "number of parameters", where);
  expectSameTensors(module->buffers(), model.buffers(), "number of buffers", where);
  NoGradGuard guard;
  for (auto [copy, original] : llvm::zip(copies, originals)) {
    copy.requires_grad_(false, where);
    copy.copy_(original, where);
    copy.impl->role = Role::State;
    copy.impl->init = original.impl->init;
  }
  for (auto [copy, original] : llvm::zip(module->buffers(), model.buffers()))
    Tensor(copy).copy_(original, where);
}

void AveragedModel::update_parameters(const nn::Module &model, Location where) {
  NoGradGuard guard;
  std::vector<Tensor> averaged = module->parameters(), current = model.parameters();
  std::vector<Tensor> buffers = module->buffers(), currentBuffers = model.buffers();
  expectSameTensors(averaged, current, "number of parameters", where);
  expectSameTensors(buffers, currentBuffers, "number of buffers", where);
  if (options.use_buffers) {
    llvm::append_range(averaged, std::exchange(buffers, {}));
    llvm::append_range(current, std::exchange(currentBuffers, {}));
  }
  for (Tensor &tensor : current)
    tensor = tensor.detach(where);

  Term count(n_averaged, where), isFirst = count == 0;
  if (options.avg_fn) {
    for (auto [average, value] : llvm::zip(averaged, current))
      average.copy_(options.avg_fn(average, value, n_averaged), where);
  } else {
    (options.multi_avg_fn ? options.multi_avg_fn : get_swa_multi_avg_fn())(averaged, current,
                                                                           n_averaged);
  }
  for (auto [average, value] : llvm::zip(averaged, current))
    average.copy_(select(isFirst, Term(value, where), Term(average, where)), where);
  for (auto [buffer, value] : llvm::zip(buffers, currentBuffers))
    buffer.copy_(value, where);
  n_averaged.copy_(Operand(n_averaged, where) + Operand(1, where), where); // in integers
}
