/// Elementwise functions of one tensor.
#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"

#include <limits>
#include <numbers>

using namespace luge;
using namespace luge::frontend;

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Integers and masks become float32, as in torch.
static Tensor asFloat(const Tensor &tensor, Location where) {
  return isFloat(expectDefined(tensor, where).dtype()) ? tensor : tensor.to(kFloat32, where);
}

#define LUGE_FLOAT_UNARY(FN, OP)                                                                   \
  Tensor Tensor::FN(Location where) const {                                                        \
    return record<nn::OP>({asFloat(*this, where)}, {}, where);                                     \
  }
LUGE_FLOAT_UNARY(exp, ExpOp)
LUGE_FLOAT_UNARY(expm1, Expm1Op)
LUGE_FLOAT_UNARY(log, LogOp)
LUGE_FLOAT_UNARY(log1p, Log1pOp)
LUGE_FLOAT_UNARY(sqrt, SqrtOp)
LUGE_FLOAT_UNARY(rsqrt, RsqrtOp)
LUGE_FLOAT_UNARY(sin, SinOp)
LUGE_FLOAT_UNARY(cos, CosOp)
LUGE_FLOAT_UNARY(tan, TanOp)
LUGE_FLOAT_UNARY(asin, AsinOp)
LUGE_FLOAT_UNARY(acos, AcosOp)
LUGE_FLOAT_UNARY(atan, AtanOp)
LUGE_FLOAT_UNARY(sinh, SinhOp)
LUGE_FLOAT_UNARY(cosh, CoshOp)
LUGE_FLOAT_UNARY(tanh, TanhOp)
LUGE_FLOAT_UNARY(asinh, AsinhOp)
LUGE_FLOAT_UNARY(acosh, AcoshOp)
LUGE_FLOAT_UNARY(atanh, AtanhOp)
LUGE_FLOAT_UNARY(erf, ErfOp)
LUGE_FLOAT_UNARY(sigmoid, SigmoidOp)
#undef LUGE_FLOAT_UNARY

Tensor Tensor::log2(Location where) const {
  return luge::frontend::log(Term(asFloat(*this, where), where)) * std::numbers::log2e;
}
Tensor Tensor::log10(Location where) const {
  return luge::frontend::log(Term(asFloat(*this, where), where)) * std::numbers::log10e;
}
Tensor Tensor::exp2(Location where) const {
  return luge::pow({2, where}, {asFloat(*this, where), where});
}
Tensor Tensor::erfc(Location where) const { return Operand(1, where) - erf(where); }

// Integers are round.
#define LUGE_ROUNDING(FN, OP)                                                                      \
  Tensor Tensor::FN(Location where) const {                                                        \
    return isFloat(expectDefined(*this, where).dtype()) ? record<nn::OP>({*this}, {}, where)       \
                                                        : *this;                                   \
  }
LUGE_ROUNDING(floor, FloorOp)
LUGE_ROUNDING(ceil, CeilOp)
LUGE_ROUNDING(round, RoundOp)
LUGE_ROUNDING(trunc, TruncOp)
#undef LUGE_ROUNDING

Tensor Tensor::frac(Location where) const { return Operand(*this, where) - trunc(where); }

Tensor Tensor::isnan(Location where) const { return Operand(*this, where) != *this; }
Tensor Tensor::isinf(Location where) const {
  return luge::frontend::abs(Term(asFloat(*this, where), where)) == kInfinity;
}
Tensor Tensor::isfinite(Location where) const {
  return luge::frontend::abs(Term(asFloat(*this, where), where)) < kInfinity;
}

Tensor Tensor::sign(Location where) const {
  DType dtype = expectDefined(*this, where).dtype();
  if (isFloat(dtype))
    return record<nn::SignOp>({*this}, {}, where);
  Term x(*this, where);
  return dtype == kBool ? x : (x > 0).to(dtype) - (x < 0).to(dtype);
}

Tensor Tensor::relu(Location where) const {
  if (isFloat(expectDefined(*this, where).dtype()))
    return record<nn::ReluOp>({*this}, {}, where);
  return maximum({*this, where}, {0, where});
}

Tensor Tensor::neg(Location where) const {
  if (isFloat(expectDefined(*this, where).dtype()))
    return record<nn::NegOp>({*this}, {}, where);
  if (dtype() == kBool)
    throw Error("a mask has no negative; use logical_not()", where);
  return Operand(0, where) - Operand(*this, where);
}

Tensor Tensor::abs(Location where) const {
  if (isFloat(expectDefined(*this, where).dtype()))
    return record<nn::AbsOp>({*this}, {}, where);
  return maximum({*this, where}, {neg(where), where});
}

Tensor Tensor::square(Location where) const {
  return Operand(*this, where) * Operand(*this, where);
}

Tensor Tensor::reciprocal(Location where) const {
  return Operand(1.0, where) / Operand(*this, where);
}

Tensor Tensor::logical_not(Location where) const {
  return record<nn::NotOp>({to(kBool, where)}, {}, where);
}

Tensor Tensor::to(DType dtype, Location where) const {
  DType from = expectDefined(*this, where).dtype();
  if (from == dtype)
    return *this;
  if (dtype == kBool)
    return Operand(*this, where) != Operand(0, where);
  return record<nn::CastOp>({*this}, {}, where, tensorType(dtype, sizes()));
}

Tensor Tensor::positive(Location where) const {
  if (expectDefined(*this, where).dtype() == kBool)
    throw Error("a mask has no sign", where);
  return *this;
}

Tensor luge::logit(const Tensor &input, std::optional<double> eps, Location where) {
  Term x(asFloat(input, where), where);
  if (eps)
    x = x.with(x.tensor.clamp(*eps, 1 - *eps, where));
  return luge::frontend::log(x / (1 - x));
}

Tensor luge::nan_to_num(const Tensor &input, double nan, std::optional<double> posinf,
                        std::optional<double> neginf, Location where) {
  DType dtype = expectDefined(input, where).dtype();
  if (!isFloat(dtype))
    return input;
  double largest =
      dtype == kFloat32 ? std::numeric_limits<float>::max() : std::numeric_limits<double>::max();
  Term x(input, where);
  Term finite = select(x == kInfinity, posinf.value_or(largest), x);
  finite = select(x == -kInfinity, neginf.value_or(-largest), finite);
  return select(x != x, nan, finite);
}

Tensor luge::round(const Tensor &input, int64_t decimals, Location where) {
  Term x(input, where);
  if (decimals == 0)
    return input.round(where);
  // A factor of at least 1 is exact; so is a division by it, up to rounding.
  double factor = std::pow(10., std::abs(decimals));
  return decimals > 0 ? x.with((x * factor).tensor.round(where)) / factor
                      : x.with((x / factor).tensor.round(where)) * factor;
}
