//===- Reduction.cpp - Lowerings of reductions, argmax and one-hot ------------------------===//
#include "compiler/Conversion/NnToLinalg/Loops.h"
#include "compiler/Conversion/NnToLinalg/NnToLinalg.h"
#include "dialects/Nn/NnOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace luge;

namespace {

template <typename Op, arith::AtomicRMWKind kind> struct ReductionLowering : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    rewriter.replaceOp(op, buildReduction(builder, kind, op.getOperand(), op.getDimensions()));
    return success();
  }
};

struct AmaxLowering : OpRewritePattern<nn::AmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::AmaxOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Value operand = op.getOperand();
    ArrayRef<int64_t> dimensions = op.getDimensions();
    rewriter.replaceOp(
        op, op.getIgnoreNan()
                ? buildGreatest(builder, operand, dimensions)
                : buildReduction(builder, arith::AtomicRMWKind::maximumf, operand, dimensions));
    return success();
  }
};

/// The number of elements of `tensor` along `dimensions`, in its element type.
Scalar createCount(ImplicitLocOpBuilder &builder, Value tensor, ArrayRef<int64_t> dimensions) {
  auto type = cast<RankedTensorType>(tensor.getType());
  int64_t staticCount = 1;
  bool hasBatch = false;
  for (int64_t dimension : dimensions) {
    if (type.isDynamicDim(dimension))
      hasBatch = true;
    else
      staticCount *= type.getDimSize(dimension);
  }
  Value count = arith::ConstantIndexOp::create(builder, staticCount);
  if (hasBatch)
    count = arith::MulIOp::create(builder, count, getBatch(builder, tensor));
  Scalar integer(builder, arith::IndexCastOp::create(builder, builder.getI64Type(), count));
  return integer.castTo(type.getElementType());
}

struct CountLowering : OpRewritePattern<nn::CountOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::CountOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Scalar count = createCount(builder, op.getOperand(), op.getDimensions());
    rewriter.replaceOp(op, createFilled(builder, op.getType(), {}, count));
    return success();
  }
};

struct MeanLowering : OpRewritePattern<nn::MeanOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::MeanOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Value sum =
        buildReduction(builder, arith::AtomicRMWKind::addf, op.getOperand(), op.getDimensions());
    Scalar count = createCount(builder, op.getOperand(), op.getDimensions());
    rewriter.replaceOp(op, buildMap(builder, op.getType(), LoopOperand(sum),
                                    [&](ArrayRef<Scalar> x) { return x[0] / count; }));
    return success();
  }
};

/// Two plain reductions, which vectorize, rather than one of (value, index) pairs: the maximum,
/// then the smallest index that has it. A NaN counts as largest.
struct ArgmaxLowering : OpRewritePattern<nn::ArgmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::ArgmaxOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    auto type = cast<RankedTensorType>(op.getOperand().getType());
    int64_t dimension = op.getDimension();
    Value maximum =
        buildReduction(builder, arith::AtomicRMWKind::maximumf, op.getOperand(), dimension);
    LoopOperand alongOthers(maximum, nn::otherDimensions(type.getRank(), dimension));
    Value index =
        buildReduction(builder, arith::AtomicRMWKind::mins, builder.getI64Type(),
                       {op.getOperand(), alongOthers}, dimension, [&](ArrayRef<Scalar> x) {
                         Scalar isMaximum = Scalar::compare(arith::CmpFPredicate::OEQ, x[0], x[1]);
                         Scalar isNan = Scalar::compare(arith::CmpFPredicate::UNO, x[0], x[0]);
                         Scalar isSought = Scalar::apply<arith::OrIOp>(isMaximum, isNan);
                         Scalar here(builder, createLoopIndex(builder, dimension));
                         Scalar nowhere(builder, arith::getIdentityValue(arith::AtomicRMWKind::mins,
                                                                         here.getType(), builder,
                                                                         builder.getLoc()));
                         return select(isSought, here, nowhere);
                       });
    rewriter.replaceOp(op, index);
    return success();
  }
};

/// A class's index in 32 bits, as narrow as what is selected by it; -1 for what is no class.
Scalar narrowClass(Scalar index, int64_t classes) {
  using Predicate = arith::CmpIPredicate;
  Scalar isClass = Scalar::apply<arith::AndIOp>(
      Scalar::compare(Predicate::sge, index, index.constant(0)),
      Scalar::compare(Predicate::slt, index, index.constant(double(classes))));
  Scalar known = select(isClass, index, index.constant(-1));
  ImplicitLocOpBuilder &builder = index.getBuilder();
  return {builder, arith::TruncIOp::create(builder, builder.getI32Type(), known)};
}

struct OneHotLowering : OpRewritePattern<nn::OneHotOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::OneHotOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    RankedTensorType type = op.getType();
    int64_t dimension = op.getDimension();
    LoopOperand indices(op.getIndices(), nn::otherDimensions(type.getRank(), dimension));
    rewriter.replaceOp(
        op, buildMap(builder, type, indices, [&](ArrayRef<Scalar> x) {
          Value loop = linalg::IndexOp::create(builder, dimension);
          Scalar here(builder, arith::IndexCastOp::create(builder, builder.getI32Type(), loop));
          Scalar sought = narrowClass(x[0], type.getDimSize(dimension));
          return Scalar::compare(arith::CmpIPredicate::eq, sought, here)
              .castTo(type.getElementType());
        }));
    return success();
  }
};

} // namespace

void luge::populateReductionToLinalgPatterns(RewritePatternSet &patterns) {
  using Kind = arith::AtomicRMWKind;
  patterns
      .add<ReductionLowering<nn::AminOp, Kind::minimumf>, ReductionLowering<nn::SumOp, Kind::addf>,
           AmaxLowering, ArgmaxLowering, CountLowering, MeanLowering, OneHotLowering>(
          patterns.getContext());
}
