//===- UpdateBuilder.cpp - Builds the loop of an optimizer update -------------------------===//
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace luge;

Scalar UpdateBuilder::read(Value tensor) {
  Scalar number(builder, tensor::ExtractOp::create(builder, tensor, ValueRange{}));
  return number.castTo(builder.getF64Type());
}

Scalar UpdateBuilder::toParamType(Scalar number) {
  return number.castTo(getElementTypeOrSelf(param));
}

Value UpdateBuilder::write(Scalar number, Value step) {
  Scalar rounded = number.castTo(getElementTypeOrSelf(step));
  return tensor::InsertOp::create(builder, rounded, step, ValueRange{});
}

SmallVector<Value> UpdateBuilder::buildLoop(Value grad, bool maximize, ArrayRef<Value> states,
                                            Body body) {
  SmallVector<Value> updated{param};
  llvm::append_range(updated, states);
  int64_t rank = cast<ShapedType>(param.getType()).getRank();
  SmallVector<AffineMap> maps(updated.size() + 1, builder.getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);

  auto buildBody = [&](OpBuilder &, Location, ValueRange elements) {
    SmallVector<Scalar> scalars;
    for (Value element : elements)
      scalars.emplace_back(builder, element);
    Scalar gradElement = maximize ? -scalars[0] : scalars[0];
    SmallVector<Scalar> results = body(gradElement, scalars[1], ArrayRef(scalars).drop_front(2));
    linalg::YieldOp::create(builder, SmallVector<Value>(results.begin(), results.end()));
  };
  auto loop = linalg::GenericOp::create(builder, ValueRange(updated).getTypes(), grad, updated,
                                        maps, iterators, buildBody);
  return loop.getResults();
}

Lerp::Lerp(Scalar weight)
    : nearStart(abs(weight) < 0.5), coefficient(select(nearStart, weight, weight - 1.0)) {}

Scalar Lerp::operator()(Scalar start, Scalar end) const {
  return select(nearStart, start, end) + coefficient * (end - start);
}
