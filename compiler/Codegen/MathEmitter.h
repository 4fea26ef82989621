//===- MathEmitter.h - Elementary functions on vectors ----------*- C++ -*-===//
//
// Straight-line code for elementary functions. All polynomials are minimax fits (Remez) of the function named
// beside them; test/Numeric/math_accuracy.py has the bounds of the errors, and runs over every f32 value.
//
// NaN travels through every path: clamps are compare-and-select with the operand in the "else" place, and
// integers are made by adding 1.5 * 2^mantissa rather than by conversion, which is undefined for NaN.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_CODEGEN_MATHEMITTER_H
#define LUGE_CODEGEN_MATHEMITTER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace luge {

/// Coefficients, lowest power first.
using Polynomial = llvm::ArrayRef<double>;

/// Builds functions of one vector type of f32 or f64.
class MathEmitter {
public:
  MathEmitter(mlir::ImplicitLocOpBuilder &builder, mlir::VectorType type);

  mlir::Value exp(mlir::Value x);
  mlir::Value expm1(mlir::Value x);
  mlir::Value tanh(mlir::Value x);
  mlir::Value log(mlir::Value x);
  mlir::Value log1p(mlir::Value x);
  mlir::Value pow(mlir::Value x, mlir::Value y);
  mlir::Value rsqrt(mlir::Value x);
  mlir::Value sin(mlir::Value x);
  mlir::Value cos(mlir::Value x);
  mlir::Value erf(mlir::Value x);

private:
  /// A number of twice the precision: high + low.
  struct Pair {
    mlir::Value high, low;
  };

  //===--------------------------------------------------------------------===//
  // Parts of exponentials and logarithms
  //===--------------------------------------------------------------------===//

  /// x = exponent * ln2 + remainder, |remainder| <= ln2/2; `first` is x - number * ln2High.
  struct Reduction {
    mlir::Value number, exponent; // as a float, as an integer
    mlir::Value first, remainder;
  };
  Reduction reduce(mlir::Value x);
  mlir::Value halfOfExpm1(mlir::Value x);
  /// e^(x + correction); a small correction may be null.
  mlir::Value expCorrected(mlir::Value x, mlir::Value correction);

  /// x = 2^exponent * (1 + fraction), 1 + fraction in [sqrt(1/2), sqrt(2)).
  struct Split {
    mlir::Value exponent; // float
    mlir::Value fraction;
  };
  /// Of normal numbers.
  Split splitAtOne(mlir::Value x);
  /// Of subnormal ones, too.
  Split splitPositive(mlir::Value x);
  /// The logarithm of a split number, plus a small correction, which may be null.
  mlir::Value logOfSplit(Split split, mlir::Value correction = {});
  /// The logarithm of x where `y` is not: zero, negatives, infinity, NaN.
  mlir::Value logSpecial(mlir::Value x, mlir::Value y);

  /// f64 only.
  Pair logPair(mlir::Value x);
  /// x^y for x >= 0 and y finite; f64 only.
  mlir::Value powOfMagnitude(mlir::Value x, mlir::Value y);

  //===--------------------------------------------------------------------===//
  // Parts of trigonometric functions
  //===--------------------------------------------------------------------===//

  /// The sine of x + quarters * pi/2, for x up to `sinMax`.
  mlir::Value sinOfReduced(mlir::Value x, int64_t quarters);
  /// `reduced` for x up to `sinMax`, `Op` beyond.
  template <typename Op> mlir::Value unlessLarge(mlir::Value x, mlir::Value reduced);

  //===--------------------------------------------------------------------===//
  // Arithmetic
  //===--------------------------------------------------------------------===//

  /// Horner's scheme.
  mlir::Value evaluate(Polynomial polynomial, mlir::Value x);
  /// 2^n for n within the exponents of normal numbers.
  mlir::Value powerOfTwo(mlir::Value n);
  /// An integer, as a float and as bits.
  struct Integer {
    mlir::Value number, bits;
  };
  /// x * factor rounded; of larger products than 2^(mantissa - 1) the bits are wrong.
  Integer roundProduct(mlir::Value x, double factor);

  /// A sum with what rounding takes from it.
  Pair addExactly(mlir::Value x, mlir::Value y);
  /// The same for |x| >= |y|, or x = 0.
  Pair addToLarger(mlir::Value x, mlir::Value y);
  Pair multiplyExactly(mlir::Value x, mlir::Value y);
  Pair multiply(Pair x, Pair y);

  mlir::Value clampAbove(mlir::Value x, double high);
  mlir::Value clamp(mlir::Value x, double low, double high);
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value sub(mlir::Value x, mlir::Value y);
  mlir::Value mul(mlir::Value x, mlir::Value y);
  mlir::Value div(mlir::Value x, mlir::Value y);
  mlir::Value fma(mlir::Value x, mlir::Value y, mlir::Value z);
  mlir::Value negate(mlir::Value x);
  mlir::Value abs(mlir::Value x);
  mlir::Value truncate(mlir::Value x);
  mlir::Value copySign(mlir::Value magnitude, mlir::Value sign);
  mlir::Value select(mlir::Value condition, mlir::Value x, mlir::Value y);
  mlir::Value compare(mlir::arith::CmpFPredicate predicate, mlir::Value x, mlir::Value y);
  mlir::Value bits(mlir::Value x);
  mlir::Value floats(mlir::Value x);
  mlir::Value constant(double value);
  mlir::Value integer(int64_t value);

  /// What differs between f32 and f64.
  struct Format {
    int mantissaBits;
    int exponentBias;
    /// ln 2 as a sum: `ln2High` has enough trailing zeros to make n * ln2High exact for every exponent n.
    double ln2High, ln2Low;
    /// exp is subnormal or zero below, and infinite above.
    double expMin, expMax;
    /// expm1 rounds to -1 below, and is infinite above.
    double expm1Low, expm1High;
    /// tanh rounds to 1 above.
    double tanhOne;
    double minNormal;
    /// (e^r - 1 - r) / r^2 on [-ln2/2, ln2/2].
    Polynomial exp;
    /// pi/2 as a sum, each summand of full precision.
    double halfPi[3];
    /// Up to here, a multiple of pi/2 is taken off by these sums.
    double sinMax;
    /// (sin r - r) / r^3 and (cos r - 1 + r^2/2) / r^4, as polynomials in r^2 on [0, (pi/4)^2].
    Polynomial sin, cos;
    /// erf(x)/x - 1 as a polynomial in x^2 on [0, 1].
    Polynomial erfSmall;
    /// (1 - erf(x)) e^x^2 as a polynomial in x - 1 on [1, erfOne].
    Polynomial erfLarge;
    /// erf rounds to 1 above.
    double erfOne;
  };
  static const Format formatF32, formatF64;

  mlir::ImplicitLocOpBuilder &b;
  mlir::VectorType type;
  const Format &format;
  mlir::VectorType integers;
};

} // namespace luge

#endif // LUGE_CODEGEN_MATHEMITTER_H
