//===- Elementwise.cpp - Lowerings of elementwise ops -------------------------------------===//
#include "compiler/Conversion/NnToLinalg/Loops.h"
#include "compiler/Conversion/NnToLinalg/NnToLinalg.h"
#include "dialects/Nn/NnOps.h"

#include <numbers>

using namespace mlir;
using namespace luge;

//===----------------------------------------------------------------------===//
// What each op does to the elements `x` of its operands
//===----------------------------------------------------------------------===//

using Elements = ArrayRef<Scalar>;

static Scalar compute(nn::AddOp, Elements x) { return x[0] + x[1]; }
static Scalar compute(nn::SubOp, Elements x) { return x[0] - x[1]; }
static Scalar compute(nn::MulOp, Elements x) { return x[0] * x[1]; }
static Scalar compute(nn::DivOp, Elements x) { return x[0] / x[1]; }
static Scalar compute(nn::PowOp, Elements x) { return pow(x[0], x[1]); }
static Scalar compute(nn::MaximumOp, Elements x) { return maximum(x[0], x[1]); }
static Scalar compute(nn::MinimumOp, Elements x) { return minimum(x[0], x[1]); }
static Scalar compute(nn::AndOp, Elements x) { return Scalar::apply<arith::AndIOp>(x[0], x[1]); }
static Scalar compute(nn::OrOp, Elements x) { return Scalar::apply<arith::OrIOp>(x[0], x[1]); }
static Scalar compute(nn::NotOp, Elements x) {
  return Scalar::apply<arith::XOrIOp>(x[0], x[0].constant(1));
}
static Scalar compute(nn::SelectOp, Elements x) { return select(x[0], x[1], x[2]); }

static Scalar compute(nn::NegOp, Elements x) { return -x[0]; }
static Scalar compute(nn::AbsOp, Elements x) { return abs(x[0]); }
static Scalar compute(nn::SignOp, Elements x) {
  return (x[0] > 0.0).castTo(x[0].getType()) - (x[0] < 0.0).castTo(x[0].getType());
}
static Scalar compute(nn::ExpOp, Elements x) { return exp(x[0]); }
static Scalar compute(nn::Expm1Op, Elements x) { return Scalar::apply<math::ExpM1Op>(x[0]); }
static Scalar compute(nn::LogOp, Elements x) { return log(x[0]); }
static Scalar compute(nn::Log1pOp, Elements x) { return Scalar::apply<math::Log1pOp>(x[0]); }
static Scalar compute(nn::SqrtOp, Elements x) { return sqrt(x[0]); }
static Scalar compute(nn::RsqrtOp, Elements x) { return Scalar::apply<math::RsqrtOp>(x[0]); }
static Scalar compute(nn::SinOp, Elements x) { return Scalar::apply<math::SinOp>(x[0]); }
static Scalar compute(nn::CosOp, Elements x) { return Scalar::apply<math::CosOp>(x[0]); }
static Scalar compute(nn::TanhOp, Elements x) { return tanh(x[0]); }
static Scalar compute(nn::ErfOp, Elements x) { return erf(x[0]); }
// Far left the exponential overflows to infinity, and the quotient is 0 as it should be.
static Scalar compute(nn::SigmoidOp, Elements x) { return 1.0 / (1.0 + exp(-x[0])); }
// Not a maximum with 0: comparing lets NaN through, and is one instruction.
static Scalar compute(nn::ReluOp, Elements x) { return select(x[0] < 0.0, x[0].constant(0), x[0]); }

static Scalar compute(nn::GeluOp op, Elements x) {
  using std::numbers::inv_sqrtpi, std::numbers::sqrt2;
  if (op.getApproximate() == nn::GeluApproximation::None)
    return x[0] * 0.5 * (1.0 + erf(x[0] * (1.0 / sqrt2)));
  Scalar inner = sqrt2 * inv_sqrtpi * (x[0] + 0.044715 * (x[0] * x[0] * x[0]));
  return 0.5 * x[0] * (1.0 + tanh(inner));
}

static Scalar compute(nn::CompareOp op, Elements x) {
  struct Predicates {
    arith::CmpFPredicate ofFloats;
    arith::CmpIPredicate ofIntegers;
  };
  auto [ofFloats, ofIntegers] = [&]() -> Predicates {
    using F = arith::CmpFPredicate;
    using I = arith::CmpIPredicate;
    switch (op.getPredicate()) {
    case nn::ComparePredicate::Equal:
      return {F::OEQ, I::eq};
    case nn::ComparePredicate::NotEqual:
      return {F::UNE, I::ne};
    case nn::ComparePredicate::Less:
      return {F::OLT, I::slt};
    case nn::ComparePredicate::LessEqual:
      return {F::OLE, I::sle};
    case nn::ComparePredicate::Greater:
      return {F::OGT, I::sgt};
    case nn::ComparePredicate::GreaterEqual:
      return {F::OGE, I::sge};
    }
    llvm_unreachable("predicate is not one of the enum");
  }();
  return x[0].isFloat() ? Scalar::compare(ofFloats, x[0], x[1])
                        : Scalar::compare(ofIntegers, x[0], x[1]);
}

static Scalar compute(nn::CastOp op, Elements x) {
  return x[0].castTo(op.getType().getElementType());
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

namespace {

template <typename Op> struct ElementwiseLowering : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    SmallVector<LoopOperand> operands(op->operand_begin(), op->operand_end());
    rewriter.replaceOp(op, buildMap(builder, op.getType(), operands,
                                    [&](Elements elements) { return compute(op, elements); }));
    return success();
  }
};

/// With the gradients built, nothing is left to be kept from flowing back.
struct DetachLowering : OpRewritePattern<nn::DetachOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(nn::DetachOp op, PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, op.getOperand());
    return success();
  }
};

} // namespace

template <typename... Ops> static void addElementwise(RewritePatternSet &patterns) {
  patterns.add<ElementwiseLowering<Ops>...>(patterns.getContext());
}

void luge::populateElementwiseToLinalgPatterns(RewritePatternSet &patterns) {
  addElementwise<nn::AddOp, nn::SubOp, nn::MulOp, nn::DivOp, nn::PowOp, nn::MaximumOp,
                 nn::MinimumOp, nn::AndOp, nn::OrOp, nn::NotOp, nn::SelectOp, nn::CompareOp,
                 nn::CastOp>(patterns);
  addElementwise<nn::NegOp, nn::AbsOp, nn::SignOp, nn::ExpOp, nn::Expm1Op, nn::LogOp, nn::Log1pOp,
                 nn::SqrtOp, nn::RsqrtOp, nn::SinOp, nn::CosOp, nn::TanhOp, nn::ErfOp,
                 nn::SigmoidOp, nn::ReluOp, nn::GeluOp>(patterns);
  patterns.add<DetachLowering>(patterns.getContext());
}
