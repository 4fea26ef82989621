//===- MathExponential.cpp - exp, expm1, tanh, erf ------------------------===//
#include "compiler/Codegen/MathEmitter.h"

#include <numbers>

using namespace mlir;

namespace luge {

MathEmitter::Reduction MathEmitter::reduce(Value x) {
  auto [n, bits] = roundProduct(x, std::numbers::log2e);
  Value first = fma(n, constant(-format.ln2High), x);
  return {n, bits, first, fma(n, constant(-format.ln2Low), first)};
}

Value MathEmitter::clampExponent(Value x) { return clamp(x, format.expLow, format.expHigh); }

/// Scales in two steps, since 2^exponent alone may overflow or be subnormal.
Value MathEmitter::expOfClamped(Value x, Value correction) {
  Reduction reduced = reduce(x);
  Value r = correction ? add(reduced.remainder, correction) : reduced.remainder;
  Value p = add(fma(mul(r, r), evaluate(format.exp, r), r), constant(1));
  Value half = arith::ShRSIOp::create(b, reduced.exponent, integer(1));
  Value rest = arith::SubIOp::create(b, reduced.exponent, half);
  return mul(mul(p, powerOfTwo(half)), powerOfTwo(rest));
}

Value MathEmitter::exp(Value x) { return expOfClamped(clampExponent(x)); }

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
  Value half = halfOfExpm1(clamp(x, format.expm1Low, format.expHigh));
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

/// A polynomial up to 1, then 1 - e^-q with a polynomial q.
Value MathEmitter::erf(Value x) {
  Value magnitude = abs(x), one = constant(1);
  Value small = fma(x, evaluate(format.erfSmall, mul(x, x)), x);
  Value q = evaluate(format.erfLarge, sub(clampAbove(magnitude, format.erfOne), one));
  Value large = copySign(sub(one, expOfClamped(negate(q))), x);
  return select(compare(arith::CmpFPredicate::OLT, magnitude, one), small, large);
}

} // namespace luge
