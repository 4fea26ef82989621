//===- MathExponential.cpp - exp, expm1, tanh, erf ------------------------===//
#include "compiler/Codegen/MathEmitter.h"

#include <limits>
#include <numbers>

using namespace mlir;

namespace luge {

MathEmitter::Reduction MathEmitter::reduce(Value x) {
  auto [n, bits] = roundProduct(x, std::numbers::log2e);
  Value first = fma(n, constant(-format.ln2High), x);
  return {n, bits, first, fma(n, constant(-format.ln2Low), first)};
}

/// Scales by adding to the exponent: 2^exponent alone may overflow where the product does not. What would be subnormal is
/// zero. NaN is neither below nor above, and goes the way of infinity.
Value MathEmitter::expCorrected(Value x, Value correction) {
  Reduction reduced = reduce(x);
  Value r = correction ? add(reduced.remainder, correction) : reduced.remainder;
  Value p = add(fma(mul(r, r), evaluate(format.exp, r), r), constant(1));
  Value shift = arith::ShLIOp::create(b, reduced.exponent, integer(format.mantissaBits));
  Value y = floats(arith::AddIOp::create(b, bits(p), shift));
  y = select(compare(arith::CmpFPredicate::OLT, x, constant(format.expMin)), constant(0), y);
  Value beyond = add(x, constant(std::numeric_limits<double>::infinity()));
  return select(compare(arith::CmpFPredicate::OLE, x, constant(format.expMax)), y, beyond);
}

Value MathEmitter::exp(Value x) { return expCorrected(x, /*correction=*/{}); }

/// scale (e^r - 1) + (scale - 1/2) with scale = 2^(n-1), where what rounding takes from r and from the larger
/// terms comes back with the smaller ones.
Value MathEmitter::halfOfExpm1(Value x) {
  Reduction reduced = reduce(x);
  Value r = reduced.remainder;
  Value rLow = fma(reduced.number, constant(-format.ln2Low), sub(reduced.first, r));
  Value tail = fma(mul(r, r), evaluate(format.exp, r), rLow);
  Value scale = powerOfTwo(arith::SubIOp::create(b, reduced.exponent, integer(1)));
  Value rest = sub(scale, constant(0.5));
  Value sum = fma(scale, r, rest);
  Value sumLow = fma(scale, r, sub(rest, sum));
  return add(sum, fma(scale, tail, sumLow));
}

/// Of negative zero, the sum is positive.
Value MathEmitter::expm1(Value x) {
  Value half = halfOfExpm1(clamp(x, format.expm1Low, format.expm1High));
  return copySign(add(half, half), x);
}

/// tanh|x| = h/(h + 1) with h = (e^(2|x|) - 1)/2. The quotient is corrected by what rounding takes from h + 1.
Value MathEmitter::tanh(Value x) {
  Value magnitude = clampAbove(abs(x), format.tanhOne), one = constant(1);
  Value h = halfOfExpm1(add(magnitude, magnitude));
  Value divisor = add(h, one);
  Value lost = sub(h, sub(divisor, one));
  Value reciprocal = div(one, divisor);
  Value y = mul(h, reciprocal);
  Value rest = fma(negate(y), lost, fma(negate(y), divisor, h));
  return copySign(fma(rest, reciprocal, y), x);
}

/// A polynomial up to 1, then 1 - q e^-x^2 with a polynomial q. That exponential is also in the derivative, where there is
/// one beside: then it is computed once.
Value MathEmitter::erf(Value x) {
  Value magnitude = abs(x), square = mul(x, x), one = constant(1);
  Value small = fma(x, evaluate(format.erfSmall, square), x);
  Value q = evaluate(format.erfLarge, sub(clampAbove(magnitude, format.erfOne), one));
  Value large = copySign(fma(negate(q), exp(negate(square)), one), x);
  return select(compare(arith::CmpFPredicate::OGE, magnitude, one), large, small);
}

} // namespace luge
