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

static Scalar copySign(Scalar magnitude, Scalar sign) {
  return Scalar::apply<math::CopySignOp>(magnitude, sign);
}

/// Horner's scheme, highest power first.
static Scalar evaluate(ArrayRef<double> polynomial, Scalar x) {
  Scalar sum = x.constant(polynomial.front());
  for (double coefficient : polynomial.drop_front())
    sum = sum * x + coefficient;
  return sum;
}

/// By the angles 0, pi/4 or pi/2 and a rational function of the rest (Moshier, Cephes, atan.c).
static Scalar atan(Scalar x) {
  constexpr double numerator[] = {-8.750608600031904122785e-1, -1.615753718733365076637e1,
                                  -7.500855792314704667340e1, -1.228866684490136173410e2,
                                  -6.485021904942025371773e1};
  constexpr double denominator[] = {1,
                                    2.485846490142306297962e1,
                                    1.650270098316988542046e2,
                                    4.328810604912902668951e2,
                                    4.853903996359136964868e2,
                                    1.945506571482613964425e2};
  Scalar size = abs(x), isSteep = size > 2.41421356237309504880, isDiagonal = size > 0.66;
  Scalar steep = x.constant(std::numbers::pi / 2), diagonal = x.constant(std::numbers::pi / 4);
  Scalar angle = select(isSteep, steep, select(isDiagonal, diagonal, x.constant(0)));
  Scalar rest = select(isSteep, -1.0 / size, select(isDiagonal, (size - 1.0) / (size + 1.0), size));
  Scalar square = rest * rest;
  Scalar curve = square * evaluate(numerator, square) / evaluate(denominator, square);
  return copySign(angle + (rest + rest * curve), x);
}

/// Beyond, x^2 + 1 and x^2 - 1 are x^2, which may overflow.
static constexpr double kRootsOverflow = 1e9;
static Scalar logOfDouble(Scalar x) { return log(x) + std::numbers::ln2; }

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
static Scalar compute(nn::TanOp, Elements x) {
  return Scalar::apply<math::SinOp>(x[0]) / Scalar::apply<math::CosOp>(x[0]);
}
static Scalar compute(nn::AsinOp, Elements x) {
  return atan(x[0] / sqrt((1.0 - x[0]) * (1.0 + x[0])));
}
static Scalar compute(nn::AcosOp, Elements x) {
  return 2.0 * atan(sqrt((1.0 - x[0]) / (1.0 + x[0])));
}
static Scalar compute(nn::AtanOp, Elements x) { return atan(x[0]); }
static Scalar compute(nn::Atan2Op, Elements x) {
  Scalar height = abs(x[0]), width = abs(x[1]);
  Scalar areEqual = Scalar::compare(arith::CmpFPredicate::OEQ, height, width);
  // Of two zeros 0, of two infinities 1.
  Scalar diagonal = select(height == 0.0, height, height.constant(1));
  Scalar angle = atan(select(areEqual, diagonal, height / width));
  Scalar isLeft = x[1] < 0.0;
  // -0 lies to the left, too.
  isLeft = select(x[1] == 0.0, 1.0 / x[1] < 0.0, isLeft);
  return copySign(select(isLeft, std::numbers::pi - angle, angle), x[0]);
}
static Scalar compute(nn::SinhOp, Elements x) {
  Scalar size = abs(x[0]);
  // A root of the exponential, which overflows no sooner than the result.
  Scalar root = exp(size * 0.5), less = Scalar::apply<math::ExpM1Op>(size);
  Scalar large = root * 0.5 * root - 0.5 / root / root;
  Scalar small = (less + less / (1.0 + less)) * 0.5;
  return copySign(select(size < 1.0, small, large), x[0]);
}
static Scalar compute(nn::CoshOp, Elements x) {
  Scalar root = exp(abs(x[0]) * 0.5);
  return root * 0.5 * root + 0.5 / root / root;
}
static Scalar compute(nn::AsinhOp, Elements x) {
  Scalar size = abs(x[0]), square = size * size;
  Scalar small = Scalar::apply<math::Log1pOp>(size + square / (1.0 + sqrt(square + 1.0)));
  return copySign(select(size > kRootsOverflow, logOfDouble(size), small), x[0]);
}
static Scalar compute(nn::AcoshOp, Elements x) {
  Scalar above = x[0] - 1.0;
  Scalar small = Scalar::apply<math::Log1pOp>(above + sqrt(above * (above + 2.0)));
  Scalar nan = x[0].constant(std::numeric_limits<double>::quiet_NaN());
  return select(x[0] < 1.0, nan, select(x[0] > kRootsOverflow, logOfDouble(x[0]), small));
}
static Scalar compute(nn::AtanhOp, Elements x) {
  Scalar size = abs(x[0]);
  return copySign(Scalar::apply<math::Log1pOp>(2.0 * size / (1.0 - size)) * 0.5, x[0]);
}
static Scalar compute(nn::TanhOp, Elements x) { return tanh(x[0]); }
static Scalar compute(nn::ErfOp, Elements x) { return erf(x[0]); }
// Far left the exponential overflows to infinity, and the quotient is 0 as it should be.
static Scalar compute(nn::SigmoidOp, Elements x) { return 1.0 / (1.0 + exp(-x[0])); }
// Not a maximum with 0: comparing lets NaN through, and is one instruction.
static Scalar compute(nn::ReluOp, Elements x) { return select(x[0] < 0.0, x[0].constant(0), x[0]); }

static Scalar compute(nn::FloorOp, Elements x) { return Scalar::apply<math::FloorOp>(x[0]); }
static Scalar compute(nn::CeilOp, Elements x) { return Scalar::apply<math::CeilOp>(x[0]); }
static Scalar compute(nn::RoundOp, Elements x) { return Scalar::apply<math::RoundEvenOp>(x[0]); }
static Scalar compute(nn::TruncOp, Elements x) { return Scalar::apply<math::TruncOp>(x[0]); }
static Scalar compute(nn::FmodOp, Elements x) { return Scalar::apply<arith::RemFOp>(x[0], x[1]); }

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
                 nn::CastOp, nn::FmodOp, nn::Atan2Op>(patterns);
  addElementwise<nn::NegOp, nn::AbsOp, nn::SignOp, nn::ExpOp, nn::Expm1Op, nn::LogOp, nn::Log1pOp,
                 nn::SqrtOp, nn::RsqrtOp, nn::SinOp, nn::CosOp, nn::TanhOp, nn::ErfOp,
                 nn::SigmoidOp, nn::ReluOp, nn::GeluOp>(patterns);
  addElementwise<nn::TanOp, nn::AsinOp, nn::AcosOp, nn::AtanOp, nn::SinhOp, nn::CoshOp, nn::AsinhOp,
                 nn::AcoshOp, nn::AtanhOp, nn::FloorOp, nn::CeilOp, nn::RoundOp, nn::TruncOp>(
      patterns);
  patterns.add<DetachLowering>(patterns.getContext());
}
