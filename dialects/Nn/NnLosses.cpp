//===- NnLosses.cpp - Types of losses -------------------------------------===//
#include "dialects/Nn/NnInference.h"

using namespace mlir;
using namespace luge::nn;

/// Infers the type of a loss whose elements, before `reduction`, form a tensor of type `elements`.
static RankedTensorType reduced(RankedTensorType elements, Reduction reduction) {
  return reduction == Reduction::None ? elements : withShape(elements, {});
}

template <typename Op>
static LogicalResult inferElementwiseLoss(std::optional<Location> loc, typename Op::Adaptor adaptor,
                                          SmallVectorImpl<Type> &inferred) {
  RankedTensorType input = tensorType(adaptor.getInput()), target = tensorType(adaptor.getTarget());
  if (input != target) // C1
    return inferenceError<Op>(loc, "expected 'input' and 'target' to have the same type, got ",
                              input, " and ", target);
  inferred.push_back(reduced(input, adaptor.getReduction()));
  return success();
}

#define LUGE_INFER_LOSS(OP)                                                                        \
  LogicalResult OP::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,  \
                                     SmallVectorImpl<Type> &inferred) {                            \
    return inferElementwiseLoss<OP>(loc, adaptor, inferred);                                       \
  }
LUGE_INFER_LOSS(MseLossOp)
LUGE_INFER_LOSS(L1LossOp)
LUGE_INFER_LOSS(BceLossOp)
LUGE_INFER_LOSS(BceWithLogitsOp)
#undef LUGE_INFER_LOSS

//===----------------------------------------------------------------------===//
// Cross entropy
//===----------------------------------------------------------------------===//

/// `operand`, if there is one, must have the type `ofClasses`.
template <typename Op>
static LogicalResult checkPerClass(std::optional<Location> loc, StringRef name, Value operand,
                                   RankedTensorType ofClasses) {
  if (operand && operand.getType() != ofClasses)
    return inferenceError<Op>(loc, "expected '", name, "' to be ", ofClasses,
                              ", a number per class, got ", operand.getType());
  return success();
}

template <typename Op>
static LogicalResult checkSmoothing(std::optional<Location> loc, typename Op::Adaptor adaptor) {
  double smoothing = adaptor.getLabelSmoothing().convertToDouble();
  if (!(smoothing >= 0 && smoothing <= 1))
    return inferenceError<Op>(loc, "expected 'label_smoothing' to lie in [0, 1], got ", smoothing);
  return success();
}

LogicalResult CrossEntropyOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                               Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  RankedTensorType input = tensorType(adaptor.getInput()), target = tensorType(adaptor.getTarget());
  if (input.getRank() < 1 || input.isDynamicDim(input.getRank() == 1 ? 0 : 1)) // C1
    return inferenceError<CrossEntropyOp>(
        loc, "expected 'input' to have a static dimension of classes, got ", input);
  RankedTensorType losses = dropDimensions(input, input.getRank() == 1 ? 0 : 1);
  RankedTensorType indices = withElementType(losses, IntegerType::get(context, 64));
  if (target != indices && target != input) // C2
    return inferenceError<CrossEntropyOp>(loc, "expected 'target' to be indices ", indices,
                                          " or probabilities ", input, ", got ", target);
  auto ofClasses = withShape(input, input.getDimSize(input.getRank() == 1 ? 0 : 1));
  if (failed(checkPerClass<CrossEntropyOp>(loc, "weight", adaptor.getWeight(), ofClasses)) || // C3
      failed(checkSmoothing<CrossEntropyOp>(loc, adaptor)))                                   // C4
    return failure();
  inferred.push_back(reduced(losses, adaptor.getReduction()));
  return success();
}

LogicalResult LinearCrossEntropyOp::inferReturnTypes(MLIRContext *context,
                                                     std::optional<Location> loc, Adaptor adaptor,
                                                     SmallVectorImpl<Type> &inferred) {
  using Op = LinearCrossEntropyOp;
  RankedTensorType input = tensorType(adaptor.getInput()),
                   weight = tensorType(adaptor.getLinearWeight()),
                   target = tensorType(adaptor.getTarget());
  if (input.getRank() != 2 || weight.getRank() != 2 || weight.isDynamicDim(0) ||
      input.getDimSize(1) != weight.getDimSize(1) ||
      target.getShape() != input.getShape().take_front()) // C1
    return inferenceError<Op>(loc,
                              "expected 'input' [N, in], 'linear_weight' [C, in] with a "
                              "static C, and 'target' [N], got ",
                              input, ", ", weight, " and ", target);
  if (input.getElementType() != weight.getElementType()) // C3
    return inferenceError<Op>(loc, "expected operands of one element type, got ", input, " and ",
                              weight);
  auto ofClasses = withShape(input, weight.getDimSize(0));
  if (failed(checkPerClass<Op>(loc, "linear_bias", adaptor.getLinearBias(), ofClasses)) || // C2
      failed(checkPerClass<Op>(loc, "weight", adaptor.getWeight(), ofClasses)) ||          // C2
      failed(checkSmoothing<Op>(loc, adaptor)))                                            // C4
    return failure();
  auto rows = withShape(input, input.getDimSize(0));
  inferred.append({reduced(rows, adaptor.getReduction()), rows});
  return success();
}
