/// Averages of parameters, and their learning rate (https://docs.pytorch.org/docs/stable/optim.html, "Weight Averaging").
///
/// Names are torch.optim.swa_utils'. Its `update_bn` waits for batch normalization.
#ifndef LUGE_SWAUTILS_H
#define LUGE_SWAUTILS_H

#include "luge/LrSchedulerBase.h"
#include "luge/Module.h"

namespace luge::optim::swa_utils {

//===----------------------------------------------------------------------===//
// Averages
//===----------------------------------------------------------------------===//

/// The new average from the average, the parameter and the number of updates so far, 0-d int64.
using AvgFn = std::function<Tensor(const Tensor &averaged, const Tensor &current,
                                   const Tensor &num_averaged)>;
/// Changes all averages in place.
using MultiAvgFn =
    std::function<void(const std::vector<Tensor> &averaged, const std::vector<Tensor> &current,
                       const Tensor &num_averaged)>;

/// The exponential moving average: decay * averaged + (1 - decay) * current. Errors: `decay` outside [0, 1].
AvgFn get_ema_avg_fn(double decay = 0.999, Location where = Location::current());
MultiAvgFn get_ema_multi_avg_fn(double decay = 0.999, Location where = Location::current());
/// The mean of all.
AvgFn get_swa_avg_fn();
MultiAvgFn get_swa_multi_avg_fn();

struct AveragedModelOptions {
  /// One of the two, or none for the mean.
  AvgFn avg_fn = {};
  MultiAvgFn multi_avg_fn = {};
  bool use_buffers = false; ///< average buffers too, rather than copy them
};

/// Averages of the parameters of a model, kept in another model of the same layers, which computes with them:
///
///   auto ema_model = makeModel();
///   AveragedModel ema(model, ema_model, {.multi_avg_fn = get_ema_multi_avg_fn(0.999)});
///   ... optimizer.step(); ema.update_parameters(model); ...   // also in a compiled step
///   ema_model(x)
///
/// C++ cannot copy a model that it does not know, as torch does; `averages` takes the place of the copy. Its parameters
/// begin as those of `model` and become states, `module.0.weight` in a compiled program, beside the state `n_averaged`.
class AveragedModel : public nn::Module {
public:
  /// Errors: models that differ in the number, shapes or types of their parameters or buffers; two functions.
  AveragedModel(const nn::Module &model, std::shared_ptr<nn::Module> averages,
                AveragedModelOptions options = {}, Location where = Location::current());
  /// For holders such as `nn::Sequential`.
  template <typename HolderT>
    requires requires(const HolderT &holder) { holder.ptr(); }
  AveragedModel(const HolderT &model, const HolderT &averages, AveragedModelOptions options = {},
                Location where = Location::current())
      : AveragedModel(*model, averages.ptr(), std::move(options), where) {}

  /// Takes the parameters of `model` into the averages; the first time, copies them.
  void update_parameters(const nn::Module &model, Location where = Location::current());
  template <typename HolderT>
    requires requires(const HolderT &holder) { holder.ptr(); }
  void update_parameters(const HolderT &model, Location where = Location::current()) {
    update_parameters(*model, where);
  }

  /// The model with the averages.
  std::shared_ptr<nn::Module> module;
  Tensor n_averaged;

private:
  AveragedModelOptions options;
};

//===----------------------------------------------------------------------===//
// Learning rate
//===----------------------------------------------------------------------===//

/// Brings the rate to a constant one in `anneal_epochs`. Errors: an unknown strategy, a negative number of epochs.
class SWALR : public LRScheduler {
public:
  /// `anneal_strategy`: "cos" or "linear".
  SWALR(ParamGroups groups, const PerGroup &swa_lr, int64_t anneal_epochs = 10,
        std::string anneal_strategy = "cos", int64_t last_epoch = -1,
        Location where = Location::current());

protected:
  double rate(size_t group) override;

private:
  /// How much of the constant rate there is after `steps`, from 0 to 1.
  double part(double steps) const;

  double annealEpochs;
  std::string strategy;
};

} // namespace luge::optim::swa_utils

#endif // LUGE_SWAUTILS_H
