//===- ExtentBound.cpp - How large a dynamic extent can be ----------------===//
#include "compiler/Codegen/ExtentBound.h"

#include "mlir/Dialect/Affine/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/Arith/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/SCF/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace luge {

void registerExtentBounds(DialectRegistry &registry) {
  affine::registerValueBoundsOpInterfaceExternalModels(registry);
  arith::registerValueBoundsOpInterfaceExternalModels(registry);
  memref::registerValueBoundsOpInterfaceExternalModels(registry);
  scf::registerValueBoundsOpInterfaceExternalModels(registry);
}

std::optional<int64_t> getMaxBatch(Operation *op) {
  auto module = isa<ModuleOp>(op) ? cast<ModuleOp>(op) : op->getParentOfType<ModuleOp>();
  if (auto attr = module->getAttrOfType<IntegerAttr>("luge.max_batch"))
    return attr.getInt();
  return std::nullopt;
}

static bool isFunctionArgument(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && isa<FunctionOpInterface>(argument.getOwner()->getParentOp());
}

FailureOr<int64_t> computeLargest(const ValueBoundsConstraintSet::Variable &extent,
                                  std::optional<int64_t> maxBatch) {
  AffineMap map;
  ValueDimList operands;
  auto isBatch = [](Value value, std::optional<int64_t> dim, ValueBoundsConstraintSet &) {
    return dim && isFunctionArgument(value) && cast<ShapedType>(value.getType()).isDynamicDim(*dim);
  };
  if (failed(ValueBoundsConstraintSet::computeBound(map, operands, presburger::BoundType::UB,
                                                    extent, isBatch,
                                                    /*closedUB=*/true)))
    return failure();
  if (operands.empty())
    return map.getSingleConstantResult();
  if (!maxBatch)
    return failure();

  // All dynamic extents are the same number, so trying each batch is exact, whatever the shape of the map.
  Builder builder(map.getContext());
  int64_t largest = 0;
  for (int64_t batch = 0; batch <= *maxBatch; ++batch) {
    SmallVector<Attribute> inputs(operands.size(), builder.getIndexAttr(batch));
    SmallVector<Attribute> results;
    if (failed(map.constantFold(inputs, results)))
      return failure();
    largest = std::max(largest, cast<IntegerAttr>(results.front()).getInt());
  }
  return largest;
}

FailureOr<int64_t> computeLargestSize(MemRefType type, ValueRange dynamicSizes,
                                      std::optional<int64_t> maxBatch) {
  int64_t bytes =
      type.getElementType().isIndex() ? 8 : llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  auto dynamicSize = dynamicSizes.begin();
  for (int64_t extent : type.getShape()) {
    FailureOr<int64_t> largest = extent;
    if (ShapedType::isDynamic(extent))
      largest = computeLargest(*dynamicSize++, maxBatch);
    if (failed(largest) || llvm::MulOverflow(bytes, *largest, bytes))
      return failure();
  }
  return bytes;
}

} // namespace luge
