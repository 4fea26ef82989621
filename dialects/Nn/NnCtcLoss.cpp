//===- NnCtcLoss.cpp - Types and differentiation of the CTC loss ----------===//
#include "dialects/Nn/NnInference.h"

using namespace mlir;
using namespace luge::nn;

/// The type of `log_alpha`. A target that is longer than the input has no path, and needs no state.
static RankedTensorType logAlphaType(RankedTensorType logProbs, RankedTensorType targets) {
  int64_t times = logProbs.getDimSize(0);
  int64_t labels = std::min(targets.getShape().back(), times);
  return withShape(logProbs, {logProbs.getDimSize(1), times, 2 * labels + 1});
}

/// Checks what the loss and its gradient both have.
template <typename Op>
static LogicalResult checkCtc(std::optional<Location> loc, typename Op::Adaptor adaptor) {
  RankedTensorType logProbs = tensorType(adaptor.getLogProbs());
  if (logProbs.getRank() != 3 || logProbs.isDynamicDim(0) || logProbs.isDynamicDim(2) ||
      logProbs.getDimSize(0) == 0 || logProbs.getDimSize(2) == 0) // C1
    return inferenceError<Op>(
        loc, "expected 'log_probs' [T, N, C] with static T and C that are not 0, got ", logProbs);
  RankedTensorType targets = tensorType(adaptor.getTargets());
  int64_t batch = logProbs.getDimSize(1);
  bool padded = targets.getRank() == 2 && targets.getDimSize(0) == batch;
  if ((!padded && targets.getRank() != 1) || ShapedType::isDynamic(targets.getShape().back())) // C2
    return inferenceError<Op>(loc,
                              "expected 'targets' padded, [N, S], or concatenated, [S], with "
                              "a static S, got ",
                              targets, " with ", logProbs);
  auto lengths = withShape(targets, batch);
  for (Value given : {adaptor.getInputLengths(), adaptor.getTargetLengths()})
    if (given.getType() != lengths) // C2
      return inferenceError<Op>(loc, "expected lengths ", lengths, ", got ", given.getType());
  int64_t blank = adaptor.getBlank();
  if (!isDimension(blank, logProbs.getDimSize(2))) // C3
    return inferenceError<Op>(loc, "expected 'blank' to be one of the ", logProbs.getDimSize(2),
                              " classes, got ", blank);
  return success();
}

LogicalResult CtcLossOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  if (failed(checkCtc<CtcLossOp>(loc, adaptor)))
    return failure();
  RankedTensorType logProbs = tensorType(adaptor.getLogProbs());
  inferred.append({withShape(logProbs, logProbs.getDimSize(1)),
                   logAlphaType(logProbs, tensorType(adaptor.getTargets()))});
  return success();
}

LogicalResult CtcLossGradOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                              Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  if (failed(checkCtc<CtcLossGradOp>(loc, adaptor)))
    return failure();
  RankedTensorType logProbs = tensorType(adaptor.getLogProbs());
  auto losses = withShape(logProbs, logProbs.getDimSize(1));
  RankedTensorType logAlpha = logAlphaType(logProbs, tensorType(adaptor.getTargets()));
  if (adaptor.getGrad().getType() != losses || adaptor.getLogAlpha().getType() != logAlpha) // C1
    return inferenceError<CtcLossGradOp>(loc, "expected 'grad' ", losses, " and 'log_alpha' ",
                                         logAlpha, ", got ", adaptor.getGrad().getType(), " and ",
                                         adaptor.getLogAlpha().getType());
  inferred.push_back(logProbs);
  return success();
}

void CtcLossOp::buildVjp(OpBuilder &builder, ValueRange resultGrads,
                         MutableArrayRef<Value> operandGrads) {
  if (resultGrads[0])
    operandGrads[0] = CtcLossGradOp::create(builder, getLoc(), resultGrads[0], getLogProbs(),
                                            getLogAlpha(), getTargets(), getInputLengths(),
                                            getTargetLengths(), getBlank(), getZeroInfinity());
}
