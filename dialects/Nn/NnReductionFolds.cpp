//===- NnReductionFolds.cpp - Folding of reductions -----------------------===//
#include "dialects/Nn/NnFolds.h"

using namespace mlir;
using namespace luge::nn;

/// A reduction over no dimension is its operand.
template <typename Op> static OpFoldResult foldReduction(Op op) {
  return op.getDimensions().empty() ? op.getOperand() : OpFoldResult();
}

OpFoldResult SumOp::fold(FoldAdaptor) { return foldReduction(*this); }
OpFoldResult MeanOp::fold(FoldAdaptor) { return foldReduction(*this); }
OpFoldResult AmaxOp::fold(FoldAdaptor) { return foldReduction(*this); }
OpFoldResult AminOp::fold(FoldAdaptor) { return foldReduction(*this); }

OpFoldResult CountOp::fold(FoldAdaptor) {
  double count = 1;
  for (int64_t dim : getDimensions()) {
    if (getOperand().getType().isDynamicDim(dim))
      return {};
    count *= static_cast<double>(getOperand().getType().getDimSize(dim));
  }
  return splatConstant(getType(), FloatAttr::get(getType().getElementType(), count));
}
