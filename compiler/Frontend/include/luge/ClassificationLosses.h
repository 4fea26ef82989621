/// Losses of classes and probabilities.
#ifndef LUGE_CLASSIFICATIONLOSSES_H
#define LUGE_CLASSIFICATIONLOSSES_H

#include "luge/LossModule.h"

namespace luge::nn {

/// `weight`: one number per class, [C]. `ignore_index`: a class that does not count. `label_smoothing`: the part of
/// each target, in [0, 1], that is spread over all classes.
class CrossEntropyLossOptions : public LossOptions<CrossEntropyLossOptions> {
  LUGE_LOSS_OPTION(CrossEntropyLossOptions, Tensor, weight, {});
  LUGE_LOSS_OPTION(CrossEntropyLossOptions, int64_t, ignore_index, -100);
  LUGE_LOSS_OPTION(CrossEntropyLossOptions, double, label_smoothing, 0.0);
};
/// `weight`: one number per class, [C]. `ignore_index`: a class that does not count.
class NLLLossOptions : public LossOptions<NLLLossOptions> {
  LUGE_LOSS_OPTION(NLLLossOptions, Tensor, weight, {});
  LUGE_LOSS_OPTION(NLLLossOptions, int64_t, ignore_index, -100);
};
/// `weight`: multiplies each loss; broadcasts to the shape of `target`.
class BCELossOptions : public LossOptions<BCELossOptions> {
  LUGE_LOSS_OPTION(BCELossOptions, Tensor, weight, {});
};
/// `weight`: multiplies each loss. `pos_weight`: multiplies what a positive target adds. Both broadcast.
class BCEWithLogitsLossOptions : public LossOptions<BCEWithLogitsLossOptions> {
  LUGE_LOSS_OPTION(BCEWithLogitsLossOptions, Tensor, weight, {});
  LUGE_LOSS_OPTION(BCEWithLogitsLossOptions, Tensor, pos_weight, {});
};
/// `reduction` may also be "batchmean": the sum divided by the first extent. `log_target`: the target is a logarithm.
class KLDivLossOptions : public LossOptions<KLDivLossOptions> {
public:
  using LossOptions::reduction;
  // NOLINTNEXTLINE(bugprone-derived-method-shadowing-base-method): it knows one reduction more.
  KLDivLossOptions &reduction(const std::string &value, Location where = Location::current());
  bool batchmean() const { return dividesByBatch; }

private:
  bool dividesByBatch = false;
  LUGE_LOSS_OPTION(KLDivLossOptions, bool, log_target, false);
};
class SoftMarginLossOptions : public LossOptions<SoftMarginLossOptions> {};
/// `weight`: one number per class, [C], or what broadcasts.
class MultiLabelSoftMarginLossOptions : public LossOptions<MultiLabelSoftMarginLossOptions> {
  LUGE_LOSS_OPTION(MultiLabelSoftMarginLossOptions, Tensor, weight, {});
};

namespace functional {
/// -log_softmax(input)[target]. `input` is [C], [N, C] or [N, C, d1, ...]; `target` holds int64 class indices, [],
/// [N] or [N, d1, ...], or class probabilities in the shape of `input`. An index out of range is an error when the
/// program runs, unless it is `ignore_index`.
Tensor cross_entropy(const Tensor &input, const Tensor &target,
                     const CrossEntropyLossOptions &options = {},
                     Location where = Location::current());
/// -input[target]: `input` holds logarithms of probabilities. Shapes as for `cross_entropy` of indices.
Tensor nll_loss(const Tensor &input, const Tensor &target, const NLLLossOptions &options = {},
                Location where = Location::current());
/// -(target ln(input) + (1 - target) ln(1 - input)), with logarithms of at least -100. Both have the same shape;
/// an element of either outside [0, 1] is an error when the program runs.
Tensor binary_cross_entropy(const Tensor &input, const Tensor &target,
                            const BCELossOptions &options = {},
                            Location where = Location::current());
/// The same of sigmoid(input), computed without overflow.
Tensor binary_cross_entropy_with_logits(const Tensor &input, const Tensor &target,
                                        const BCEWithLogitsLossOptions &options = {},
                                        Location where = Location::current());
/// target (ln(target) - input), or e^target (target - input) with `log_target`. Shapes broadcast.
Tensor kl_div(const Tensor &input, const Tensor &target, const KLDivLossOptions &options = {},
              Location where = Location::current());
/// ln(1 + e^(-target input)), for targets of 1 and -1. Shapes broadcast.
Tensor soft_margin_loss(const Tensor &input, const Tensor &target,
                        const SoftMarginLossOptions &options = {},
                        Location where = Location::current());
/// The binary cross entropy of logits, averaged over the classes: [..., C] to [...].
Tensor multilabel_soft_margin_loss(const Tensor &input, const Tensor &target,
                                   const MultiLabelSoftMarginLossOptions &options = {},
                                   Location where = Location::current());
} // namespace functional

LUGE_LOSS(CrossEntropyLoss, cross_entropy);
LUGE_LOSS(NLLLoss, nll_loss);
LUGE_LOSS(BCELoss, binary_cross_entropy);
LUGE_LOSS(BCEWithLogitsLoss, binary_cross_entropy_with_logits);
LUGE_LOSS(KLDivLoss, kl_div);
LUGE_LOSS(SoftMarginLoss, soft_margin_loss);
LUGE_LOSS(MultiLabelSoftMarginLoss, multilabel_soft_margin_loss);

} // namespace luge::nn

#endif // LUGE_CLASSIFICATIONLOSSES_H
