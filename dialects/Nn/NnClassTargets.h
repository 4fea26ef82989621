//===- NnClassTargets.h - Targets of losses over classes ------*- private -*-===//
//
// With q, the target and what is done to it, every cross entropy of logits x is, along the classes,
//
//   loss = -sum(q * log_softmax(x)) = sum(q) * logsumexp(x) - sum(q * x)
//
// and its gradient sum(q) * softmax(x) - q.
//===----------------------------------------------------------------------===//
#ifndef LUGE_DIALECTS_NN_NNCLASSTARGETS_H
#define LUGE_DIALECTS_NN_NNCLASSTARGETS_H

#include "dialects/Nn/NnExpr.h"

namespace luge::nn {

/// What a loss does to its target.
struct ClassTargetOptions {
  /// One number per class, or null.
  mlir::Value weight;
  double labelSmoothing;
  int64_t ignoreIndex;
};

/// The options of `op`, a loss over classes.
template <typename Op> ClassTargetOptions classTargetOptions(Op op) {
  return {op.getWeight(), op.getLabelSmoothing().convertToDouble(),
          static_cast<int64_t>(op.getIgnoreIndex())};
}

/// The targets of logits of type `logits`, with the classes along `dimension`: indices of i64, one per row of classes,
/// or probabilities in the shape of the logits. Logits may come in parts, from class `begin` on.
class ClassTargets {
public:
  ClassTargets(Expr target, mlir::RankedTensorType logits, int64_t dimension,
               ClassTargetOptions options)
      : target(target), logits(logits), dimension(dimension), options(options) {}

  /// sum(q), for each row.
  Expr total() const;
  /// sum(q * x), for each row.
  Expr dot(Expr x, int64_t begin = 0) const;
  /// grad * (sum(q) * softmax - q), for a number `grad` per row. Of indices.
  Expr logitsGrad(Expr grad, Expr softmax, int64_t begin) const;

  /// The losses of rows: 0 where they are ignored, NaN where the target is no class.
  Expr valid(Expr losses) const;
  /// The losses themselves, their sum, or their mean by what counts.
  Expr reduce(Expr losses, Reduction reduction) const;
  /// The gradient of each row's loss, from that of what `reduce` returned. Of indices.
  Expr rowGrad(Expr grad, Reduction reduction) const;

private:
  bool areIndices() const { return target.type().getElementType().isInteger(64); }
  int64_t classes() const { return logits.getDimSize(dimension); }
  double sharpness() const { return 1 - options.labelSmoothing; }
  /// What smoothing gives each class.
  double spread() const { return options.labelSmoothing / static_cast<double>(classes()); }

  /// `y` times the weights of its classes.
  Expr weighted(Expr y, int64_t begin = 0) const;
  Expr isIgnored() const;
  /// Which of `count` classes is each index's.
  Expr isTarget(int64_t count, int64_t begin) const;
  /// The weight of each index's class; 0 for none.
  Expr targetWeights() const;
  /// The sum of the weights of indices that are not ignored; NaN for 0 where smoothing would make a loss without it.
  Expr counted() const;
  /// Probabilities, smoothed and weighted.
  Expr probabilities() const;

  Expr target;
  mlir::RankedTensorType logits;
  int64_t dimension;
  ClassTargetOptions options;
};

} // namespace luge::nn

#endif // LUGE_DIALECTS_NN_NNCLASSTARGETS_H
