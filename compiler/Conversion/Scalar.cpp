//===- Scalar.cpp - Formulas over scalars, written as formulas ----------------------------===//
#include "compiler/Conversion/Scalar.h"

using namespace mlir;
using namespace luge;

template <typename Op> static Scalar convert(const Scalar &scalar, Type type) {
  return {scalar.getBuilder(), Op::create(scalar.getBuilder(), type, Value(scalar))};
}

Scalar Scalar::castTo(Type type) const {
  if (getType() == type)
    return *this;
  bool widens = getType().getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth();
  if (isFloat()) {
    if (!isa<FloatType>(type))
      return convert<arith::FPToSIOp>(*this, type);
    return widens ? convert<arith::ExtFOp>(*this, type) : convert<arith::TruncFOp>(*this, type);
  }
  if (getType().isInteger(1))
    return isa<FloatType>(type) ? convert<arith::UIToFPOp>(*this, type)
                                : convert<arith::ExtUIOp>(*this, type);
  return convert<arith::SIToFPOp>(*this, type);
}
