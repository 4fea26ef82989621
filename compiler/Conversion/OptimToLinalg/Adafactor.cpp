//===- Adafactor.cpp - Lowering of optim.adafactor ----------------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace luge;

namespace {

/// The running mean of squared gradients, in factors or as it is. The mean of a matrix is, at each place, the product of
/// a row's and a column's factor over the mean of the rows'; of these, loops over the matrix read the inverse roots, so
/// that they have neither root nor quotient.
class SecondMoment {
public:
  SecondMoment(UpdateBuilder &update, optim::AdafactorOp op, Scalar weight, Scalar eps1,
               Scalar least)
      : builder(update.getBuilder()), update(update), op(op),
        towardSquare(update.toParamType(weight)), eps1(eps1), least(least),
        most(1.0 / sqrt(least)) {
    if (op.getVariance())
      updateVariance();
    else
      updateFactors();
  }

  /// What a loop over the parameter reads.
  ArrayRef<LoopOperand> getOperands() const { return operands; }

  /// The gradient over the root of the mean, which is at least `least`, of the elements of the operands.
  Scalar direct(Scalar grad, ArrayRef<Scalar> elements) const {
    if (elements.size() == 1)
      return grad / sqrt(maximum(elements[0], least));
    // The lesser, and NaN if the product is: one instruction a vector, as `most` is a number.
    Scalar root = elements[0] * elements[1];
    Scalar isMore = Scalar::compare(arith::CmpFPredicate::OLT, most, root);
    return grad * select(isMore, most, root);
  }

  /// The square of that.
  Scalar directSquare(Scalar grad, ArrayRef<Scalar> elements) const {
    if (elements.size() == 1)
      return grad * grad / maximum(elements[0], least);
    Scalar direction = direct(grad, elements);
    return direction * direction;
  }

  /// The new states, in the op's order.
  ArrayRef<Value> getStates() const { return states; }

  /// The root of the sum of the parameter's squares, in double.
  Scalar getParamNorm() const { return *paramNorm; }

private:
  void updateVariance() {
    paramNorm = update.norm({op.getParam()}, [](ArrayRef<Scalar> read) { return read[0]; });
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
    auto [gradRows, paramRows] = sumRows();
    Scalar squares = update.sum({paramRows}, [](ArrayRef<Scalar> read) { return read[0]; });
    paramNorm = sqrt(squares).castTo(builder.getF64Type());
    Value columns = buildReduction(builder, arith::AtomicRMWKind::addf,
                                   getParamType().getElementType(), {op.getGrad()}, rank - 2,
                                   [](ArrayRef<Scalar> read) { return read[0] * read[0]; });
    Value row = updateFactor(op.getRowVar(), gradRows, /*mean over*/ rank - 1);
    Value column = updateFactor(op.getColVar(), columns, /*mean over*/ rank - 2);
    // Of each matrix, the mean of its rows' factors; at least eps1.
    Value sum = buildReduction(builder, arith::AtomicRMWKind::addf, row, rank - 2);
    Scalar rows = eps1.constant(double(getParamType().getDimSize(rank - 2)));
    Value mean = buildMap(builder, cast<RankedTensorType>(sum.getType()), LoopOperand(sum),
                          [&](ArrayRef<Scalar> read) { return maximum(read[0] / rows, eps1); });
    Value rowRoot = buildMap(builder, cast<RankedTensorType>(row.getType()),
                             {LoopOperand(row), LoopOperand(mean, outer)},
                             [](ArrayRef<Scalar> read) { return sqrt(read[1] / read[0]); });
    Value columnRoot =
        buildMap(builder, cast<RankedTensorType>(column.getType()), LoopOperand(column),
                 [](ArrayRef<Scalar> read) { return 1.0 / sqrt(read[0]); });
    operands = {LoopOperand(rowRoot, alongRow), LoopOperand(columnRoot, alongColumn)};
  }

  /// The sums of squares of each row of the gradient and of the parameter, which memory brings at once.
  std::pair<Value, Value> sumRows() {
    RankedTensorType type = getParamType();
    auto rowType = RankedTensorType::get(type.getShape().drop_back(), type.getElementType());
    Value zero = arith::ConstantOp::create(builder, builder.getZeroAttr(type.getElementType()));
    SmallVector<Value> tensors{op.getGrad(), op.getParam()};
    SmallVector<Value> sums(2, createFilled(builder, rowType, tensors, zero));
    AffineMap element = builder.getMultiDimIdentityMap(type.getRank());
    AffineMap row = element.dropResult(type.getRank() - 1);
    SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
    iterators.back() = utils::IteratorType::reduction;
    auto addSquares = [&](OpBuilder &, Location, ValueRange elements) {
      Scalar grad(builder, elements[0]), param(builder, elements[1]);
      Scalar ofGrad(builder, elements[2]), ofParam(builder, elements[3]);
      linalg::YieldOp::create(builder, ValueRange{ofGrad + grad * grad, ofParam + param * param});
    };
    auto loop = linalg::GenericOp::create(builder, ValueRange(sums).getTypes(), tensors, sums,
                                          {element, element, row, row}, iterators, addSquares);
    return {loop.getResult(0), loop.getResult(1)};
  }

  /// Moves a factor towards the mean of the squared gradient over a dimension, along which it has one element, from
  /// the sum. Returns it without that dimension.
  Value updateFactor(Value factor, Value sum, int64_t dimension) {
    auto type = cast<RankedTensorType>(factor.getType());
    SmallVector<ReassociationIndices> lastTwoAsOne;
    for (int64_t i = 0; i < type.getRank() - 2; ++i)
      lastTwoAsOne.push_back({i});
    lastTwoAsOne.push_back({type.getRank() - 2, type.getRank() - 1});
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
  Scalar eps1, least, most;
  std::optional<Scalar> paramNorm;
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
    Scalar shrink = update.toParamType(1.0 - lr * update.read(op.getWeightDecay()));
    Scalar givenEps1 = update.read(op.getEps1());
    auto &semantics = cast<FloatType>(type.getElementType()).getFloatSemantics();
    double machineEps = std::ldexp(1.0, 1 - int(APFloat::semanticsPrecision(semantics)));
    Scalar eps1 = select(givenEps1 < 0.0, lr.constant(machineEps), givenEps1);
    Scalar least = update.toParamType(eps1 * eps1);
    SecondMoment moment(update, op, pow(step, update.read(op.getBeta2Decay())),
                        update.toParamType(eps1), least);
    Scalar rms = moment.getParamNorm() / rootOfSize;
    Scalar alpha = maximum(update.read(op.getEps2()), rms) * rho;

    // Reads the gradient, then the second moment.
    SmallVector<LoopOperand> operands{op.getGrad()};
    llvm::append_range(operands, moment.getOperands());
    Scalar squares = update.sum(operands, [&](ArrayRef<Scalar> read) {
      return moment.directSquare(read[0], read.drop_front());
    });
    Scalar norm = sqrt(squares).castTo(lr.getType());
    Scalar clip = norm / (update.read(op.getD()) * rootOfSize);
    Scalar change = alpha / maximum(lr.constant(1), clip);
    Scalar rate = update.toParamType(op.getMaximize() ? change : -change);
    SmallVector<Value> updated = update.overwrite(
        operands, {op.getParam()},
        [&](ArrayRef<Scalar> read, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
          return {old[0] * shrink + rate * moment.direct(read[0], read.drop_front())};
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
