//===- ContractionPlan.cpp - How a contraction is tiled and packed --------===//
#include "compiler/Codegen/ContractionPlan.h"

#include "compiler/Codegen/BodyEmitter.h"
#include "compiler/Codegen/LoopNest.h"
#include "compiler/Codegen/StreamedStores.h"
#include <numeric>

using namespace mlir;

namespace luge {

/// out + lhs * rhs, in float.
static bool isSumOfProducts(linalg::GenericOp op) {
  if (!op.hasPureBufferSemantics() || op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1)
    return false;
  Block *body = op.getBody();
  auto add = body->getTerminator()->getOperand(0).getDefiningOp<arith::AddFOp>();
  if (!add || !(add.getType().isF32() || add.getType().isF64()) ||
      body->getOperations().size() != 3)
    return false;
  Value output = body->getArgument(2);
  Value product = add.getLhs() == output   ? add.getRhs()
                  : add.getRhs() == output ? add.getLhs()
                                           : Value();
  auto multiply = product ? product.getDefiningOp<arith::MulFOp>() : arith::MulFOp();
  return multiply &&
         llvm::all_of(multiply->getOperands(),
                      [&](Value value) {
                        return value == body->getArgument(0) || value == body->getArgument(1);
                      }) &&
         multiply.getLhs() != multiply.getRhs();
}

namespace {

/// Compares plans. Cycles are those of one core; memory traffic of packing is counted by the element.
class Planner {
public:
  Planner(linalg::GenericOp op, const Target &target)
      : op(op), target(target), extents(op.getStaticLoopRanges()), estimates(estimateExtents(op)) {
    auto type = cast<MemRefType>(op.getDpsInitOperand(0)->get().getType());
    elementBytes = type.getElementTypeBitWidth() / 8;
    lanes = target.getLanes(type.getElementTypeBitWidth());
  }

  std::optional<ContractionPlan> findBest(const linalg::ContractionDimensions &dims) {
    for (unsigned k : {pickLongest(dims.k)}) {
      tryRoles(0, 1, dims.m, dims.n, k, dims);
      tryRoles(1, 0, dims.n, dims.m, k, dims);
    }
    if (best)
      chooseBlocks(*best);
    return best;
  }

private:
  unsigned pickLongest(ArrayRef<unsigned> loops) {
    return *std::max_element(loops.begin(), loops.end(), [&](unsigned lhs, unsigned rhs) {
      return estimates[lhs] < estimates[rhs];
    });
  }

  /// All tiles and packings with m among the loops `rowLoops` of operand `rows`, n among `columnLoops`.
  void tryRoles(unsigned rows, unsigned columns, ArrayRef<unsigned> rowLoops,
                ArrayRef<unsigned> columnLoops, unsigned k,
                const linalg::ContractionDimensions &dims) {
    ContractionPlan plan;
    plan.rows = op.getDpsInputOperand(rows);
    plan.columns = op.getDpsInputOperand(columns);
    plan.output = op.getDpsInitOperand(0);
    plan.k = k;
    plan.lanes = lanes;
    auto isContiguousInOutput = [&](unsigned loop) {
      return BodyEmitter::isContiguous(*plan.output, loop);
    };
    const unsigned *n = llvm::find_if(columnLoops, isContiguousInOutput);
    const unsigned *m = llvm::find_if(rowLoops, isContiguousInOutput);
    plan.isTransposed = n == columnLoops.end();
    if (plan.isTransposed && m == rowLoops.end())
      return;
    plan.n = plan.isTransposed ? pickLongest(columnLoops) : *n;
    plan.m = plan.isTransposed ? *m : pickLongest(rowLoops);
    for (unsigned loop = 0, e = op.getNumLoops(); loop < e; ++loop)
      if (loop != plan.m && loop != plan.n && loop != plan.k)
        (llvm::is_contained(dims.k, loop) ? plan.outerReduction : plan.outerParallel)
            .push_back(loop);

    bool columnsReadable = BodyEmitter::isContiguous(*plan.columns, plan.n);
    for (int64_t vectors = 1; vectors <= target.tileVectors; ++vectors)
      for (int64_t height = 1; height * vectors <= target.accumulators && height <= 2 * lanes;
           ++height) {
        plan.tileRows = height;
        plan.tileColumns = vectors * lanes;
        if (plan.tileRows * plan.tileColumns * elementBytes > kMaxVectorBytes)
          continue;
        bool rowsReadable = isWhole(plan.m, height);
        for (bool packRows : {false, true})
          for (bool packColumns : {false, true}) {
            if ((!packRows && !rowsReadable) || (!packColumns && !columnsReadable))
              continue;
            // In place, the last columns are read under masks; panels are filled up.
            if (!packColumns && !isWhole(plan.n, plan.tileColumns) &&
                vectors * (height + target.maskRegisters) > target.accumulators)
              continue;
            plan.packRows = packRows;
            plan.packColumns = packColumns;
            plan.packInBlock = shouldPackInBlock(plan);
            plan.cycles = estimateCycles(plan);
            if (!best || plan.cycles < best->cycles)
              best = plan;
          }
      }
  }

  /// Whether no tile of `size` iterations of `loop` is cut off.
  bool isWhole(unsigned loop, int64_t size) {
    return !ShapedType::isDynamic(extents[loop]) && extents[loop] % size == 0;
  }

  double getOuterCount(const ContractionPlan &plan) {
    double count = 1;
    for (unsigned loop : llvm::concat<const unsigned>(plan.outerParallel, plan.outerReduction))
      count *= estimates[loop];
    return count;
  }

  double estimateCycles(const ContractionPlan &plan) {
    double vectors = double(plan.tileColumns) / double(lanes), height = double(plan.tileRows);
    double m = estimates[plan.m], n = estimates[plan.n], k = estimates[plan.k];
    double tiles = std::ceil(m / height) * std::ceil(n / plan.tileColumns);
    // A little more than the latency of a multiply-add: sums that only just hide it do not.
    constexpr double kLatency = 5, kLoop = 0.3, kTileOverhead = 30;
    double perK = kLoop + std::max({height * vectors / target.fusedPerCycle,
                                    (height + vectors) / target.loadsPerCycle, kLatency});
    // One of the panels stays in the first cache if it has room for more than both.
    double bytesPerK = double((plan.tileRows + plan.tileColumns) * elementBytes);
    if (2 * bytesPerK * double(getLengthOfK(plan.tileRows, plan.k)) > double(target.l1Bytes))
      perK += target.cyclesPerLine * bytesPerK / kLineBytes;
    // Vectors in place cross cache lines, and their rows are far apart.
    if (!plan.packRows)
      perK = 1.02 * perK + estimateConflicts(*plan.rows, plan.m, plan.tileRows, plan.k);
    if (!plan.packColumns)
      perK = 1.04 * perK + estimateConflicts(*plan.columns, plan.n, plan.tileRows, plan.k);
    double perTile = kTileOverhead + 2 * height * vectors;
    // Rows become vectors of as many lanes, which are halves, quarters and so on of registers.
    if (plan.isTransposed)
      perTile += std::ceil(height / lanes) * vectors * lanes * (2 + std::log2(lanes)) *
                 llvm::popcount(uint64_t(plan.tileRows));
    double outer = getOuterCount(plan);
    double cycles = outer * tiles * (k * perK + perTile);
    if (plan.packRows)
      cycles += outer * estimatePacking(*plan.rows, plan.m, plan.k, m * k, isLarge(m * k));
    if (plan.packColumns)
      cycles += outer * estimatePacking(*plan.columns, plan.n, plan.k, n * k,
                                        isLarge(n * k) && !plan.packInBlock);
    return cycles;
  }

  /// How many lines at multiples of `stride` elements `ways` of a cache hold at once.
  int64_t countLines(int64_t stride, int64_t wayBytes, int64_t ways) {
    return ways * (wayBytes / std::gcd(stride * elementBytes, wayBytes));
  }

  /// Cycles lost at each k when rows are read in place. Along k, each row's line serves the next iterations too,
  /// but rows whose distance shares a large factor with a way of the first cache displace each other before.
  /// Across k, each iteration is on a line of its own, which serves the next tile if it is still in a cache then.
  double estimateConflicts(OpOperand &rows, unsigned m, int64_t height, unsigned k) {
    bool isAlong = BodyEmitter::isContiguous(rows, k);
    int64_t stride = BodyEmitter::getStride(rows, isAlong ? m : k);
    if (ShapedType::isDynamic(stride))
      return 0;
    constexpr int64_t kL1Way = 4096, kL2Ways = 8, kOthers = 4;
    int64_t l1Ways = target.l1Bytes / kL1Way;
    if (isAlong)
      return height > countLines(stride, kL1Way, l1Ways - kOthers) ? height : 0;
    constexpr double kFromL2 = 4, kFromL3 = 16;
    int64_t lines = std::min(estimates[k], getLengthOfK(height, k));
    return (lines > countLines(stride, kL1Way, l1Ways) ? kFromL2 : 0) +
           (lines > countLines(stride, target.l2Bytes / kL2Ways, kL2Ways) ? kFromL3 : 0);
  }

  /// Whether so many elements, packed, leave the second cache before they are used.
  bool isLarge(double elements) { return 2 * elements * elementBytes > double(target.l2Bytes); }

  double estimatePacking(OpOperand &operand, unsigned loop, unsigned k, double elements,
                         bool throughMemory) {
    constexpr double kLoop = 200, kCopied = 0.2, kTransposed = 0.45, kGathered = 2;
    double traffic = (throughMemory ? 0.2 : 0.06) * elementBytes;
    double work = BodyEmitter::isContiguous(operand, loop) ? kCopied
                  : BodyEmitter::isContiguous(operand, k)  ? kTransposed
                                                           : kGathered;
    return kLoop + elements * (traffic + work);
  }

  /// Iterations of k between visits to a tile: a panel of rows fills the first cache.
  int64_t getLengthOfK(int64_t height, unsigned loop) {
    int64_t most = std::max<int64_t>(64, target.l1Bytes / (height * elementBytes));
    int64_t k = std::max<int64_t>(1, estimates[loop]);
    return llvm::divideCeil(k, llvm::divideCeil(k, most));
  }

  /// Whether columns that the caches do not hold are best packed where they are used: each once, in a block that
  /// has all rows, which then go by in the second cache.
  bool shouldPackInBlock(const ContractionPlan &plan) {
    return plan.packColumns && plan.outerParallel.empty() && plan.outerReduction.empty() &&
           estimates[plan.n] * estimates[plan.k] * elementBytes > target.nearBytes &&
           estimates[plan.m] * elementBytes * 256 <= target.l2Bytes;
  }

  /// Blocks large enough to be worth a thread's turn, many enough to share evenly, and such that the operand
  /// that is read again for each panel of the other stays in the second cache.
  void chooseBlocks(ContractionPlan &plan) {
    constexpr int64_t kMaxBlocks = 32;
    int64_t m = estimates[plan.m], n = estimates[plan.n],
            kLength = getLengthOfK(plan.tileRows, plan.k);
    plan.kBlock = kLength >= estimates[plan.k] ? ContractionPlan::kWhole : kLength;
    plan.rowsOutside = m >= n;

    int64_t wanted = std::clamp<int64_t>(plan.cycles / kCyclesPerBlock, 1, kMaxBlocks);
    plan.outerBlocks.clear();
    for (unsigned loop : plan.outerParallel) {
      int64_t count = std::clamp<int64_t>(wanted, 1, std::max<int64_t>(1, estimates[loop]));
      plan.outerBlocks.push_back(std::max<int64_t>(1, llvm::divideCeil(estimates[loop], count)));
      wanted = llvm::divideCeil(wanted, count);
    }
    int64_t resident = target.l2Bytes / 2 / (kLength * elementBytes);
    auto split = [&](int64_t extent, int64_t tile, int64_t most) {
      int64_t panels = std::max<int64_t>(1, llvm::divideCeil(extent, tile));
      int64_t count = std::clamp<int64_t>(
          wanted, llvm::divideCeil(panels, std::max<int64_t>(1, most / tile)), panels);
      int64_t block = llvm::divideCeil(panels, std::max<int64_t>(1, count));
      wanted = llvm::divideCeil(wanted, llvm::divideCeil(panels, block));
      return block * tile;
    };
    constexpr int64_t kAny = std::numeric_limits<int32_t>::max();
    if (plan.packInBlock) {
      constexpr int64_t kDepth = 1024;
      plan.rowsOutside = false;
      plan.kBlock =
          estimates[plan.k] <= kDepth
              ? ContractionPlan::kWhole
              : llvm::divideCeil(estimates[plan.k], llvm::divideCeil(estimates[plan.k], kDepth));
      int64_t width = target.l2Bytes / 4 / (std::min(estimates[plan.k], kDepth) * elementBytes);
      plan.mBlock = kAny;
      plan.nBlock = split(n, plan.tileColumns, std::max(width, plan.tileColumns));
    } else if (plan.rowsOutside) {
      plan.mBlock = split(m, plan.tileRows, kAny);
      plan.nBlock = split(n, plan.tileColumns, resident);
    } else {
      plan.nBlock = split(n, plan.tileColumns, kAny);
      plan.mBlock = split(m, plan.tileRows, resident);
    }
  }

  linalg::GenericOp op;
  const Target &target;
  SmallVector<int64_t> extents, estimates;
  int64_t elementBytes, lanes;
  std::optional<ContractionPlan> best;
};

} // namespace

bool isOneTile(linalg::GenericOp op, const ContractionPlan &plan) {
  if (isShared(op))
    return false;
  SmallVector<int64_t> extents = op.getStaticLoopRanges();
  auto isAtMost = [&](unsigned loop, int64_t limit) {
    return !ShapedType::isDynamic(extents[loop]) && extents[loop] <= limit;
  };
  return isAtMost(plan.m, plan.tileRows) && isAtMost(plan.n, plan.tileColumns) &&
         llvm::all_of(plan.outerParallel, [&](unsigned loop) { return isAtMost(loop, 1); });
}

std::optional<ContractionPlan> planContraction(linalg::GenericOp op, const Target &target) {
  if (!isSumOfProducts(op))
    return std::nullopt;
  FailureOr<linalg::ContractionDimensions> dims = linalg::inferContractionDims(op);
  if (failed(dims) || dims->m.empty() || dims->n.empty() || dims->k.empty())
    return std::nullopt;
  auto hasOwnType = [&](OpOperand &operand) {
    return getElementTypeOrSelf(operand.get().getType()) ==
               getElementTypeOrSelf(op.getDpsInits()[0].getType()) &&
           op.getMatchingIndexingMap(&operand).isProjectedPermutation();
  };
  if (!llvm::all_of(op->getOpOperands(), hasOwnType))
    return std::nullopt;
  return Planner(op, target).findBest(*dims);
}

} // namespace luge
