//===- Loops.cpp - Builds the two kinds of linalg.generic that nn ops become --------------===//
#include "compiler/Conversion/NnToLinalg/Loops.h"

#include "dialects/Nn/NnTypes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace luge;

static RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

LoopOperand::LoopOperand(Value tensor)
    : tensor(tensor), loops(llvm::to_vector(llvm::seq<int64_t>(0, typeOf(tensor).getRank()))) {}

static bool hasBatch(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && !type.hasStaticShape();
}

Value luge::getBatch(ImplicitLocOpBuilder &builder, ValueRange shaped) {
  auto function = builder.getBlock()->getParent()->getParentOfType<FunctionOpInterface>();
  ValueRange arguments = function ? ValueRange(function.getArguments()) : ValueRange();
  auto candidates = llvm::concat<const Value>(llvm::to_vector(arguments), llvm::to_vector(shaped));
  Value source = *llvm::find_if(candidates, hasBatch);
  ArrayRef<int64_t> shape = typeOf(source).getShape();
  int64_t dimension = llvm::find(shape, ShapedType::kDynamic) - shape.begin();
  return tensor::DimOp::create(builder, source, dimension);
}

SmallVector<OpFoldResult> luge::getExtents(ImplicitLocOpBuilder &builder, RankedTensorType type,
                                           ValueRange shaped) {
  SmallVector<OpFoldResult> extents = getAsIndexOpFoldResult(builder.getContext(), type.getShape());
  if (type.hasStaticShape())
    return extents;
  Value batch = getBatch(builder, shaped);
  for (auto [extent, size] : llvm::zip_equal(extents, type.getShape()))
    if (ShapedType::isDynamic(size))
      extent = batch;
  return extents;
}

Value luge::createEmpty(ImplicitLocOpBuilder &builder, RankedTensorType type, ValueRange shaped) {
  return tensor::EmptyOp::create(builder, getExtents(builder, type, shaped), type.getElementType());
}

Value luge::createFilled(ImplicitLocOpBuilder &builder, RankedTensorType type, ValueRange shaped,
                         Value scalar) {
  Value empty = createEmpty(builder, type, shaped);
  return linalg::FillOp::create(builder, scalar, empty).getResult(0);
}

AffineMap LoopOperand::getMap(int64_t loopCount) const {
  SmallVector<AffineExpr> results = llvm::map_to_vector(
      loops, [&](int64_t loop) { return getAffineDimExpr(loop, tensor.getContext()); });
  return AffineMap::get(loopCount, 0, results, tensor.getContext());
}

/// A generic over `iterators` that writes `init` along `outputLoops`; `body` is also given the
/// element of `init`.
static Value buildGeneric(ImplicitLocOpBuilder &builder, ArrayRef<LoopOperand> operands, Value init,
                          ArrayRef<int64_t> outputLoops, ArrayRef<utils::IteratorType> iterators,
                          function_ref<Value(ArrayRef<Scalar>, Value)> body) {
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (const LoopOperand &operand : operands) {
    inputs.push_back(operand.tensor);
    maps.push_back(operand.getMap(iterators.size()));
  }
  maps.push_back(LoopOperand(init, outputLoops).getMap(iterators.size()));
  auto buildBody = [&](OpBuilder &, Location, ValueRange arguments) {
    SmallVector<Scalar> elements;
    for (Value argument : arguments.drop_back())
      elements.emplace_back(builder, argument);
    linalg::YieldOp::create(builder, body(elements, arguments.back()));
  };
  auto generic =
      linalg::GenericOp::create(builder, init.getType(), inputs, init, maps, iterators, buildBody);
  return generic.getResult(0);
}

static SmallVector<Value> getTensors(ArrayRef<LoopOperand> operands) {
  return llvm::map_to_vector(operands, [](const LoopOperand &operand) { return operand.tensor; });
}

Value luge::buildMap(ImplicitLocOpBuilder &builder, RankedTensorType type,
                     ArrayRef<LoopOperand> operands, ElementBody body, Value like) {
  SmallVector<Value> shaped = getTensors(operands);
  if (like)
    shaped.push_back(like);
  auto loops = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  SmallVector<utils::IteratorType> iterators(loops.size(), utils::IteratorType::parallel);
  return buildGeneric(builder, operands, createEmpty(builder, type, shaped), loops, iterators,
                      [&](ArrayRef<Scalar> elements, Value) -> Value { return body(elements); });
}

/// A reduction by `combine`, of what the accumulator holds and `body` makes of the elements, from the neutral element of
/// `kind` on.
static Value buildReduction(ImplicitLocOpBuilder &builder, arith::AtomicRMWKind kind,
                            Type elementType, ArrayRef<LoopOperand> operands,
                            ArrayRef<int64_t> dimensions, ElementBody body,
                            function_ref<Value(Value, Scalar)> combine) {
  RankedTensorType type = typeOf(operands.front().tensor);
  RankedTensorType resultType =
      nn::withElementType(nn::dropDimensions(type, dimensions), elementType);
  Value neutral = arith::getIdentityValue(kind, elementType, builder, builder.getLoc());
  Value init = createFilled(builder, resultType, getTensors(operands), neutral);

  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
  for (int64_t dimension : dimensions)
    iterators[dimension] = utils::IteratorType::reduction;
  return buildGeneric(builder, operands, init, nn::otherDimensions(type.getRank(), dimensions),
                      iterators, [&](ArrayRef<Scalar> elements, Value accumulator) {
                        return combine(accumulator, body(elements));
                      });
}

Value luge::buildReduction(ImplicitLocOpBuilder &builder, arith::AtomicRMWKind kind,
                           Type elementType, ArrayRef<LoopOperand> operands,
                           ArrayRef<int64_t> dimensions, ElementBody body) {
  return ::buildReduction(
      builder, kind, elementType, operands, dimensions, body,
      [&](Value accumulator, Scalar element) {
        Value combined =
            arith::getReductionOp(kind, builder, builder.getLoc(), accumulator, element);
        // An extremum that orders zeros by their signs takes twice the instructions.
        if (kind == arith::AtomicRMWKind::maximumf || kind == arith::AtomicRMWKind::minimumf)
          combined.getDefiningOp()->setAttr(
              "fastmath",
              arith::FastMathFlagsAttr::get(builder.getContext(), arith::FastMathFlags::nsz));
        return combined;
      });
}

Value luge::buildGreatest(ImplicitLocOpBuilder &builder, Value operand,
                          ArrayRef<int64_t> dimensions) {
  return ::buildReduction(
      builder, arith::AtomicRMWKind::maximumf, getElementTypeOrSelf(operand), {operand}, dimensions,
      [](ArrayRef<Scalar> elements) { return elements[0]; },
      [&](Value accumulator, Scalar element) -> Value {
        Scalar greatest(builder, accumulator);
        return select(Scalar::compare(arith::CmpFPredicate::OGT, element, greatest), element,
                      greatest);
      });
}

Value luge::buildReduction(ImplicitLocOpBuilder &builder, arith::AtomicRMWKind kind, Value operand,
                           ArrayRef<int64_t> dimensions) {
  return buildReduction(builder, kind, getElementTypeOrSelf(operand), {operand}, dimensions,
                        [](ArrayRef<Scalar> elements) { return elements[0]; });
}

Value luge::buildContraction(ImplicitLocOpBuilder &builder, RankedTensorType type,
                             const LoopOperand &lhs, const LoopOperand &rhs, int64_t summed) {
  // linalg.contract has at least one loop to sum over.
  if (summed == 0)
    return buildMap(builder, type, {lhs, rhs}, [](ArrayRef<Scalar> x) { return x[0] * x[1]; });

  int64_t loopCount = type.getRank() + summed;
  Value zero = arith::ConstantOp::create(builder, builder.getZeroAttr(type.getElementType()));
  LoopOperand init = createFilled(builder, type, {lhs.tensor, rhs.tensor}, zero);
  auto maps = builder.getAffineMapArrayAttr(
      {lhs.getMap(loopCount), rhs.getMap(loopCount), init.getMap(loopCount)});
  return linalg::ContractOp::create(builder, ValueRange{lhs.tensor, rhs.tensor}, init.tensor, maps)
      .getResult(0);
}

Value luge::createLoopIndex(ImplicitLocOpBuilder &builder, int64_t loop) {
  Value index = linalg::IndexOp::create(builder, loop);
  return arith::IndexCastOp::create(builder, builder.getI64Type(), index);
}
