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

Scalar UpdateBuilder::roundTo(Type type, Scalar number) {
  return number.castTo(type).castTo(builder.getF64Type());
}

Value UpdateBuilder::write(Scalar number, Value state) {
  Scalar before = readNumber(state);
  Scalar after = unlessSkipped(number.castTo(before.getType()), before);
  return tensor::InsertOp::create(builder, after, state, ValueRange{});
}

SmallVector<Value> UpdateBuilder::buildLoop(ArrayRef<Value> states, Body body) {
  SmallVector<Value> updated{param};
  llvm::append_range(updated, states);
  return overwrite({grad}, updated, [&](ArrayRef<Scalar> read, ArrayRef<Scalar> old) {
    return body(maximize ? -read[0] : read[0], old[0], old.drop_front());
  });
}

SmallVector<Value> UpdateBuilder::overwrite(ArrayRef<LoopOperand> operands,
                                            ArrayRef<Value> overwritten, OverwriteBody body) {
  int64_t rank = cast<ShapedType>(overwritten.front().getType()).getRank();
  SmallVector<Value> tensors;
  SmallVector<AffineMap> maps;
  for (const LoopOperand &operand : operands) {
    tensors.push_back(operand.tensor);
    maps.push_back(operand.getMap(rank));
  }
  maps.append(overwritten.size(), builder.getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);

  auto buildBody = [&](OpBuilder &, Location, ValueRange elements) {
    SmallVector<Scalar> scalars;
    for (Value element : elements)
      scalars.emplace_back(builder, element);
    ArrayRef<Scalar> old = ArrayRef(scalars).drop_front(operands.size());
    SmallVector<Scalar> results = body(ArrayRef(scalars).take_front(operands.size()), old);
    SmallVector<Value> yielded;
    for (auto [after, before] : llvm::zip_equal(results, old))
      yielded.push_back(unlessSkipped(after, before));
    linalg::YieldOp::create(builder, yielded);
  };
  auto loop = linalg::GenericOp::create(builder, ValueRange(overwritten).getTypes(), tensors,
                                        overwritten, maps, iterators, buildBody);
  return loop.getResults();
}

Scalar UpdateBuilder::sum(ArrayRef<LoopOperand> operands, ElementBody body) {
  auto type = cast<ShapedType>(operands.front().tensor.getType());
  return readNumber(buildReduction(builder, arith::AtomicRMWKind::addf, type.getElementType(),
                                   operands, llvm::to_vector(llvm::seq<int64_t>(0, type.getRank())),
                                   body));
}

Scalar UpdateBuilder::norm(ArrayRef<LoopOperand> operands, ElementBody body) {
  Scalar squares = sum(operands, [&](ArrayRef<Scalar> elements) {
    Scalar value = body(elements);
    return value * value;
  });
  return sqrt(squares).castTo(builder.getF64Type());
}

Scalar luge::sign(Scalar x) {
  return (x > 0.0).castTo(x.getType()) - (x < 0.0).castTo(x.getType());
}

Lerp::Lerp(Scalar weight)
    : nearStart(abs(weight) < 0.5), coefficient(select(nearStart, weight, weight - 1.0)) {}

Scalar Lerp::operator()(Scalar start, Scalar end) const {
  return select(nearStart, start, end) + coefficient * (end - start);
}
