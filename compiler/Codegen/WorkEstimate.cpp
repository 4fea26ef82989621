//===- WorkEstimate.cpp - How much a function computes --------------------===//
#include "compiler/Codegen/WorkEstimate.h"

#include "compiler/Codegen/ByteCount.h"
#include "compiler/Codegen/ExtentBound.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace luge {

static int64_t countElements(TypeRange types) {
  int64_t most = 0;
  for (Type type : types) {
    if (auto vector = dyn_cast<VectorType>(type))
      most = std::max(most, vector.getNumElements());
    else if (type.isFloat())
      most = std::max<int64_t>(most, 1);
  }
  return most;
}

/// The most iterations of one loop dimension; a bound that cannot be found counts as the loop running once.
static int64_t countTrips(OpFoldResult lower, OpFoldResult upper, OpFoldResult step,
                          std::optional<int64_t> maxBatch) {
  std::optional<int64_t> stride = getConstantIntValue(step);
  if (!stride || *stride <= 0)
    return 1;
  std::optional<int64_t> from = getConstantIntValue(lower), to = getConstantIntValue(upper);
  if (from && to)
    return llvm::divideCeil(std::max<int64_t>(*to - *from, 0), *stride);
  MLIRContext *context = lower.getContext();
  AffineMap distance =
      AffineMap::get(0, 2, getAffineSymbolExpr(1, context) - getAffineSymbolExpr(0, context));
  using Variable = ValueBoundsConstraintSet::Variable;
  FailureOr<int64_t> length =
      computeLargest(Variable(distance, {Variable(lower), Variable(upper)}), maxBatch);
  if (failed(length))
    return 1;
  return llvm::divideCeil(std::max<int64_t>(*length, 0), *stride);
}

static int64_t countTrips(LoopLikeOpInterface loop, std::optional<int64_t> maxBatch) {
  auto lower = loop.getLoopLowerBounds(), upper = loop.getLoopUpperBounds(),
       steps = loop.getLoopSteps();
  if (!lower || !upper || !steps)
    return 1;
  int64_t trips = 1;
  for (auto [from, to, step] : llvm::zip_equal(*lower, *upper, *steps))
    trips = multiplySizes(trips, countTrips(from, to, step, maxBatch));
  return trips;
}

static int64_t estimateWork(Operation &op, std::optional<int64_t> maxBatch) {
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
    return callee ? estimateWork(callee.getBody()) : 0;
  }
  if (op.getNumRegions() == 0)
    return std::max(countElements(op.getResultTypes()), countElements(op.getOperandTypes()));
  int64_t work = 0;
  for (Region &region : op.getRegions())
    for (Operation &nested : region.getOps())
      work = addSizes(work, estimateWork(nested, maxBatch));
  if (auto loop = dyn_cast<LoopLikeOpInterface>(op))
    work = multiplySizes(work, countTrips(loop, maxBatch));
  return work;
}

int64_t estimateWork(Operation &op) { return estimateWork(op, getMaxBatch(&op)); }

int64_t estimateWork(Region &region) {
  std::optional<int64_t> maxBatch = getMaxBatch(region.getParentOp());
  int64_t work = 0;
  for (Operation &op : region.getOps())
    work = addSizes(work, estimateWork(op, maxBatch));
  return work;
}

} // namespace luge
