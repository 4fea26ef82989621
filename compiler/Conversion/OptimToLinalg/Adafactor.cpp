//===- Adafactor.cpp - Lowering of optim.adafactor ----------------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace luge;

namespace {

/// The running mean of squared gradients, in factors or as it is.
class SecondMoment {
public:
  SecondMoment(UpdateBuilder &update, optim::AdafactorOp op, Scalar weight, Scalar eps1)
      : builder(update.getBuilder()), update(update), op(op),
        towardSquare(update.toParamType(weight)), eps1(eps1) {
    if (op.getVariance())
      updateVariance();
    else
      updateFactors();
  }

  /// What a loop over the parameter reads for `estimate`.
  ArrayRef<LoopOperand> getOperands() const { return operands; }

  /// The mean, of the elements of the operands. What comes first is the same for a whole row.
  Scalar estimate(ArrayRef<Scalar> elements) const {
    return elements.size() == 1 ? elements[0] : elements[0] / elements[2] * elements[1];
  }

  /// The new states, in the op's order.
  ArrayRef<Value> getStates() const { return states; }

private:
  void updateVariance() {
    Value variance =
        update.overwrite({op.getGrad()}, {op.getVariance()},
                         [&](ArrayRef<Scalar> read, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
                           return {towardSquare(old[0], read[0] * read[0])};
                         })[0];
    states = {variance};
    operands = {variance};
  }

  void updateFactors() {
    int64_t rank = getParamType().getRank();
    auto outer = llvm::to_vector(llvm::seq<int64_t>(0, rank - 2));
    SmallVector<int64_t> alongRow(outer), alongColumn(outer);
    alongRow.push_back(rank - 2);
    alongColumn.push_back(rank - 1);
    Value row = updateFactor(op.getRowVar(), /*mean over*/ rank - 1);
    Value column = updateFactor(op.getColVar(), /*mean over*/ rank - 2);
    // Of each matrix, the mean of its rows' factors; at least eps1.
    Value sum = buildReduction(builder, arith::AtomicRMWKind::addf, row, rank - 2);
    Scalar rows = eps1.constant(double(getParamType().getDimSize(rank - 2)));
    Value mean = buildMap(builder, cast<RankedTensorType>(sum.getType()), LoopOperand(sum),
                          [&](ArrayRef<Scalar> read) { return maximum(read[0] / rows, eps1); });
    operands = {LoopOperand(row, alongRow), LoopOperand(column, alongColumn),
                LoopOperand(mean, outer)};
  }

  /// Moves a factor towards the mean of the squared gradient over a dimension, along which it has one
  /// element. Returns it without that dimension.
  Value updateFactor(Value factor, int64_t dimension) {
    auto type = cast<RankedTensorType>(factor.getType());
    SmallVector<ReassociationIndices> lastTwoAsOne;
    for (int64_t i = 0; i < type.getRank() - 2; ++i)
      lastTwoAsOne.push_back({i});
    lastTwoAsOne.push_back({type.getRank() - 2, type.getRank() - 1});
    Value sum =
        buildReduction(builder, arith::AtomicRMWKind::addf, type.getElementType(), {op.getGrad()},
                       dimension, [](ArrayRef<Scalar> read) { return read[0] * read[0]; });
    Scalar count = eps1.constant(double(getParamType().getDimSize(dimension)));
    Value after =
        update.overwrite({sum}, {tensor::CollapseShapeOp::create(builder, factor, lastTwoAsOne)},
                         [&](ArrayRef<Scalar> read, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
                           return {towardSquare(old[0], read[0] / count)};
                         })[0];
    states.push_back(tensor::ExpandShapeOp::create(builder, type, after, lastTwoAsOne));
    return after;
  }

  RankedTensorType getParamType() { return cast<RankedTensorType>(op.getParam().getType()); }

  ImplicitLocOpBuilder &builder;
  UpdateBuilder &update;
  optim::AdafactorOp op;
  Lerp towardSquare;
  Scalar eps1;
  SmallVector<LoopOperand> operands;
  SmallVector<Value> states;
};

struct AdafactorLowering : OpRewritePattern<optim::AdafactorOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::AdafactorOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    auto type = cast<RankedTensorType>(op.getParam().getType());
    double rootOfSize = std::sqrt(double(type.getNumElements()));
    Scalar lr = update.read(op.getLr()), step = update.read(op.getStep()) + 1.0;
    Scalar rho = minimum(lr, 1.0 / sqrt(step));
    Scalar paramNorm = update.norm({op.getParam()}, [](ArrayRef<Scalar> read) { return read[0]; });
    Scalar alpha = maximum(update.read(op.getEps2()), paramNorm / rootOfSize) * rho;
    Scalar shrink = update.toParamType(1.0 - lr * update.read(op.getWeightDecay()));
    Scalar givenEps1 = update.read(op.getEps1());
    auto &semantics = cast<FloatType>(type.getElementType()).getFloatSemantics();
    double machineEps = std::ldexp(1.0, 1 - int(APFloat::semanticsPrecision(semantics)));
    Scalar eps1 = select(givenEps1 < 0.0, lr.constant(machineEps), givenEps1);
    Scalar least = update.toParamType(eps1 * eps1);
    SecondMoment moment(update, op, pow(step, update.read(op.getBeta2Decay())),
                        update.toParamType(eps1));

    // Reads the gradient, then the second moment.
    SmallVector<LoopOperand> operands{op.getGrad()};
    llvm::append_range(operands, moment.getOperands());
    auto secondMoment = [&](ArrayRef<Scalar> read) {
      return maximum(moment.estimate(read.drop_front()), least);
    };
    // Of the direction, the gradient over the root of the second moment, without the root.
    Scalar squares = update.sum(
        operands, [&](ArrayRef<Scalar> read) { return read[0] * read[0] / secondMoment(read); });
    Scalar norm = sqrt(squares).castTo(lr.getType());
    Scalar clip = norm / (update.read(op.getD()) * rootOfSize);
    Scalar change = alpha / maximum(lr.constant(1), clip);
    Scalar rate = update.toParamType(op.getMaximize() ? change : -change);
    SmallVector<Value> updated =
        update.overwrite(operands, {op.getParam()},
                         [&](ArrayRef<Scalar> read, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
                           return {old[0] * shrink + rate * read[0] / sqrt(secondMoment(read))};
                         });
    llvm::append_range(updated, moment.getStates());
    updated.push_back(update.write(step, op.getStep()));
    rewriter.replaceOp(op, updated);
    return success();
  }
};

} // namespace

void luge::populateAdafactorToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<AdafactorLowering>(patterns.getContext());
}
