//===- Ctc.cpp - Lowerings of the CTC loss and of its gradient ----------------------------===//
//
// One parallel loop over the sequences; in each, a loop over the times t and one over the states s,
// the classes l'[s] of the target with a blank before, between and after its labels. Sums of
// probabilities are kept as logarithms:
//   alpha[t, s] = p[t, l'[s]] + logsumexp(alpha[t-1, s], alpha[t-1, s-1], alpha[t-1, s-2])
//   beta[t, s]  = p[t, l'[s]] + logsumexp(beta[t+1, s],  beta[t+1, s+1],  beta[t+1, s+2])
// where the last term is there only if l'[s] is a label other than the one before (behind) it.
//
//===--------------------------------------------------------------------------------------===//
#include "compiler/Conversion/NnToLinalg/Loops.h"
#include "compiler/Conversion/NnToLinalg/NnToLinalg.h"
#include "dialects/Nn/NnOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <limits>

using namespace mlir;
using namespace luge;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
using Predicate = arith::CmpIPredicate;

Scalar minOf(Scalar a, Scalar b) { return Scalar::apply<arith::MinSIOp>(a, b); }
Scalar maxOf(Scalar a, Scalar b) { return Scalar::apply<arith::MaxSIOp>(a, b); }
Scalar logSumExp(ArrayRef<Scalar> terms) {
  Scalar shift = terms[0];
  for (Scalar term : terms.drop_front())
    shift = maximum(shift, term);
  shift = select(shift == -kInfinity, shift.constant(0), shift);
  Scalar sum = exp(terms[0] - shift);
  for (Scalar term : terms.drop_front())
    sum = sum + exp(term - shift);
  return log(sum) + shift;
}

/// What the loops of one sequence read, and how they are built. Works on the loss and on its gradient.
template <typename Op> class Sequence {
public:
  Sequence(ImplicitLocOpBuilder &builder, Op op, Value n)
      : builder(builder), op(op), n(n), inputLength(length(op.getInputLengths(), times())),
        targetLength(length(op.getTargetLengths(), std::numeric_limits<int32_t>::max())),
        states(minOf(targetLength, index(maxLabels())) * index(2) + index(1)),
        targetBegin(index(0)) {
    if (op.getTargets().getType().getRank() == 1)
      targetBegin = sumOfLengthsBefore();
  }

  Scalar index(int64_t number) {
    return {builder, arith::ConstantIndexOp::create(builder, number)};
  }
  Scalar number(double value) {
    auto type = cast<FloatType>(op.getLogProbs().getType().getElementType());
    return {builder, arith::ConstantOp::create(builder, builder.getFloatAttr(type, value))};
  }
  Scalar read(Value tensor, ArrayRef<Value> indices) {
    return {builder, tensor::ExtractOp::create(builder, tensor, indices)};
  }
  Value write(Scalar value, Value tensor, ArrayRef<Value> indices) {
    return tensor::InsertOp::create(builder, value, tensor, indices);
  }
  /// for i in [from, to): tensor = body(i, tensor)
  Value loop(Scalar from, Scalar to, Value tensor, function_ref<Value(Scalar, Value)> body) {
    auto loop = scf::ForOp::create(builder, from, to, index(1), tensor);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    Value result = body(Scalar(builder, loop.getInductionVar()), loop.getRegionIterArg(0));
    scf::YieldOp::create(builder, result);
    return loop.getResult(0);
  }

  int64_t times() { return op.getLogProbs().getType().getDimSize(0); }
  int64_t classes() { return op.getLogProbs().getType().getDimSize(2); }
  int64_t maxLabels() { return std::min(op.getTargets().getType().getShape().back(), times()); }

  /// l'[s].
  Scalar classOf(Scalar s) {
    Scalar blank = index(op.getBlank());
    RankedTensorType type = op.getTargets().getType();
    int64_t extent = type.getShape().back();
    if (extent == 0)
      return blank;
    Scalar half = Scalar::apply<arith::DivSIOp>(s, index(2));
    Scalar position = minOf(type.getRank() == 1 ? half + targetBegin : half, index(extent - 1));
    SmallVector<Value> indices{position};
    if (type.getRank() == 2)
      indices.insert(indices.begin(), n);
    Scalar label = toIndex(read(op.getTargets(), indices));
    Scalar isLabel =
        Scalar::compare(Predicate::eq, Scalar::apply<arith::RemSIOp>(s, index(2)), index(1));
    return select(isLabel, label, blank);
  }
  /// A label that is no class as the nearest one.
  Scalar nearest(Scalar label) { return maxOf(minOf(label, index(classes() - 1)), index(0)); }
  /// NaN for what is no class.
  Scalar logProb(Scalar t, Scalar label) {
    Scalar isClass = Scalar::compare(Predicate::eq, label, nearest(label));
    return select(isClass, read(op.getLogProbs(), {t, n, nearest(label)}), number(kNan));
  }

  /// logsumexp of tensor[t, s], [t, s + step] and [t, s + 2 step], where the last two may not be there.
  Scalar arriving(Scalar s, int64_t step, Value tensor, Scalar t) {
    auto term = [&](int64_t distance) {
      Scalar from = s + index(distance);
      Scalar inside = Scalar::apply<arith::AndIOp>(Scalar::compare(Predicate::sge, from, index(0)),
                                                   Scalar::compare(Predicate::slt, from, states));
      Scalar safe = select(inside, from, s);
      if (distance == 2 * step) {
        Scalar ofS = classOf(s);
        Scalar isLabel = Scalar::compare(Predicate::ne, ofS, index(op.getBlank()));
        Scalar differs = Scalar::compare(Predicate::ne, ofS, classOf(safe));
        inside =
            Scalar::apply<arith::AndIOp>(inside, Scalar::apply<arith::AndIOp>(isLabel, differs));
      }
      return select(inside, read(tensor, {t, safe}), number(-kInfinity));
    };
    return logSumExp({term(0), term(step), term(2 * step)});
  }

  /// The loss, from the last time's alpha. `logAlpha` is [T, 2 S + 1].
  Scalar loss(Value logAlpha) {
    Scalar lastTime = maxOf(inputLength - index(1), index(0));
    Scalar lastState = states - index(1);
    Scalar isEmpty = Scalar::compare(Predicate::eq, targetLength, index(0));
    Scalar label = read(logAlpha, {lastTime, maxOf(lastState - index(1), index(0))});
    Scalar ends = logSumExp(
        {read(logAlpha, {lastTime, lastState}), select(isEmpty, number(-kInfinity), label)});
    Scalar noTime = Scalar::compare(Predicate::eq, inputLength, index(0));
    Scalar tooLong = Scalar::compare(Predicate::sgt, targetLength, inputLength);
    Scalar result = select(noTime, number(0), -ends);
    return select(tooLong, number(kInfinity), result);
  }

private:
  Scalar toIndex(Scalar integer) {
    return {builder, arith::IndexCastOp::create(builder, builder.getIndexType(), integer)};
  }
  /// An element of a tensor of lengths, in [0, limit].
  Scalar length(Value lengths, int64_t limit) {
    return maxOf(minOf(toIndex(read(lengths, n)), index(limit)), index(0));
  }
  Scalar sumOfLengthsBefore() {
    auto sum = scf::ForOp::create(builder, index(0), n, index(1), ValueRange(index(0)));
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(sum.getBody());
    Scalar before = toIndex(read(op.getTargetLengths(), sum.getInductionVar()));
    scf::YieldOp::create(builder, Value(Scalar(builder, sum.getRegionIterArg(0)) + before));
    return {builder, sum.getResult(0)};
  }

  ImplicitLocOpBuilder &builder;
  Op op;
  Value n;

public:
  Scalar inputLength, targetLength, states;

private:
  /// Where the target begins, in concatenated ones.
  Scalar targetBegin;
};

/// A tensor of `type`, made by a parallel loop over the sequences, which lie along `dimension`: `body` computes the
/// slice of one.
template <typename Op>
Value buildSequences(ImplicitLocOpBuilder &builder, Op op, RankedTensorType type, int64_t dimension,
                     function_ref<Value(Value n, Value slice)> body) {
  auto buildBody = [&](OpBuilder &nested, Location, ValueRange arguments) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPoint(nested.getInsertionBlock(), nested.getInsertionPoint());
    Value n = arguments[0], tensor = arguments[1];
    SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0)),
        strides(type.getRank(), builder.getIndexAttr(1)), sizes;
    for (int64_t extent : type.getShape())
      sizes.push_back(builder.getIndexAttr(extent));
    offsets[dimension] = n;
    sizes[dimension] = builder.getIndexAttr(1);
    Value slice = tensor::ExtractSliceOp::create(builder, nn::dropDimensions(type, dimension),
                                                 tensor, offsets, sizes, strides);
    Value result = body(n, slice);
    auto insertion = scf::InParallelOp::create(builder);
    builder.setInsertionPointToStart(insertion.getBody());
    tensor::ParallelInsertSliceOp::create(builder, result, tensor, offsets, sizes, strides);
  };
  Value batch = tensor::DimOp::create(builder, op.getLogProbs(), 1);
  Value init = createEmpty(builder, type, op.getLogProbs());
  return scf::ForallOp::create(builder, ArrayRef<OpFoldResult>(batch), init, std::nullopt,
                               buildBody)
      .getResult(0);
}

/// The part of `logAlpha` that is the sequence's: [T, 2 S + 1].
Value sliceOf(ImplicitLocOpBuilder &builder, Value logAlpha, Value n) {
  auto type = cast<RankedTensorType>(logAlpha.getType());
  OpFoldResult zero = builder.getIndexAttr(0), one = builder.getIndexAttr(1);
  OpFoldResult offsets[] = {n, zero, zero}, strides[] = {one, one, one};
  OpFoldResult sizes[] = {one, builder.getIndexAttr(type.getDimSize(1)),
                          builder.getIndexAttr(type.getDimSize(2))};
  return tensor::ExtractSliceOp::create(builder, nn::dropDimensions(type, 0), logAlpha, offsets,
                                        sizes, strides);
}

struct CtcLossLowering : OpRewritePattern<nn::CtcLossOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::CtcLossOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Value alpha =
        buildSequences(builder, op, op.getLogAlpha().getType(), 0,
                       [&](Value n, Value slice) { return buildAlpha(builder, op, n, slice); });
    Value losses = buildSequences(builder, op, op.getLosses().getType(), 0,
                                  [&](Value n, Value slice) -> Value {
                                    Sequence sequence(builder, op, n);
                                    Scalar loss = sequence.loss(sliceOf(builder, alpha, n));
                                    if (op.getZeroInfinity())
                                      loss = select(loss == kInfinity, sequence.number(0), loss);
                                    return sequence.write(loss, slice, {});
                                  });
    rewriter.replaceOp(op, {losses, alpha});
    return success();
  }

private:
  static Value buildAlpha(ImplicitLocOpBuilder &builder, nn::CtcLossOp op, Value n, Value alpha) {
    Sequence sequence(builder, op, n);
    Scalar zero = sequence.index(0), one = sequence.index(1);
    // A path begins with the first blank or the first label.
    alpha = sequence.loop(zero, sequence.states, alpha, [&](Scalar s, Value alpha) {
      Scalar first = sequence.logProb(zero, sequence.classOf(s));
      Scalar canBegin = Scalar::compare(Predicate::sle, s, one);
      return sequence.write(select(canBegin, first, sequence.number(-kInfinity)), alpha, {zero, s});
    });
    return sequence.loop(one, sequence.inputLength, alpha, [&](Scalar t, Value alpha) {
      return sequence.loop(zero, sequence.states, alpha, [&](Scalar s, Value alpha) {
        Scalar arriving = sequence.arriving(s, -1, alpha, t - one);
        Scalar here = arriving + sequence.logProb(t, sequence.classOf(s));
        return sequence.write(here, alpha, {t, s});
      });
    });
  }
};

struct CtcLossGradLowering : OpRewritePattern<nn::CtcLossGradOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::CtcLossGradOp op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    Value beta =
        buildSequences(builder, op, op.getLogAlpha().getType(), 0,
                       [&](Value n, Value slice) { return buildBeta(builder, op, n, slice); });
    rewriter.replaceOp(op, buildSequences(builder, op, op.getType(), 1, [&](Value n, Value slice) {
                         return buildGrad(builder, op, n, beta, slice);
                       }));
    return success();
  }

private:
  static Value buildBeta(ImplicitLocOpBuilder &builder, nn::CtcLossGradOp op, Value n, Value beta) {
    Sequence sequence(builder, op, n);
    Scalar zero = sequence.index(0), one = sequence.index(1);
    Scalar last = maxOf(sequence.inputLength - one, zero);
    // A path ends with the last label or the last blank.
    beta = sequence.loop(zero, sequence.states, beta, [&](Scalar s, Value beta) {
      Scalar ending = sequence.logProb(last, sequence.classOf(s));
      Scalar canEnd = Scalar::compare(Predicate::sge, s, sequence.states - sequence.index(2));
      return sequence.write(select(canEnd, ending, sequence.number(-kInfinity)), beta, {last, s});
    });
    return sequence.loop(zero, last, beta, [&](Scalar i, Value beta) {
      Scalar t = last - one - i;
      return sequence.loop(zero, sequence.states, beta, [&](Scalar s, Value beta) {
        Scalar arriving = sequence.arriving(s, 1, beta, t + one);
        Scalar here = arriving + sequence.logProb(t, sequence.classOf(s));
        return sequence.write(here, beta, {t, s});
      });
    });
  }

  static Value buildGrad(ImplicitLocOpBuilder &builder, nn::CtcLossGradOp op, Value n, Value beta,
                         Value grad) {
    Sequence sequence(builder, op, n);
    Scalar zero = sequence.index(0);
    auto overAll = [&](Value tensor, function_ref<Scalar(Scalar, Scalar, Value)> element) {
      return sequence.loop(
          zero, sequence.index(sequence.times()), tensor, [&](Scalar t, Value tensor) {
            return sequence.loop(zero, sequence.index(sequence.classes()), tensor,
                                 [&](Scalar c, Value tensor) {
                                   return sequence.write(element(t, c, tensor), tensor, {t, c});
                                 });
          });
    };
    // First the logarithm of each class's sum of e^(alpha + beta).
    Value sums = overAll(grad, [&](Scalar, Scalar, Value) { return sequence.number(-kInfinity); });
    sums = sequence.loop(zero, sequence.inputLength, sums, [&](Scalar t, Value sums) {
      return sequence.loop(zero, sequence.states, sums, [&](Scalar s, Value sums) {
        Scalar c = sequence.nearest(sequence.classOf(s));
        Scalar both = sequence.read(op.getLogAlpha(), {n, t, s}) + sequence.read(beta, {n, t, s});
        return sequence.write(logSumExp({sequence.read(sums, {t, c}), both}), sums, {t, c});
      });
    });

    Scalar loss = sequence.loss(sliceOf(builder, op.getLogAlpha(), n));
    Scalar ofLoss = sequence.read(op.getGrad(), n);
    Scalar ofNoPath = sequence.number(op.getZeroInfinity() ? 0 : kNan);
    return overAll(sums, [&](Scalar t, Scalar c, Value sums) {
      Scalar p = sequence.logProb(t, c);
      Scalar value = (exp(p) - exp(sequence.read(sums, {t, c}) + loss - p)) * ofLoss;
      value = select(loss == kInfinity, ofNoPath, value);
      Scalar counts = Scalar::compare(Predicate::slt, t, sequence.inputLength);
      return select(counts, value, sequence.number(0));
    });
  }
};

} // namespace

void luge::populateCtcToLinalgPatterns(RewritePatternSet &patterns) {
  patterns.add<CtcLossGradLowering, CtcLossLowering>(patterns.getContext());
}
