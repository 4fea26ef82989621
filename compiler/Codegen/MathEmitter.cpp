//===- MathEmitter.cpp - What elementary functions share ------------------===//
#include "compiler/Codegen/MathEmitter.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace luge {

static constexpr double expF32[] = {0.50000000678374165033,   0.1666666586685338859,
                                    0.041666294369286790849,  0.0083334973807109632657,
                                    0.0013944703364145889703, 0.00019790275967439557833};
static constexpr double expF64[] = {
    0.50000000000000000441,    0.1666666666666668348,    0.041666666666666091936,
    0.0083333333333169877381,  0.0013888888889116427649, 0.00019841269896502362165,
    0.00002480158692551706859, 2.7557234740341549668e-6, 2.7557582500717099817e-7,
    2.511208025578402969e-8,   2.0826503637353737454e-9};
static constexpr double sinF32[] = {-0.16666654605778118402, 0.0083321604271431550179,
                                    -0.00019515229893419744584};
static constexpr double sinF64[] = {-0.16666666666666630687,    0.0083333333333221075327,
                                    -0.00019841269829580259133, 2.7557313618031522928e-6,
                                    -2.5050747218343316201e-8,  1.5896197557681318161e-10};
static constexpr double cosF32[] = {0.041666645670338177495, -0.0013887315633285399027,
                                    0.000024433084780829017643};
static constexpr double cosF64[] = {0.04166666666666659284,     -0.0013888888888873041569,
                                    0.000024801587288842073483, -2.7557314176412154128e-7,
                                    2.0875700436442155405e-9,   -1.1358514858043352053e-11};
static constexpr double erfSmallF32[] = {0.1283791670580307411,     -0.3761263843459815586,
                                         0.1128378197335500297,     -0.026865400004586982897,
                                         0.0052209453403480759363,  -0.00084828276310093963386,
                                         0.00011256939733466066807, -9.6414938714942064533e-6};
static constexpr double erfSmallF64[] = {
    0.12837916709551257375,    -0.37612638903183747604,     0.11283791670954857469,
    -0.026866170645072891167,  0.0052239776247808346541,    -0.00085483269787405676193,
    0.00012055331036846668256, -0.000014925593505766363022, 1.6460972801190717729e-6,
    -1.6350025076223881226e-7, 1.4657878989888878528e-8,    -1.1365663136628493368e-9,
    5.9452576939415425229e-11};
static constexpr double erfLargeF32[] = {0.427583569605,   -0.273211076382,   0.154350551128,
                                         -0.0790533152788, 0.0368748760933,   -0.0151099673735,
                                         0.00491111402264, -0.00105698065497, 0.00010683056537};
static constexpr double erfLargeF64[] = {
    0.42758357615580700343,     -0.27321201478389805833,    0.15437156137186703712,
    -0.079226968940016562643,   0.037572296193757716478,    -0.016661868877148930162,
    0.0069701409826949556352,   -0.0027690584177043941077,  0.0010502482217375480167,
    -0.00038190148391407615977, 0.00013356075615283300161,  -0.000044989685151209699634,
    0.000014568443732760202384, -4.4979197014672409484e-6,  1.301390964010441129e-6,
    -3.4347220326972667769e-7,  7.987691362835346307e-8,    -1.5730844235686093148e-8,
    2.5095312142685979472e-9,   -3.0753622740601700246e-10, 2.691380990574918841e-11,
    -1.4871338728444096324e-12, 3.8791152645480109543e-14};

const MathEmitter::Format MathEmitter::formatF32 = {
    .mantissaBits = 23,
    .exponentBias = 127,
    .ln2High = 0.693145751953125,
    .ln2Low = 1.428606765330187045e-06,
    .expMin = -0x1.5d589ep+6,
    .expMax = 0x1.62e42ep+6,
    .expm1Low = -18,
    .expm1High = 89,
    .tanhOne = 10,
    .minNormal = 0x1p-126,
    .exp = expF32,
    .halfPi = {0x1.921fb6p+0, -0x1.777a5cp-25, -0x1.ee59dap-50},
    .sinMax = 0x1p16,
    .sin = sinF32,
    .cos = cosF32,
    .erfSmall = erfSmallF32,
    .erfLarge = erfLargeF32,
    .erfOne = 4};
const MathEmitter::Format MathEmitter::formatF64 = {
    .mantissaBits = 52,
    .exponentBias = 1023,
    .ln2High = 0x1.62e42fee00000p-1,
    .ln2Low = 1.90821492927058770002e-10,
    .expMin = -0x1.6232bdd7abcd2p+9,
    .expMax = 0x1.62e42fefa39efp+9,
    .expm1Low = -40,
    .expm1High = 710,
    .tanhOne = 20,
    .minNormal = 0x1p-1022,
    .exp = expF64,
    .halfPi = {0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110},
    .sinMax = 0x1p30,
    .sin = sinF64,
    .cos = cosF64,
    .erfSmall = erfSmallF64,
    .erfLarge = erfLargeF64,
    .erfOne = 6};

MathEmitter::MathEmitter(ImplicitLocOpBuilder &builder, VectorType type)
    : b(builder), type(type), format(type.getElementType().isF32() ? formatF32 : formatF64),
      integers(type.clone(b.getIntegerType(type.getElementTypeBitWidth()))) {}

Value MathEmitter::evaluate(Polynomial polynomial, Value x) {
  Value result = constant(polynomial.back());
  for (double coefficient : llvm::reverse(polynomial.drop_back()))
    result = fma(result, x, constant(coefficient));
  return result;
}

Value MathEmitter::powerOfTwo(Value n) {
  Value biased = arith::AddIOp::create(b, n, integer(format.exponentBias));
  return floats(arith::ShLIOp::create(b, biased, integer(format.mantissaBits)));
}

MathEmitter::Integer MathEmitter::roundProduct(Value x, double factor) {
  Value magic = constant(std::ldexp(1.5, format.mantissaBits));
  Value shifted = fma(x, constant(factor), magic);
  return {sub(shifted, magic), arith::SubIOp::create(b, bits(shifted), bits(magic))};
}

MathEmitter::Pair MathEmitter::addExactly(Value x, Value y) {
  Value sum = add(x, y), added = sub(sum, x);
  return {sum, add(sub(x, sub(sum, added)), sub(y, added))};
}

MathEmitter::Pair MathEmitter::addToLarger(Value x, Value y) {
  Value sum = add(x, y);
  return {sum, add(sub(x, sum), y)};
}

MathEmitter::Pair MathEmitter::multiplyExactly(Value x, Value y) {
  Value product = mul(x, y);
  return {product, fma(x, y, negate(product))};
}

MathEmitter::Pair MathEmitter::multiply(Pair x, Pair y) {
  auto [high, low] = multiplyExactly(x.high, y.high);
  return {high, fma(x.high, y.low, fma(x.low, y.high, low))};
}

Value MathEmitter::clampAbove(Value x, double high) {
  Value bound = constant(high);
  return select(compare(arith::CmpFPredicate::OGT, x, bound), bound, x);
}
Value MathEmitter::clamp(Value x, double low, double high) {
  Value bound = constant(low);
  Value raised = select(compare(arith::CmpFPredicate::OLT, x, bound), bound, x);
  return clampAbove(raised, high);
}

Value MathEmitter::add(Value x, Value y) { return arith::AddFOp::create(b, x, y); }
Value MathEmitter::sub(Value x, Value y) { return arith::SubFOp::create(b, x, y); }
Value MathEmitter::mul(Value x, Value y) { return arith::MulFOp::create(b, x, y); }
Value MathEmitter::div(Value x, Value y) { return arith::DivFOp::create(b, x, y); }
Value MathEmitter::fma(Value x, Value y, Value z) { return math::FmaOp::create(b, x, y, z); }
Value MathEmitter::negate(Value x) { return arith::NegFOp::create(b, x); }
Value MathEmitter::abs(Value x) { return math::AbsFOp::create(b, x); }
Value MathEmitter::truncate(Value x) { return math::TruncOp::create(b, x); }
Value MathEmitter::copySign(Value magnitude, Value sign) {
  return math::CopySignOp::create(b, magnitude, sign);
}
Value MathEmitter::select(Value condition, Value x, Value y) {
  return arith::SelectOp::create(b, condition, x, y);
}
Value MathEmitter::compare(arith::CmpFPredicate predicate, Value x, Value y) {
  return arith::CmpFOp::create(b, predicate, x, y);
}
Value MathEmitter::bits(Value x) { return arith::BitcastOp::create(b, integers, x); }
Value MathEmitter::floats(Value x) { return arith::BitcastOp::create(b, type, x); }
Value MathEmitter::constant(double value) {
  return arith::ConstantOp::create(
      b, DenseElementsAttr::get(type, FloatAttr::get(type.getElementType(), value).getValue()));
}
Value MathEmitter::integer(int64_t value) {
  return arith::ConstantOp::create(
      b, DenseElementsAttr::get(integers, b.getIntegerAttr(integers.getElementType(), value)));
}

} // namespace luge
