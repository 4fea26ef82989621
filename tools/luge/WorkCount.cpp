// How much a linalg op computes and touches.
#include "tools/luge/WorkCount.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace luge::driver;

WorkCount &WorkCount::operator+=(const WorkCount &other) {
  ops += other.ops;
  flops += other.flops;
  bytes += other.bytes;
  return *this;
}

static int64_t product(llvm::ArrayRef<int64_t> extents, int64_t batch) {
  int64_t result = 1;
  for (int64_t extent : extents)
    result *= mlir::ShapedType::isDynamic(extent) ? batch : extent;
  return result;
}

int64_t luge::driver::countBytes(mlir::ShapedType type, int64_t batch) {
  return product(type.getShape(), batch) * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

/// Whether `op` computes a floating-point number.
static bool isFlop(mlir::Operation &op) {
  return llvm::isa<mlir::arith::AddFOp, mlir::arith::SubFOp, mlir::arith::MulFOp,
                   mlir::arith::DivFOp, mlir::arith::MaximumFOp, mlir::arith::MinimumFOp,
                   mlir::arith::MaxNumFOp, mlir::arith::MinNumFOp, mlir::arith::NegFOp>(op) ||
         llvm::isa_and_present<mlir::math::MathDialect>(op.getDialect());
}

WorkCount luge::driver::countWork(mlir::linalg::LinalgOp op, int64_t batch) {
  int64_t flopsPerPoint = llvm::count_if(*op.getBlock(), isFlop);
  WorkCount result = {.ops = 1, .flops = flopsPerPoint * product(op.getStaticLoopRanges(), batch)};
  for (mlir::Type type : op->getOperandTypes())
    if (auto shaped = llvm::dyn_cast<mlir::ShapedType>(type))
      result.bytes += countBytes(shaped, batch);
  return result;
}
