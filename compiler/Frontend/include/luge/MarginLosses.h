/// Losses that are zero once inputs are apart by a margin.
#ifndef LUGE_MARGINLOSSES_H
#define LUGE_MARGINLOSSES_H

#include "luge/LossModule.h"

#include <functional>

namespace luge::nn {

class HingeEmbeddingLossOptions : public LossOptions<HingeEmbeddingLossOptions> {
  LUGE_LOSS_OPTION(HingeEmbeddingLossOptions, double, margin, 1.0);
};
class MarginRankingLossOptions : public LossOptions<MarginRankingLossOptions> {
  LUGE_LOSS_OPTION(MarginRankingLossOptions, double, margin, 0.0);
};
class CosineEmbeddingLossOptions : public LossOptions<CosineEmbeddingLossOptions> {
  LUGE_LOSS_OPTION(CosineEmbeddingLossOptions, double, margin, 0.0);
};
/// `p`: 1 or 2. `weight`: one number per class, [C].
class MultiMarginLossOptions : public LossOptions<MultiMarginLossOptions> {
  LUGE_LOSS_OPTION(MultiMarginLossOptions, int64_t, p, 1);
  LUGE_LOSS_OPTION(MultiMarginLossOptions, double, margin, 1.0);
  LUGE_LOSS_OPTION(MultiMarginLossOptions, Tensor, weight, {});
};
class MultiLabelMarginLossOptions : public LossOptions<MultiLabelMarginLossOptions> {};
/// `p`: the norm of distances; `eps`: added to differences. `swap`: the negative is as far as from the nearer of
/// anchor and positive.
class TripletMarginLossOptions : public LossOptions<TripletMarginLossOptions> {
  LUGE_LOSS_OPTION(TripletMarginLossOptions, double, margin, 1.0);
  LUGE_LOSS_OPTION(TripletMarginLossOptions, double, p, 2.0);
  LUGE_LOSS_OPTION(TripletMarginLossOptions, double, eps, 1e-6);
  LUGE_LOSS_OPTION(TripletMarginLossOptions, bool, swap, false);
};
/// `distance_function`: any function of two tensors, which is traced; without one `pairwise_distance`.
class TripletMarginWithDistanceLossOptions
    : public LossOptions<TripletMarginWithDistanceLossOptions> {
public:
  using Distance = std::function<Tensor(const Tensor &, const Tensor &)>;

private:
  LUGE_LOSS_OPTION(TripletMarginWithDistanceLossOptions, Distance, distance_function, {});
  LUGE_LOSS_OPTION(TripletMarginWithDistanceLossOptions, double, margin, 1.0);
  LUGE_LOSS_OPTION(TripletMarginWithDistanceLossOptions, bool, swap, false);
};

namespace functional {
/// input where target is 1, max(margin - input, 0) where it is -1, the sum of both elsewhere. Shapes broadcast.
Tensor hinge_embedding_loss(const Tensor &input, const Tensor &target,
                            const HingeEmbeddingLossOptions &options = {},
                            Location where = Location::current());
/// max(-target (input1 - input2) + margin, 0), for targets of 1 and -1. Equal ranks; shapes broadcast.
Tensor margin_ranking_loss(const Tensor &input1, const Tensor &input2, const Tensor &target,
                           const MarginRankingLossOptions &options = {},
                           Location where = Location::current());
/// 1 - cos(input1, input2) where target is 1, max(cos - margin, 0) where it is -1. Inputs are [N, D] with targets
/// [N], or [D] with [].
Tensor cosine_embedding_loss(const Tensor &input1, const Tensor &input2, const Tensor &target,
                             const CosineEmbeddingLossOptions &options = {},
                             Location where = Location::current());
/// The mean over the classes c of weight[target] max(margin - input[target] + input[c], 0)^p, where c = target counts
/// as 0. `input` is [N, C] with targets [N], or [C] with [].
Tensor multi_margin_loss(const Tensor &input, const Tensor &target,
                         const MultiMarginLossOptions &options = {},
                         Location where = Location::current());
/// The sum over pairs of a class t of the target and another class c of max(1 - input[t] + input[c], 0), divided by
/// C. `input` and `target` are [N, C] or [C]; a target lists classes up to its first -1.
Tensor multilabel_margin_loss(const Tensor &input, const Tensor &target,
                              const MultiLabelMarginLossOptions &options = {},
                              Location where = Location::current());
/// max(d(anchor, positive) - d(anchor, negative) + margin, 0), where d is `pairwise_distance`. Equal ranks; shapes
/// broadcast.
Tensor triplet_margin_loss(const Tensor &anchor, const Tensor &positive, const Tensor &negative,
                           const TripletMarginLossOptions &options = {},
                           Location where = Location::current());
/// The same with any distance.
Tensor triplet_margin_with_distance_loss(const Tensor &anchor, const Tensor &positive,
                                         const Tensor &negative,
                                         const TripletMarginWithDistanceLossOptions &options = {},
                                         Location where = Location::current());
/// The norm of x1 - x2 + eps over the last dimension; its gradient is 0 where it is 0. Shapes broadcast.
Tensor pairwise_distance(const Tensor &x1, const Tensor &x2, double p = 2.0, double eps = 1e-6,
                         bool keepdim = false, Location where = Location::current());
} // namespace functional

LUGE_LOSS(HingeEmbeddingLoss, hinge_embedding_loss);
LUGE_LOSS(MarginRankingLoss, margin_ranking_loss);
LUGE_LOSS(CosineEmbeddingLoss, cosine_embedding_loss);
LUGE_LOSS(MultiMarginLoss, multi_margin_loss);
LUGE_LOSS(MultiLabelMarginLoss, multilabel_margin_loss);
LUGE_LOSS(TripletMarginLoss, triplet_margin_loss);
LUGE_LOSS(TripletMarginWithDistanceLoss, triplet_margin_with_distance_loss);

} // namespace luge::nn

#endif // LUGE_MARGINLOSSES_H
