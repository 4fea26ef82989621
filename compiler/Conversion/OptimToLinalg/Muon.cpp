//===- Muon.cpp - Lowering of optim.muon --------------------------------------------------===//
#include "compiler/Conversion/OptimToLinalg/OptimToLinalg.h"
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"
#include "dialects/Optim/OptimOps.h"

using namespace mlir;
using namespace luge;

namespace {

struct MuonLowering : OpRewritePattern<optim::MuonOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(optim::MuonOp op, PatternRewriter &rewriter) const override {
    UpdateBuilder update(rewriter, op);
    Scalar lr = update.read(op.getLr()), momentum = update.read(op.getMomentum());
    Scalar shrink = update.toParamType(1.0 - lr * update.read(op.getWeightDecay()));
    Scalar rate = update.toParamType(-lr * getAdjustment(op));
    Lerp towardGrad(update.toParamType(1.0 - momentum)), towardBuffer(update.toParamType(momentum));

    Value buffer =
        update.overwrite({op.getGrad()}, {op.getMomentumBuffer()},
                         [&](ArrayRef<Scalar> read, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
                           return {towardGrad(old[0], op.getMaximize() ? -read[0] : read[0])};
                         })[0];
    RankedTensorType type = cast<RankedTensorType>(op.getParam().getType());
    SmallVector<LoopOperand> operands{buffer, op.getGrad()};
    auto direction = [&](ArrayRef<Scalar> read) {
      Scalar grad = op.getMaximize() ? -read[1] : read[1];
      return op.getNesterov() ? towardBuffer(grad, read[0]) : read[0];
    };
    Scalar norm = maximum(update.norm(operands, direction), update.read(op.getEps()));
    Scalar scale = update.toParamType(1.0 / norm);
    Value normalized = buildMap(update.getBuilder(), type, operands,
                                [&](ArrayRef<Scalar> read) { return direction(read) * scale; });
    Value orthogonal = orthogonalize(update, op, normalized);
    Value param =
        update.overwrite({orthogonal}, {op.getParam()},
                         [&](ArrayRef<Scalar> read, ArrayRef<Scalar> old) -> SmallVector<Scalar> {
                           return {old[0] * shrink + rate * read[0]};
                         })[0];
    rewriter.replaceOp(op, {param, buffer});
    return success();
  }

private:
  /// What the learning rate is multiplied by, so that the update suits the matrix's shape.
  static double getAdjustment(optim::MuonOp op) {
    ArrayRef<int64_t> shape = cast<ShapedType>(op.getParam().getType()).getShape();
    if (op.getMatchRmsAdamw())
      return 0.2 * std::sqrt(double(std::max(shape[0], shape[1])));
    return shape[0] > shape[1] ? std::sqrt(double(shape[0]) / double(shape[1])) : 1.0;
  }

  /// The iteration of Newton and Schulz. The products among the vectors of the longer dimension are
  /// small squares; a tall matrix is read as its transpose.
  static Value orthogonalize(UpdateBuilder &update, optim::MuonOp op, Value x) {
    ImplicitLocOpBuilder &builder = update.getBuilder();
    auto type = cast<RankedTensorType>(x.getType());
    bool isTall = type.getDimSize(0) > type.getDimSize(1);
    int64_t extent = type.getDimSize(isTall ? 1 : 0);
    auto squareType = RankedTensorType::get({extent, extent}, type.getElementType());
    Scalar a = update.toParamType(update.read(op.getNsA()));
    Scalar b = update.toParamType(update.read(op.getNsB()));
    Scalar c = update.toParamType(update.read(op.getNsC()));
    // The loops along x: along its shorter dimension, and along the other.
    auto loops = [&](int64_t shorter, int64_t longer) {
      return isTall ? SmallVector<int64_t>{longer, shorter} : SmallVector<int64_t>{shorter, longer};
    };
    for (uint64_t i = 0; i < op.getNsSteps(); ++i) {
      Value gram = buildContraction(builder, squareType, {x, loops(0, 2)}, {x, loops(1, 2)}, 1);
      Value square = buildContraction(builder, squareType, {gram, {0, 2}}, {gram, {2, 1}}, 1);
      Value change = buildMap(builder, squareType, {square, gram},
                              [&](ArrayRef<Scalar> read) { return c * read[0] + b * read[1]; });
      Value product = isTall ? buildContraction(builder, type, {x, {0, 2}}, {change, {1, 2}}, 1)
                             : buildContraction(builder, type, {change, {0, 2}}, {x, {2, 1}}, 1);
      x = buildMap(builder, type, {product, x},
                   [&](ArrayRef<Scalar> read) { return read[0] + a * read[1]; });
    }
    return x;
  }
};

} // namespace

void luge::populateMuonToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<MuonLowering>(patterns.getContext());
}
