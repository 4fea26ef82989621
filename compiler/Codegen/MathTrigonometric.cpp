//===- MathTrigonometric.cpp - sin, cos -----------------------------------===//
#include "compiler/Codegen/MathEmitter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <numbers>

using namespace mlir;

namespace luge {

/// x = n pi/2 + r, where r has a second part, `low`; then n says which of sin r and cos r it is, and its sign.
Value MathEmitter::sinOfReduced(Value x, int64_t quarters) {
  auto [n, bitsOfN] = roundProduct(x, 2 * std::numbers::inv_pi);
  Value first = fma(n, constant(-format.halfPi[0]), x);
  Pair second = multiplyExactly(n, constant(-format.halfPi[1]));
  auto [r, lost] = addExactly(first, second.high);
  Value low = fma(n, constant(-format.halfPi[2]), add(lost, second.low));

  Value z = mul(r, r), one = constant(1);
  Value sine = add(fma(mul(r, z), evaluate(format.sin, z), low), r);
  Value half = mul(z, constant(0.5));
  Value rounded = sub(one, half);
  Value small = fma(mul(z, z), evaluate(format.cos, z), negate(mul(r, low)));
  Value cosine = add(rounded, add(sub(sub(one, rounded), half), small));

  Value quarter = arith::AddIOp::create(b, bitsOfN, integer(quarters));
  Value isEven = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                       arith::AndIOp::create(b, quarter, integer(1)), integer(0));
  // Bit 1 becomes the sign.
  Value sign = arith::ShLIOp::create(b, arith::AndIOp::create(b, quarter, integer(2)),
                                     integer(type.getElementTypeBitWidth() - 2));
  return floats(arith::XOrIOp::create(b, bits(select(isEven, sine, cosine)), sign));
}

/// `reduced`, but the function of scalars, which libm has, for what is too large to be reduced so.
template <typename Op> Value MathEmitter::unlessLarge(Value x, Value reduced) {
  Value isLarge = compare(arith::CmpFPredicate::OGT, abs(x), constant(format.sinMax));
  Value any = vector::ReductionOp::create(b, vector::CombiningKind::OR, isLarge);
  auto branch = scf::IfOp::create(
      b, any,
      [&](OpBuilder &inner, Location loc) {
        Value values = reduced;
        for (int64_t lane = 0; lane < type.getNumElements(); ++lane) {
          Value value = Op::create(inner, loc, vector::ExtractOp::create(inner, loc, x, lane));
          values = vector::InsertOp::create(inner, loc, value, values, lane);
        }
        values = arith::SelectOp::create(inner, loc, isLarge, values, reduced);
        scf::YieldOp::create(inner, loc, values);
      },
      [&](OpBuilder &inner, Location loc) { scf::YieldOp::create(inner, loc, reduced); });
  return branch.getResult(0);
}

Value MathEmitter::sin(Value x) { return unlessLarge<math::SinOp>(x, sinOfReduced(x, 0)); }
Value MathEmitter::cos(Value x) { return unlessLarge<math::CosOp>(x, sinOfReduced(x, 1)); }

} // namespace luge
