//===- ExtentBound.cpp - How large a dynamic extent can be ----------------===//
#include "compiler/Codegen/ExtentBound.h"

#include "compiler/Codegen/ByteCount.h"
#include "mlir/Dialect/Affine/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/Arith/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/MemRef/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/SCF/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

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

/// The value of `expr` where every operand is `batch`; none if it has no room in 64 bits.
static std::optional<int64_t> evaluate(AffineExpr expr, int64_t batch) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return constant.getValue();
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return batch;
  std::optional<int64_t> lhs = evaluate(binary.getLHS(), batch);
  std::optional<int64_t> rhs = evaluate(binary.getRHS(), batch);
  int64_t result;
  if (!lhs || !rhs)
    return std::nullopt;
  switch (expr.getKind()) {
  case AffineExprKind::Add:
    return llvm::AddOverflow(*lhs, *rhs, result) ? std::nullopt : std::optional(result);
  case AffineExprKind::Mul:
    return llvm::MulOverflow(*lhs, *rhs, result) ? std::nullopt : std::optional(result);
  case AffineExprKind::Mod:
    return llvm::mod(*lhs, *rhs);
  case AffineExprKind::FloorDiv:
    return llvm::divideFloorSigned(*lhs, *rhs);
  case AffineExprKind::CeilDiv:
    return llvm::divideCeilSigned(*lhs, *rhs);
  default:
    llvm_unreachable("a binary expression");
  }
}

/// A distance of batches over which `expr` always changes by the same amount.
static int64_t getPeriod(AffineExpr expr) {
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return 1;
  int64_t lhs = getPeriod(binary.getLHS()), rhs = getPeriod(binary.getRHS());
  int64_t period = multiplySizes(lhs / std::gcd(lhs, rhs), rhs);
  bool divides = expr.getKind() != AffineExprKind::Add && expr.getKind() != AffineExprKind::Mul;
  auto divisor = dyn_cast<AffineConstantExpr>(binary.getRHS());
  return divides && divisor ? multiplySizes(period, divisor.getValue()) : period;
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

  // All dynamic extents are the same number. Batches a period apart lie on a line, so that the largest value of each
  // such line is at one of its ends: in the first period or in the last.
  AffineExpr expr = map.getResult(0);
  int64_t period = getPeriod(expr), largest = 0;
  for (int64_t batch = 0; batch <= *maxBatch; ++batch) {
    if (batch == period)
      batch = std::max(batch, *maxBatch - period + 1);
    std::optional<int64_t> value = evaluate(expr, batch);
    if (!value)
      return std::numeric_limits<int64_t>::max();
    largest = std::max(largest, *value);
  }
  return largest;
}

FailureOr<int64_t> computeLargestSize(MemRefType type, ValueRange dynamicSizes,
                                      std::optional<int64_t> maxBatch) {
  int64_t unit =
      type.getElementType().isIndex() ? 8 : llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  SmallVector<int64_t> extents(type.getShape());
  auto dynamicSize = dynamicSizes.begin();
  for (int64_t &extent : extents) {
    if (!ShapedType::isDynamic(extent))
      continue;
    FailureOr<int64_t> largest = computeLargest(*dynamicSize++, maxBatch);
    if (failed(largest))
      return failure();
    extent = *largest;
  }
  return countBytes(extents, unit);
}

} // namespace luge
