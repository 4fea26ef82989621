// How much the loops of a function compute and touch.
#include "tools/luge/WorkCount.h"
#include "compiler/Codegen/ByteCount.h"
#include "compiler/Codegen/ContractionPlan.h"
#include "compiler/Codegen/Epilogue.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "tools/luge/LayerLabels.h"
#include "llvm/ADT/StringExtras.h"

using namespace luge::driver;

double OpWork::getTime(const MachinePeaks &peaks) const {
  return std::max(double(flops) * bits / 32 / peaks.gflops, double(bytes) / peaks.bandwidth) * 1e-9;
}

bool OpWork::isBoundByMemory(const MachinePeaks &peaks) const {
  return double(bytes) / peaks.bandwidth > double(flops) * bits / 32 / peaks.gflops;
}

int64_t luge::driver::countBytes(mlir::ShapedType type, int64_t batch) {
  llvm::SmallVector<int64_t> extents(type.getShape());
  return luge::countBytes(extents, llvm::divideCeil(type.getElementTypeBitWidth(), 8), batch);
}

/// Whether `op` computes a floating-point number.
static bool isFlop(mlir::Operation &op) {
  return llvm::isa<mlir::arith::AddFOp, mlir::arith::SubFOp, mlir::arith::MulFOp,
                   mlir::arith::DivFOp, mlir::arith::MaximumFOp, mlir::arith::MinimumFOp,
                   mlir::arith::MaxNumFOp, mlir::arith::MinNumFOp, mlir::arith::NegFOp>(op) ||
         llvm::isa_and_present<mlir::math::MathDialect>(op.getDialect());
}

namespace {

/// Adds up the work of one loop nest.
class Counter {
public:
  Counter(llvm::StringRef kind, mlir::Operation *op, int64_t batch) : batch(batch) {
    work.kind = kind;
    work.layer = getLayerLabel(op->getLoc());
  }

  /// Of `op`, without what it reads and writes of the buffer `inRegisters`.
  void add(mlir::linalg::LinalgOp op, mlir::Value inRegisters = {}) {
    int64_t points = luge::countBytes(op.getStaticLoopRanges(), 1, batch);
    work.flops += llvm::count_if(*op.getBlock(), isFlop) * points;
    // Sums begin in registers.
    bool readsInits = op.getNumReductionLoops() == 0;
    for (mlir::OpOperand &operand : op->getOpOperands())
      if (operand.get() != inRegisters && op.payloadUsesValueFromOperand(&operand) &&
          (readsInits || op.isDpsInput(&operand)))
        touch(operand.get().getType());
    for (mlir::Value init : op.getDpsInits())
      if (init != inRegisters)
        touch(init.getType());
  }

  void touch(mlir::Type type) {
    auto shaped = llvm::dyn_cast<mlir::ShapedType>(type);
    if (!shaped)
      return;
    work.bytes += luge::driver::countBytes(shaped, batch);
    if (shaped.getElementType().isFloat())
      work.bits = std::max(work.bits, shaped.getElementTypeBitWidth());
  }

  OpWork work;

private:
  int64_t batch;
};

} // namespace

/// Whether `op` fills what a sum begins with, which does so in registers.
static bool isStartOfSum(mlir::linalg::LinalgOp op) {
  return llvm::isa<mlir::linalg::FillOp>(op) &&
         llvm::any_of(op.getDpsInits().front().getUsers(), [](mlir::Operation *user) {
           auto linalg = llvm::dyn_cast<mlir::linalg::LinalgOp>(user);
           return linalg && linalg.getNumReductionLoops() > 0;
         });
}

static std::string describeBody(mlir::linalg::GenericOp op) {
  llvm::SmallVector<llvm::StringRef> names;
  for (mlir::Operation &inner : op.getBody()->without_terminator())
    if (isFlop(inner) && !llvm::is_contained(names, inner.getName().stripDialect()))
      names.push_back(inner.getName().stripDialect());
  return names.empty() ? "select" : llvm::join(names, " ");
}

static OpWork countContraction(mlir::linalg::GenericOp op,
                               const std::optional<luge::Epilogue> &epilogue, int64_t batch) {
  Counter counter("contraction", op, batch);
  mlir::Value product = op.getDpsInits().front();
  counter.add(op, product);
  if (!epilogue || epilogue->keepsResult)
    counter.touch(product.getType());
  if (!epilogue)
    return counter.work;
  mlir::linalg::GenericOp elementwise = epilogue->op;
  counter.add(elementwise, product);
  counter.work.epilogue = describeBody(elementwise);
  return counter.work;
}

std::vector<OpWork> luge::driver::countWork(mlir::func::FuncOp function, int64_t batch,
                                            llvm::StringRef target) {
  const Target *description = lookupTarget(target, function);
  std::vector<OpWork> works;
  llvm::SmallPtrSet<mlir::Operation *, 8> epilogues; // counted with their contractions
  function.walk([&](mlir::linalg::LinalgOp op) {
    if (epilogues.contains(op) || isStartOfSum(op))
      return;
    auto generic = llvm::dyn_cast<mlir::linalg::GenericOp>(*op);
    if (generic && luge::planContraction(generic, *description)) {
      std::optional<Epilogue> epilogue = luge::findEpilogue(generic);
      if (epilogue)
        epilogues.insert(epilogue->op);
      works.push_back(countContraction(generic, epilogue, batch));
    } else {
      Counter counter(op.getNumReductionLoops() ? "reduction" : "elementwise", op, batch);
      counter.add(op);
      works.push_back(std::move(counter.work));
    }
    for (int64_t extent : op.getStaticLoopRanges())
      works.back().extents.push_back(mlir::ShapedType::isDynamic(extent) ? batch : extent);
  });
  return works;
}
