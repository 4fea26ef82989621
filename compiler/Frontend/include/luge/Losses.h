/// Losses: `criterion(input, target)` (https://docs.pytorch.org/docs/stable/nn.html#loss-functions).
#ifndef LUGE_LOSSES_H
#define LUGE_LOSSES_H

#include "luge/Module.h"

#include <string>

namespace luge::nn {

/// `reduction`: kMean (the default), kSum or kNone, or "mean", "sum", "none".
template <typename Self> class LossOptions {
public:
  Self &reduction(luge::Reduction value) {
    how = value;
    return static_cast<Self &>(*this);
  }
  Self &reduction(const std::string &value, Location where = Location::current()) {
    if (value != "none" && value != "mean" && value != "sum")
      throw Error("expected the reduction 'none', 'mean' or 'sum', got '" + value + "'", where);
    return reduction(value == "none" ? luge::kNone : value == "mean" ? luge::kMean : luge::kSum);
  }
  luge::Reduction reduction() const { return how; }

private:
  luge::Reduction how = luge::kMean;
};

class MSELossOptions : public LossOptions<MSELossOptions> {};
class L1LossOptions : public LossOptions<L1LossOptions> {};
class BCELossOptions : public LossOptions<BCELossOptions> {};
class BCEWithLogitsLossOptions : public LossOptions<BCEWithLogitsLossOptions> {};
class CrossEntropyLossOptions : public LossOptions<CrossEntropyLossOptions> {
public:
  CrossEntropyLossOptions &ignore_index(int64_t value) {
    ignored = value;
    return *this;
  }
  int64_t ignore_index() const { return ignored; }

private:
  int64_t ignored = -100;
};

namespace functional {
/// (input - target)^2. All shapes; both operands have the same.
Tensor mse_loss(const Tensor &input, const Tensor &target, const MSELossOptions &options = {},
                Location where = Location::current());
/// |input - target|.
Tensor l1_loss(const Tensor &input, const Tensor &target, const L1LossOptions &options = {},
               Location where = Location::current());
/// -(target ln(input) + (1 - target) ln(1 - input)), with logarithms of at least -100.
Tensor binary_cross_entropy(const Tensor &input, const Tensor &target,
                            const BCELossOptions &options = {},
                            Location where = Location::current());
/// The same of sigmoid(input), computed without overflow.
Tensor binary_cross_entropy_with_logits(const Tensor &input, const Tensor &target,
                                        const BCEWithLogitsLossOptions &options = {},
                                        Location where = Location::current());
/// -log_softmax(input)[target]. `input` is [C], [N, C] or [N, C, d1, ...]; `target` holds int64 class indices, [],
/// [N] or [N, d1, ...], or class probabilities in the shape of `input`. An index out of range is an error when the
/// program runs, unless it is `ignore_index`.
Tensor cross_entropy(const Tensor &input, const Tensor &target,
                     const CrossEntropyLossOptions &options = {},
                     Location where = Location::current());
} // namespace functional

/// A loss module over a functional.
template <typename Options,
          Tensor (*function)(const Tensor &, const Tensor &, const Options &, Location)>
class LossImpl : public Module {
public:
  explicit LossImpl(Options options = {}) : options(std::move(options)) {}
  Tensor forward(const Tensor &input, const Tensor &target, Location where = Location::current()) {
    return function(input, target, options, where);
  }
  Options options;
};

class MSELossImpl : public LossImpl<MSELossOptions, functional::mse_loss> {
  using LossImpl::LossImpl;
};
LUGE_MODULE(MSELoss);
class L1LossImpl : public LossImpl<L1LossOptions, functional::l1_loss> {
  using LossImpl::LossImpl;
};
LUGE_MODULE(L1Loss);
class BCELossImpl : public LossImpl<BCELossOptions, functional::binary_cross_entropy> {
  using LossImpl::LossImpl;
};
LUGE_MODULE(BCELoss);
class BCEWithLogitsLossImpl
    : public LossImpl<BCEWithLogitsLossOptions, functional::binary_cross_entropy_with_logits> {
  using LossImpl::LossImpl;
};
LUGE_MODULE(BCEWithLogitsLoss);
class CrossEntropyLossImpl : public LossImpl<CrossEntropyLossOptions, functional::cross_entropy> {
  using LossImpl::LossImpl;
};
LUGE_MODULE(CrossEntropyLoss);

} // namespace luge::nn

#endif // LUGE_LOSSES_H
