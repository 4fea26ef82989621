/// Losses of sequences whose targets are not aligned with them.
#ifndef LUGE_SEQUENCELOSSES_H
#define LUGE_SEQUENCELOSSES_H

#include "luge/LossModule.h"

namespace luge::nn {

/// `blank`: the class that separates labels. `zero_infinity`: a target that no path gives has the loss 0 rather than
/// infinity, and no gradient. The mean is of losses divided by the lengths of their targets.
class CTCLossOptions : public LossOptions<CTCLossOptions> {
  LUGE_LOSS_OPTION(CTCLossOptions, int64_t, blank, 0);
  LUGE_LOSS_OPTION(CTCLossOptions, bool, zero_infinity, false);
};

namespace functional {
/// -ln of the probability that a path through `log_probs` gives the target, once repetitions and then blanks are
/// dropped (Graves et al., https://www.cs.toronto.edu/~graves/icml_2006.pdf). `log_probs` is [T, N, C], with lengths
/// [N], or [T, C] with lengths []; `targets` is padded, [N, S], or concatenated, [sum of lengths]; all but `log_probs`
/// hold int64. The gradient is, as in torch, that of logits whose log_softmax `log_probs` is. Lengths beyond T or S are
/// an error when the program runs, and so is a label that is no class, which torch does not look for; what pads a
/// target may be anything.
Tensor ctc_loss(const Tensor &log_probs, const Tensor &targets, const Tensor &input_lengths,
                const Tensor &target_lengths, const CTCLossOptions &options = {},
                Location where = Location::current());
} // namespace functional

LUGE_LOSS(CTCLoss, ctc_loss);

} // namespace luge::nn

#endif // LUGE_SEQUENCELOSSES_H
