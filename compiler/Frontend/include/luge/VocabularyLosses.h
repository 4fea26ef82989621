/// Losses over very many classes, which have the last layer in them.
#ifndef LUGE_VOCABULARYLOSSES_H
#define LUGE_VOCABULARYLOSSES_H

#include "luge/Layers.h"
#include "luge/LossModule.h"

#include <optional>

namespace luge::nn {

namespace functional {
/// `linear_bias`: [C] or [C, d1, ...]. The others are those of cross_entropy; `ignore_index` is -100 unless given.
class LinearCrossEntropyFuncOptions : public LossOptions<LinearCrossEntropyFuncOptions> {
  LUGE_LOSS_OPTION(LinearCrossEntropyFuncOptions, Tensor, linear_bias, {});
  LUGE_LOSS_OPTION(LinearCrossEntropyFuncOptions, Tensor, weight, {});
  LUGE_LOSS_OPTION(LinearCrossEntropyFuncOptions, std::optional<int64_t>, ignore_index, {});
  LUGE_LOSS_OPTION(LinearCrossEntropyFuncOptions, double, label_smoothing, 0.0);
};

/// cross_entropy(linear(input, linear_weight, linear_bias), target): input [N, in] or [in], weight [C, in] or
/// [C, d1, ..., in]. With class indices and a weight [C, in] the logits never exist as a whole, but in parts of 4096
/// classes: torch's chunks are not an option here, but what is always done. Other cases are as if both were called.
Tensor linear_cross_entropy(const Tensor &input, const Tensor &linear_weight, const Tensor &target,
                            const LinearCrossEntropyFuncOptions &options = {},
                            Location where = Location::current());
} // namespace functional

/// `out_features`: d1, ... of logits [N, C, d1, ...]. `bias`: whether the layer has one.
class LinearCrossEntropyLossOptions : public LossOptions<LinearCrossEntropyLossOptions> {
public:
  LinearCrossEntropyLossOptions(int64_t in_features, int64_t num_classes)
      : inFeatures(in_features), numClasses(num_classes) {}
  int64_t in_features() const { return inFeatures; }
  int64_t num_classes() const { return numClasses; }

private:
  int64_t inFeatures, numClasses;
  LUGE_LOSS_OPTION(LinearCrossEntropyLossOptions, Sizes, out_features, {});
  LUGE_LOSS_OPTION(LinearCrossEntropyLossOptions, bool, bias, false);
  LUGE_LOSS_OPTION(LinearCrossEntropyLossOptions, DType, dtype, kFloat32);
  LUGE_LOSS_OPTION(LinearCrossEntropyLossOptions, Tensor, weight, {});
  LUGE_LOSS_OPTION(LinearCrossEntropyLossOptions, std::optional<int64_t>, ignore_index, {});
  LUGE_LOSS_OPTION(LinearCrossEntropyLossOptions, double, label_smoothing, 0.0);
};

/// linear_cross_entropy with its own layer, `linear`.
class LinearCrossEntropyLossImpl : public Module {
public:
  explicit LinearCrossEntropyLossImpl(LinearCrossEntropyLossOptions options,
                                      Location where = Location::current());
  LinearCrossEntropyLossImpl(int64_t in_features, int64_t num_classes,
                             Location where = Location::current())
      : LinearCrossEntropyLossImpl(LinearCrossEntropyLossOptions(in_features, num_classes), where) {
  }
  Tensor forward(const Tensor &input, const Tensor &target, Location where = Location::current());

  LinearCrossEntropyLossOptions options;
  Linear linear{nullptr};
};
LUGE_MODULE(LinearCrossEntropyLoss);

/// `cutoffs`: where the clusters of rarer classes begin, rising. Cluster i has a projection to in_features /
/// div_value^(i + 1) features. `head_bias`: whether the head has a bias.
class AdaptiveLogSoftmaxWithLossOptions {
public:
  AdaptiveLogSoftmaxWithLossOptions(int64_t in_features, int64_t n_classes,
                                    std::vector<int64_t> cutoffs)
      : inFeatures(in_features), classes(n_classes), beginnings(std::move(cutoffs)) {}
  int64_t in_features() const { return inFeatures; }
  int64_t n_classes() const { return classes; }
  const std::vector<int64_t> &cutoffs() const { return beginnings; }

private:
  int64_t inFeatures, classes;
  std::vector<int64_t> beginnings;
  LUGE_LOSS_OPTION(AdaptiveLogSoftmaxWithLossOptions, double, div_value, 4.0);
  LUGE_LOSS_OPTION(AdaptiveLogSoftmaxWithLossOptions, bool, head_bias, false);
  LUGE_LOSS_OPTION(AdaptiveLogSoftmaxWithLossOptions, DType, dtype, kFloat32);
};

/// Each target's log-probability, [N] or [], and the mean of their negatives.
struct ASMOutput {
  Tensor output, loss;
};

/// Adaptive softmax (Grave et al., https://arxiv.org/abs/1609.04309): frequent classes come first, and rare ones have
/// smaller layers. `input` is [N, in] with targets [N], or [in] with []. Every cluster is computed for every row,
/// as the shapes of a compiled program do not depend on its data; values and gradients are torch's.
class AdaptiveLogSoftmaxWithLossImpl : public Module {
public:
  explicit AdaptiveLogSoftmaxWithLossImpl(AdaptiveLogSoftmaxWithLossOptions options,
                                          Location where = Location::current());
  AdaptiveLogSoftmaxWithLossImpl(int64_t in_features, int64_t n_classes,
                                 std::vector<int64_t> cutoffs, Location where = Location::current())
      : AdaptiveLogSoftmaxWithLossImpl(
            AdaptiveLogSoftmaxWithLossOptions(in_features, n_classes, std::move(cutoffs)), where) {}
  ASMOutput forward(const Tensor &input, const Tensor &target,
                    Location where = Location::current());
  /// The log-probabilities of all classes: [N, in] to [N, classes].
  Tensor log_prob(const Tensor &input, Location where = Location::current());
  /// The most probable class: [N, in] to [N] of int64.
  Tensor predict(const Tensor &input, Location where = Location::current());

  AdaptiveLogSoftmaxWithLossOptions options;
  Linear head{nullptr};
  /// For each cluster a Sequential of two layers.
  Sequential tail;

private:
  Tensor clusterLogits(size_t cluster, const Tensor &rows, Location where);
};
LUGE_MODULE(AdaptiveLogSoftmaxWithLoss);

} // namespace luge::nn

#endif // LUGE_VOCABULARYLOSSES_H
