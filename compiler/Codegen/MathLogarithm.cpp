//===- MathLogarithm.cpp - log, log1p, pow, rsqrt -------------------------===//
#include "compiler/Codegen/MathEmitter.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>
#include <numbers>

using namespace mlir;

namespace luge {

/// (log1p(f) - f + f^2/2) / f^3 on [sqrt(1/2) - 1, sqrt(2) - 1].
static constexpr double logF32[] = {
    0.3333331044794894486,   -0.24999986575881627415, 0.20002226110807331099,
    -0.16669251727337140132, 0.14218668259173443519,  -0.12384338486709170094,
    0.11872894898752032653,  -0.11789839229922253214, 0.069155861759922276795};
/// (log((1 + s)/(1 - s)) / s - 2) / s^2 as a polynomial in s^2, s = f/(2 + f).
static constexpr double logF64[] = {
    0.66666666666666660933, 0.40000000000006287133, 0.28571428569072961329, 0.22222222648750231127,
    0.18181775508562424921, 0.15387097649215058414, 0.13249962055732696858, 0.13253754662072746471};
/// The same, but 2/3, divided by s^2.
static constexpr double logTail[] = {
    0.39999999999999977324, 0.28571428571445218555, 0.22222222217510425482, 0.1818181887351315281,
    0.15384556652572788116, 0.13336325830577230275, 0.11674647588486769338, 0.11990438095359509491};

static constexpr double infinity = std::numeric_limits<double>::infinity();
static constexpr double quietNan = std::numeric_limits<double>::quiet_NaN();

MathEmitter::Split MathEmitter::splitAtOne(Value x) {
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

/// Subnormals get a normal mantissa first.
MathEmitter::Split MathEmitter::splitPositive(Value x) {
  double shift = format.mantissaBits + 1;
  Value isSmall = compare(arith::CmpFPredicate::OLT, x, constant(format.minNormal));
  Split split = splitAtOne(select(isSmall, mul(x, constant(std::exp2(shift))), x));
  return {add(split.exponent, select(isSmall, constant(-shift), constant(0))), split.fraction};
}

/// f32: f - f^2/2 + f^3 P(f); f64: s (f^2/2 + z P(z)) instead of the cubic term, s = f/(2 + f), z = s^2.
/// ln2Low and `correction` go in with the small terms.
Value MathEmitter::logOfSplit(Split split, Value correction) {
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

Value MathEmitter::logSpecial(Value x, Value y) {
  Value zero = constant(0);
  y = select(compare(arith::CmpFPredicate::OLT, x, zero), constant(quietNan), y);
  y = select(compare(arith::CmpFPredicate::OEQ, x, zero), constant(-infinity), y);
  return select(compare(arith::CmpFPredicate::OLT, x, constant(infinity)), y, x);
}

Value MathEmitter::log(Value x) { return logSpecial(x, logOfSplit(splitPositive(x))); }

/// log(1 + x) = log(u) + (x - (u - 1))/u with u = 1 + x rounded; close to zero x itself is the fraction.
Value MathEmitter::log1p(Value x) {
  Value one = constant(1);
  Value u = add(x, one);
  Split split = splitAtOne(u);
  Value near = compare(arith::CmpFPredicate::OEQ, split.exponent, constant(0));
  Value lost = div(sub(x, sub(u, one)), u);
  Value y = logOfSplit({split.exponent, select(near, x, split.fraction)},
                       select(near, constant(0), lost));
  return logSpecial(u, y);
}

/// One step of Newton's from the rounded 1/sqrt(x), whose error is taken exactly: y + y (1 - x y^2)/2.
Value MathEmitter::rsqrt(Value x) {
  Value y = div(constant(1), math::SqrtOp::create(b, x));
  auto [root, rootLow] = multiplyExactly(x, y);
  Value rest = fma(negate(rootLow), y, fma(negate(root), y, constant(1)));
  Value better = fma(mul(y, constant(0.5)), rest, y);
  // There is no rest at zero and infinity.
  return select(compare(arith::CmpFPredicate::ORD, rest, rest), better, y);
}

//===----------------------------------------------------------------------===//
// pow: e^(y log|x|), with a logarithm of twice the precision
//===----------------------------------------------------------------------===//

/// k ln2 + 2s + s^3 (2/3 + s^2 T(s^2)), s = f/(2 + f).
MathEmitter::Pair MathEmitter::logPair(Value x) {
  auto [k, f] = splitPositive(x);
  Value two = constant(2);
  Value divisor = add(f, two);
  Value divisorLow = sub(f, sub(divisor, two));
  Value s = div(f, divisor);
  Value rest = fma(negate(s), divisorLow, fma(negate(s), divisor, f));
  Pair quotient = {s, div(rest, divisor)};

  Pair square = multiply(quotient, quotient);
  constexpr double twoThirds = 2.0 / 3, twoThirdsLow = 0x1.5555555555555p-55;
  Pair factor = addToLarger(constant(twoThirds), mul(square.high, evaluate(logTail, square.high)));
  factor.low = add(factor.low, constant(twoThirdsLow));
  Pair cubic = multiply(quotient, multiply(square, factor));
  Pair sum = addToLarger(add(s, s), cubic.high);
  Value low = add(sum.low, add(cubic.low, add(quotient.low, quotient.low)));
  Pair total = addToLarger(mul(k, constant(format.ln2High)), sum.high);
  return {logSpecial(x, total.high), add(total.low, fma(k, constant(format.ln2Low), low))};
}

Value MathEmitter::powOfMagnitude(Value x, Value y) {
  Pair log = logPair(x);
  Value high = mul(y, log.high);
  Value low = fma(y, log.low, fma(y, log.high, negate(high)));
  return expCorrected(high, low);
}

Value MathEmitter::pow(Value x, Value y) {
  Value zero = constant(0), one = constant(1);
  // Any larger exponent gives zero, one or infinity, too.
  constexpr double large = 0x1p70;
  Value magnitude = abs(x), exponent = clamp(y, -large, large), power;
  if (format.mantissaBits == 23) {
    // f64 has all the precision it takes.
    VectorType wide = type.clone(b.getF64Type());
    MathEmitter inner(b, wide);
    Value log = inner.log(arith::ExtFOp::create(b, wide, magnitude));
    Value product = inner.mul(arith::ExtFOp::create(b, wide, exponent), log);
    power = arith::TruncFOp::create(b, type, inner.exp(product));
  } else {
    power = powOfMagnitude(magnitude, exponent);
  }

  Value halfOfY = mul(y, constant(0.5));
  Value isInteger = compare(arith::CmpFPredicate::OEQ, truncate(y), y);
  Value isEven = compare(arith::CmpFPredicate::OEQ, truncate(halfOfY), halfOfY);
  Value ofInteger = select(isEven, power, copySign(power, x));
  Value hasNoRoot =
      arith::AndIOp::create(b, compare(arith::CmpFPredicate::OLT, x, zero),
                            compare(arith::CmpFPredicate::OGT, x, constant(-infinity)));
  Value ofFraction = select(hasNoRoot, constant(quietNan), power);
  Value isOne = arith::OrIOp::create(b, compare(arith::CmpFPredicate::OEQ, x, one),
                                     compare(arith::CmpFPredicate::OEQ, y, zero));
  return select(isOne, one, select(isInteger, ofInteger, ofFraction));
}

} // namespace luge
