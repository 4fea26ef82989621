//===- NnElementwiseFolds.cpp - Folding of elementwise ops ----------------===//
// Constants are computed here only where the result is the one that the compiled program would
// compute: by operations that IEEE 754 rounds correctly, on splats.
//===----------------------------------------------------------------------===//
#include "dialects/Nn/NnExpr.h"
#include "dialects/Nn/NnFolds.h"

#include "mlir/Dialect/CommonFolders.h"
#include "mlir/Dialect/UB/IR/UBOps.h"

using namespace mlir;
using namespace luge::nn;

/// Computes a binary op on splats of floats or integers.
template <typename Floats, typename Integers>
static OpFoldResult foldSplats(ArrayRef<Attribute> operands, Floats floats, Integers integers) {
  if (!isa_and_nonnull<SplatElementsAttr>(operands[0]) ||
      !isa_and_nonnull<SplatElementsAttr>(operands[1]))
    return {};
  if (isa<FloatType>(cast<SplatElementsAttr>(operands[0]).getElementType()))
    return constFoldBinaryOp<FloatAttr>(operands, floats);
  return constFoldBinaryOp<IntegerAttr>(operands, integers);
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  if (isSplat(getRhs(), 0))
    return getLhs();
  if (isSplat(getLhs(), 0))
    return getRhs();
  return foldSplats(adaptor.getOperands(), std::plus<APFloat>(), std::plus<APInt>());
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  if (isSplat(getRhs(), 0))
    return getLhs();
  return foldSplats(adaptor.getOperands(), std::minus<APFloat>(), std::minus<APInt>());
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (isSplat(getRhs(), 1))
    return getLhs();
  if (isSplat(getLhs(), 1))
    return getRhs();
  return foldSplats(adaptor.getOperands(), std::multiplies<APFloat>(), std::multiplies<APInt>());
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  if (isSplat(getRhs(), 1))
    return getLhs();
  return constFoldBinaryOp<FloatAttr>(adaptor.getOperands(), std::divides<APFloat>());
}

OpFoldResult NegOp::fold(FoldAdaptor adaptor) {
  if (auto inner = getOperand().getDefiningOp<NegOp>())
    return inner.getOperand();
  return constFoldUnaryOp<FloatAttr>(adaptor.getOperands(), [](const APFloat &x) { return -x; });
}

OpFoldResult PowOp::fold(FoldAdaptor) { return isSplat(getRhs(), 1) ? getLhs() : OpFoldResult(); }

OpFoldResult MaximumOp::fold(FoldAdaptor) {
  return getLhs() == getRhs() ? getLhs() : OpFoldResult();
}

OpFoldResult MinimumOp::fold(FoldAdaptor) {
  return getLhs() == getRhs() ? getLhs() : OpFoldResult();
}

OpFoldResult ReluOp::fold(FoldAdaptor) {
  return getOperand().getDefiningOp<ReluOp>() ? getOperand() : OpFoldResult();
}

namespace {
/// pow(x, 2) is x * x, also in torch.
struct SquareByMultiplication : OpRewritePattern<PowOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(PowOp op, PatternRewriter &rewriter) const override {
    if (!isSplat(op.getRhs(), 2))
      return rewriter.notifyMatchFailure(op, "exponent is not the constant 2");
    rewriter.replaceOpWithNewOp<MulOp>(op, op.getLhs(), op.getLhs());
    return success();
  }
};
} // namespace

void PowOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<SquareByMultiplication>(context);
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

OpFoldResult AndOp::fold(FoldAdaptor) {
  if (getLhs() == getRhs() || isSplat(getRhs(), 1) || isSplat(getLhs(), 0))
    return getLhs();
  if (isSplat(getLhs(), 1) || isSplat(getRhs(), 0))
    return getRhs();
  return {};
}

OpFoldResult OrOp::fold(FoldAdaptor) {
  if (getLhs() == getRhs() || isSplat(getRhs(), 0) || isSplat(getLhs(), 1))
    return getLhs();
  if (isSplat(getLhs(), 0) || isSplat(getRhs(), 1))
    return getRhs();
  return {};
}

OpFoldResult NotOp::fold(FoldAdaptor adaptor) {
  if (auto inner = getOperand().getDefiningOp<NotOp>())
    return inner.getOperand();
  return constFoldUnaryOp<IntegerAttr>(adaptor.getOperands(), [](const APInt &x) { return ~x; });
}

static bool compare(ComparePredicate predicate, APFloat::cmpResult order) {
  bool less = order == APFloat::cmpLessThan, equal = order == APFloat::cmpEqual;
  bool greater = order == APFloat::cmpGreaterThan;
  switch (predicate) {
  case ComparePredicate::Equal:
    return equal;
  case ComparePredicate::NotEqual:
    return !equal;
  case ComparePredicate::Less:
    return less;
  case ComparePredicate::LessEqual:
    return less || equal;
  case ComparePredicate::Greater:
    return greater;
  case ComparePredicate::GreaterEqual:
    return greater || equal;
  }
  llvm_unreachable("unknown predicate");
}

OpFoldResult CompareOp::fold(FoldAdaptor) {
  Attribute lhs = splatElement(getLhs()), rhs = splatElement(getRhs());
  if (!lhs || !rhs)
    return {};
  APFloat::cmpResult order;
  if (auto lhsFloat = dyn_cast<FloatAttr>(lhs)) {
    order = lhsFloat.getValue().compare(cast<FloatAttr>(rhs).getValue());
  } else {
    int64_t a = cast<IntegerAttr>(lhs).getInt(), b = cast<IntegerAttr>(rhs).getInt();
    order = a < b ? APFloat::cmpLessThan : a == b ? APFloat::cmpEqual : APFloat::cmpGreaterThan;
  }
  return splatConstant(getType(), BoolAttr::get(getContext(), compare(getPredicate(), order)));
}

OpFoldResult SelectOp::fold(FoldAdaptor) {
  if (getOnTrue() == getOnFalse() || isSplat(getCondition(), 1))
    return getOnTrue();
  return isSplat(getCondition(), 0) ? getOnFalse() : OpFoldResult();
}

//===----------------------------------------------------------------------===//
// Cast
//===----------------------------------------------------------------------===//

/// Whether every value of `from` has an equal one in `to`.
static bool isExact(Type from, Type to) {
  if (from == to || from.isInteger(1))
    return true;
  return from.isF32() && to.isF64();
}

static Attribute castElement(Attribute element, Type to) {
  auto floatElement = dyn_cast<FloatAttr>(element);
  auto floatType = dyn_cast<FloatType>(to);
  if (floatElement && floatType) {
    bool losesInfo;
    APFloat value = floatElement.getValue();
    value.convert(floatType.getFloatSemantics(), APFloat::rmNearestTiesToEven, &losesInfo);
    return FloatAttr::get(floatType, value);
  }
  if (auto integer = dyn_cast<IntegerAttr>(element); integer && floatType) {
    APFloat value(floatType.getFloatSemantics());
    bool isSigned = !integer.getType().isInteger(1);
    value.convertFromAPInt(integer.getValue(), isSigned, APFloat::rmNearestTiesToEven);
    return FloatAttr::get(floatType, value);
  }
  return {};
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  Type from = getOperand().getType().getElementType(), to = getType().getElementType();
  if (from == to)
    return getOperand();
  if (auto inner = getOperand().getDefiningOp<CastOp>()) {
    Type first = inner.getOperand().getType().getElementType();
    if (isExact(first, from) && !(first.isInteger(64) || from.isInteger(64))) {
      getOperandMutable().assign(inner.getOperand());
      return getResult();
    }
  }
  if (auto splat = dyn_cast_or_null<SplatElementsAttr>(adaptor.getOperand()))
    if (Attribute element = castElement(splat.getSplatValue<Attribute>(), to))
      return splatConstant(getType(), element);
  return {};
}
