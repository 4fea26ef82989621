//===- UpdateBuilder.cpp - Builds the loop of an optimizer update -------------------------===//
#include "compiler/Conversion/OptimToLinalg/UpdateBuilder.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace luge;

Scalar UpdateBuilder::readNumber(Value tensor) {
  return {builder, tensor::ExtractOp::create(builder, tensor, ValueRange{})};
}

Scalar UpdateBuilder::unlessSkipped(Scalar after, Scalar before) {
  return skip ? select(*skip, before, after) : after;
}

Scalar UpdateBuilder::toParamType(Scalar number) {
  return number.castTo(getElementTypeOrSelf(param));
}

Scalar UpdateBuilder::toNumber(Scalar number) {
  return number.castTo(builder.getF32Type()).castTo(builder.getF64Type());
}

Value UpdateBuilder::write(Scalar number, Value state) {
  Scalar before = readNumber(state);
  Scalar after = unlessSkipped(number.castTo(before.getType()), before);
  return tensor::InsertOp::create(builder, after, state, ValueRange{});
}

SmallVector<Value> UpdateBuilder::buildLoop(ArrayRef<Value> states, Body body) {
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
    SmallVector<Value> yielded;
    for (auto [after, before] : llvm::zip_equal(results, ArrayRef(scalars).drop_front()))
      yielded.push_back(unlessSkipped(after, before));
    linalg::YieldOp::create(builder, yielded);
  };
  auto loop = linalg::GenericOp::create(builder, ValueRange(updated).getTypes(), grad, updated,
                                        maps, iterators, buildBody);
  return loop.getResults();
}

Scalar luge::sign(Scalar x) {
  return (x > 0.0).castTo(x.getType()) - (x < 0.0).castTo(x.getType());
}

Lerp::Lerp(Scalar weight)
    : nearStart(abs(weight) < 0.5), coefficient(select(nearStart, weight, weight - 1.0)) {}

Scalar Lerp::operator()(Scalar start, Scalar end) const {
  return select(nearStart, start, end) + coefficient * (end - start);
}
