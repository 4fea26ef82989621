//===- ExpandMath.cpp - Elementary functions on vectors ---------------------===//
//
// Replaces exp, log, log1p, tanh and erf on vectors by straight-line code:
// without it, LLVM calls libm once per lane. Upstream's approximations
// (MathPolynomialApproximation) exist for f32 only and reach 4.3 ULP for tanh
// and 4.4 ULP for erf; the bounds here are in test/Numeric/math_accuracy.py,
// which also runs over every f32 value.
//
// All polynomials are minimax fits (Remez) of the function named beside them.
// NaN travels through every path: clamps are compare-and-select with the
// operand in the "else" place, and integers are made by adding 1.5 * 2^mantissa
// rather than by conversion, which is undefined for NaN.
//
//===----------------------------------------------------------------------===//

#include "compiler/Codegen/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

#include <limits>
#include <numbers>

namespace luge {
#define GEN_PASS_DEF_EXPANDMATHPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace {

/// Coefficients, lowest power first.
using Polynomial = ArrayRef<double>;

/// What differs between f32 and f64.
struct Format {
  int mantissaBits;
  int exponentBias;
  /// ln 2 as a sum: `ln2High` has enough trailing zeros to make n * ln2High
  /// exact for every exponent n.
  double ln2High, ln2Low;
  /// exp is zero below and infinite above.
  double expLow, expHigh;
  /// tanh rounds to one above.
  double tanhOne;
  double minNormal;
  /// (e^r - 1 - r) / r^2 on [-ln2/2, ln2/2].
  Polynomial exp;
};

constexpr double expF32[] = {0.50000000678374165033,   0.1666666586685338859,
                             0.041666294369286790849,  0.0083334973807109632657,
                             0.0013944703364145889703, 0.00019790275967439557833};
constexpr double expF64[] = {
    0.50000000000000000441,    0.1666666666666668348,    0.041666666666666091936,
    0.0083333333333169877381,  0.0013888888889116427649, 0.00019841269896502362165,
    0.00002480158692551706859, 2.7557234740341549668e-6, 2.7557582500717099817e-7,
    2.511208025578402969e-8,   2.0826503637353737454e-9};
/// (log1p(f) - f + f^2/2) / f^3 on [sqrt(1/2) - 1, sqrt(2) - 1].
constexpr double logF32[] = {
    0.3333331044794894486,   -0.24999986575881627415, 0.20002226110807331099,
    -0.16669251727337140132, 0.14218668259173443519,  -0.12384338486709170094,
    0.11872894898752032653,  -0.11789839229922253214, 0.069155861759922276795};
/// (log((1 + s)/(1 - s)) / s - 2) / s^2 as a polynomial in s^2, s = f/(2 + f).
constexpr double logF64[] = {0.66666666666666660933, 0.40000000000006287133, 0.28571428569072961329,
                             0.22222222648750231127, 0.18181775508562424921, 0.15387097649215058414,
                             0.13249962055732696858, 0.13253754662072746471};
/// erf(x)/x - 1 as a polynomial in x^2 on [0, 1].
constexpr double erfSmallF32[] = {0.1283791670580307411,     -0.3761263843459815586,
                                  0.1128378197335500297,     -0.026865400004586982897,
                                  0.0052209453403480759363,  -0.00084828276310093963386,
                                  0.00011256939733466066807, -9.6414938714942064533e-6};
/// -log(1 - erf(x)) on [1, 4].
constexpr double erfLargeF32[] = {-0.00018845830547354870959, 1.1295802702624436104,
                                  0.63321647198986930247,     0.10842202484467688348,
                                  -0.025210295970229326564,   0.0042052696438341389987,
                                  -0.00044146980756272712972, 0.00002169738898862322698};

const Format formatF32 = {
    23, 127, 0.693145751953125, 1.428606765330187045e-06, -104.0, 89.0, 10.0, 0x1p-126, expF32};
const Format formatF64 = {
    52,        1023,  0x1.62e42fee00000p-1, 1.90821492927058770002e-10, -746.0, 710.0, 20.0,
    0x1p-1022, expF64};

/// Builds arithmetic on one vector type of f32 or f64.
class Expander {
public:
  Expander(ImplicitLocOpBuilder &b, VectorType type)
      : b(b), type(type), format(type.getElementType().isF32() ? formatF32 : formatF64),
        integers(type.clone(b.getIntegerType(type.getElementTypeBitWidth()))) {}

  Value exp(Value x) { return expOfClamped(clamp(x, format.expLow, format.expHigh)); }

  Value log(Value x) {
    // Subnormals get a normal mantissa first.
    double shift = format.mantissaBits + 1;
    Value isSmall = compare(arith::CmpFPredicate::OLT, x, constant(format.minNormal));
    Split split = splitAtOne(select(isSmall, mul(x, constant(std::exp2(shift))), x));
    Value exponent = add(split.exponent, select(isSmall, constant(-shift), constant(0)));
    return logSpecial(x, logOfSplit({exponent, split.fraction}));
  }

  /// log(1 + x) = log(u) + (x - (u - 1))/u with u = 1 + x rounded; close to zero
  /// x itself is the fraction.
  Value log1p(Value x) {
    Value one = constant(1);
    Value u = add(x, one);
    Split split = splitAtOne(u);
    Value near = compare(arith::CmpFPredicate::OEQ, split.exponent, constant(0));
    Value lost = div(sub(x, sub(u, one)), u);
    Value y = logOfSplit({split.exponent, select(near, x, split.fraction)},
                         select(near, constant(0), lost));
    return logSpecial(u, y);
  }

  /// tanh|x| = m/(m + 2) with m = e^(2|x|) - 1.
  Value tanh(Value x) {
    Value magnitude = clampAbove(math::AbsFOp::create(b, x), format.tanhOne);
    Reduction y = reduce(add(magnitude, magnitude));
    Value scale = powerOfTwo(y.exponent);
    Value m = fma(expm1OfReduced(y.remainder), scale, sub(scale, constant(1)));
    return math::CopySignOp::create(b, div(m, add(m, constant(2))), x);
  }

  Value erfF32(Value x) {
    Value magnitude = math::AbsFOp::create(b, x);
    Value one = constant(1);
    Value small = fma(x, evaluate(erfSmallF32, mul(x, x)), x);
    Value q = evaluate(erfLargeF32, clampAbove(magnitude, 4.0));
    Value large = math::CopySignOp::create(b, sub(one, expOfClamped(negate(q))), x);
    return select(compare(arith::CmpFPredicate::OLT, magnitude, one), small, large);
  }

private:
  /// x = exponent * ln2 + remainder, |remainder| <= ln2/2.
  struct Reduction {
    Value exponent; // integer
    Value remainder;
  };

  Reduction reduce(Value x) {
    Value magic = constant(std::ldexp(1.5, format.mantissaBits));
    Value shifted = fma(x, constant(std::numbers::log2e), magic);
    Value n = sub(shifted, magic);
    Value r = fma(n, constant(-format.ln2High), x);
    r = fma(n, constant(-format.ln2Low), r);
    return {arith::SubIOp::create(b, bits(shifted), bits(magic)), r};
  }

  Value expm1OfReduced(Value r) { return fma(mul(r, r), evaluate(format.exp, r), r); }

  /// Scales in two steps, since 2^exponent alone may overflow or be subnormal.
  Value expOfClamped(Value x) {
    Reduction reduced = reduce(x);
    Value p = add(expm1OfReduced(reduced.remainder), constant(1));
    Value half = arith::ShRSIOp::create(b, reduced.exponent, integer(1));
    Value rest = arith::SubIOp::create(b, reduced.exponent, half);
    return mul(mul(p, powerOfTwo(half)), powerOfTwo(rest));
  }

  /// x = 2^exponent * (1 + fraction), 1 + fraction in [sqrt(1/2), sqrt(2)).
  struct Split {
    Value exponent; // float
    Value fraction;
  };

  Split splitAtOne(Value x) {
    int64_t rootHalf = format.mantissaBits == 23
                           ? llvm::bit_cast<int32_t>(static_cast<float>(std::numbers::sqrt2 / 2))
                           : llvm::bit_cast<int64_t>(std::numbers::sqrt2 / 2);
    Value offset = arith::SubIOp::create(b, bits(x), integer(rootHalf));
    Value exponent = arith::ShRSIOp::create(b, offset, integer(format.mantissaBits));
    Value mantissa =
        arith::AndIOp::create(b, offset, integer((int64_t(1) << format.mantissaBits) - 1));
    Value m = floats(arith::AddIOp::create(b, mantissa, integer(rootHalf)));
    return {arith::SIToFPOp::create(b, type, exponent), sub(m, constant(1))};
  }

  /// f32: f - f^2/2 + f^3 P(f); f64: s (f^2/2 + z P(z)) instead of the cubic
  /// term, s = f/(2 + f), z = s^2. ln2Low and `correction` go in with the small
  /// terms.
  Value logOfSplit(Split split, Value correction = {}) {
    auto [k, f] = split;
    Value halfSquare = mul(mul(f, f), constant(0.5));
    Value high = mul(k, constant(format.ln2High)), low = mul(k, constant(format.ln2Low));
    if (correction)
      low = add(low, correction);
    if (format.mantissaBits == 23) {
      Value cubic = mul(mul(mul(f, f), f), evaluate(logF32, f));
      return add(high, add(f, sub(add(cubic, low), halfSquare)));
    }
    Value s = div(f, add(f, constant(2)));
    Value z = mul(s, s);
    Value tail = mul(s, fma(z, evaluate(logF64, z), halfSquare));
    return sub(high, sub(sub(halfSquare, add(tail, low)), f));
  }

  /// The logarithm of x where `y` is not: zero, negatives, infinity, NaN.
  Value logSpecial(Value x, Value y) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Value zero = constant(0);
    y = select(compare(arith::CmpFPredicate::OLT, x, zero),
               constant(std::numeric_limits<double>::quiet_NaN()), y);
    y = select(compare(arith::CmpFPredicate::OEQ, x, zero), constant(-infinity), y);
    return select(compare(arith::CmpFPredicate::OLT, x, constant(infinity)), y, x);
  }

  /// 2^n for n within the exponents of normal numbers.
  Value powerOfTwo(Value n) {
    Value biased = arith::AddIOp::create(b, n, integer(format.exponentBias));
    return floats(arith::ShLIOp::create(b, biased, integer(format.mantissaBits)));
  }

  /// Horner's scheme.
  Value evaluate(Polynomial p, Value x) {
    Value result = constant(p.back());
    for (double coefficient : llvm::reverse(p.drop_back()))
      result = fma(result, x, constant(coefficient));
    return result;
  }

  Value clampAbove(Value x, double high) {
    Value bound = constant(high);
    return select(compare(arith::CmpFPredicate::OGT, x, bound), bound, x);
  }
  Value clamp(Value x, double low, double high) {
    Value bound = constant(low);
    Value raised = select(compare(arith::CmpFPredicate::OLT, x, bound), bound, x);
    return clampAbove(raised, high);
  }

  Value add(Value x, Value y) { return arith::AddFOp::create(b, x, y); }
  Value sub(Value x, Value y) { return arith::SubFOp::create(b, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }
  Value div(Value x, Value y) { return arith::DivFOp::create(b, x, y); }
  Value negate(Value x) { return arith::NegFOp::create(b, x); }
  Value fma(Value x, Value y, Value z) { return math::FmaOp::create(b, x, y, z); }
  Value select(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }
  Value compare(arith::CmpFPredicate predicate, Value x, Value y) {
    return arith::CmpFOp::create(b, predicate, x, y);
  }
  Value bits(Value x) { return arith::BitcastOp::create(b, integers, x); }
  Value floats(Value x) { return arith::BitcastOp::create(b, type, x); }
  Value constant(double value) {
    return arith::ConstantOp::create(
        b, DenseElementsAttr::get(type, FloatAttr::get(type.getElementType(), value).getValue()));
  }
  Value integer(int64_t value) {
    return arith::ConstantOp::create(
        b, DenseElementsAttr::get(integers, b.getIntegerAttr(integers.getElementType(), value)));
  }

  ImplicitLocOpBuilder &b;
  VectorType type;
  const Format &format;
  VectorType integers;
};

/// Replaces `Op` on vectors of f32, and of f64 if `SupportsF64`.
template <typename Op, Value (Expander::*expand)(Value), bool SupportsF64 = true>
struct ExpandOnVectors : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;

  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    if (!type || !(type.getElementType().isF32() || (SupportsF64 && type.getElementType().isF64())))
      return rewriter.notifyMatchFailure(op, "not a vector of a supported float type");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    rewriter.replaceOp(op, (Expander(b, type).*expand)(op.getOperand()));
    return success();
  }
};

struct ExpandMath : luge::impl::ExpandMathPassBase<ExpandMath> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ExpandOnVectors<math::ExpOp, &Expander::exp>,
                 ExpandOnVectors<math::LogOp, &Expander::log>,
                 ExpandOnVectors<math::Log1pOp, &Expander::log1p>,
                 ExpandOnVectors<math::TanhOp, &Expander::tanh>,
                 ExpandOnVectors<math::ErfOp, &Expander::erfF32, /*SupportsF64=*/false>>(
        &getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
