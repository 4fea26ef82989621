//===- NnFolds.cpp - What folders of nn ops share -------------------------===//
#include "dialects/Nn/NnFolds.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace luge;

Attribute nn::splatElement(Value value) {
  while (auto broadcast = value.getDefiningOp<BroadcastOp>())
    value = broadcast.getOperand();
  SplatElementsAttr elements;
  return matchPattern(value, m_Constant(&elements)) ? elements.getSplatValue<Attribute>()
                                                    : Attribute();
}

bool nn::isSplat(Value value, double number) {
  Attribute element = splatElement(value);
  if (auto floatElement = dyn_cast_or_null<FloatAttr>(element))
    return floatElement.getValueAsDouble() == number;
  if (auto integer = dyn_cast_or_null<IntegerAttr>(element))
    return static_cast<double>(integer.getValue().getZExtValue()) == number;
  return false;
}

Attribute nn::splatConstant(Type type, Attribute element) {
  auto tensorType = cast<RankedTensorType>(type);
  return tensorType.hasStaticShape() ? DenseElementsAttr::get(tensorType, element) : Attribute();
}

bool nn::isIdentity(ArrayRef<int64_t> values) {
  return llvm::equal(values, llvm::seq<int64_t>(0, values.size()));
}
