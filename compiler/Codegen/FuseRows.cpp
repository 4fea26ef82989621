//===- FuseRows.cpp - One loop over rows for all that goes through them ---===//
#include "compiler/Codegen/BodyEmitter.h"
#include "compiler/Codegen/ByteCount.h"
#include "compiler/Codegen/Combiner.h"
#include "compiler/Codegen/Gathering.h"
#include "compiler/Codegen/LoopNest.h"
#include "compiler/Codegen/PartialSums.h"
#include "compiler/Codegen/Passes.h"
#include "compiler/Codegen/RowGroup.h"
#include "compiler/Codegen/StreamedStores.h"
#include "compiler/Codegen/TargetTable.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"

namespace luge {
#define GEN_PASS_DEF_FUSEROWSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;
using namespace luge;

namespace {

/// A block has a multiple of so many rows, or a part of that: vectors of one element per row are full.
constexpr int64_t kRowsPerBlock = 16;
/// A block with products has so many: as many lanes as a register tile has columns on the widest vectors.
constexpr int64_t kRowsPerProduct = 32;
/// A sum over the rows is one of parts that have about so many rows: terms that are added one after the other.
constexpr int64_t kRowsPerPart = kTermsPerSum;

bool isProduct(linalg::GenericOp op) { return linalg::isaContractionOpInterface(op); }

class RowFusion {
public:
  RowFusion(Block &block, const Target &target, bool products)
      : block(block), target(target), products(products), extents(block) {}

  unsigned run() {
    unsigned fused = 0;
    // Also those that move in front of a loop.
    for (linalg::GenericOp op : llvm::to_vector(block.getOps<linalg::GenericOp>()))
      fused += !replaced.contains(op) && fuseFrom(op);
    return fused;
  }

private:
  /// A group, and its place in the block.
  struct Candidate {
    RowGroup rows;
    Gathering place;
  };

  /// Fuses the largest group that starts with `first`, if there is one.
  bool fuseFrom(linalg::GenericOp first) {
    std::optional<Candidate> best;
    for (unsigned loop = 0, e = first.getNumLoops(); loop < e; ++loop) {
      std::optional<Candidate> candidate = gather(first, loop);
      if (candidate &&
          (!best || candidate->rows.getMembers().size() > best->rows.getMembers().size()))
        best.emplace(std::move(*candidate));
    }
    if (!best)
      return false;
    int64_t rows = chooseRows(best->rows);
    if (estimateExtents(first)[best->rows.getMembers().front().rowLoop] < 2 * rows)
      return false;
    best->place.moveOthersInFront();
    emit(best->rows, rows);
    return true;
  }

  /// The group of `first` with all ops that can join; none if there are none, or no op has but the rows' loop.
  std::optional<Candidate> gather(linalg::GenericOp first, unsigned rowLoop) {
    std::optional<RowGroup> rows = RowGroup::start(first, rowLoop);
    if (!rows || !isMember({first, rowLoop}))
      return std::nullopt;
    Candidate candidate{*rows, Gathering(accesses, first)};
    for (Operation *op = first->getNextNode(); op; op = op->getNextNode()) {
      // A group ends at the next product: it would run before the group, and its result take room meanwhile.
      if (isa<scf::ForallOp>(op))
        break;
      auto generic = dyn_cast<linalg::GenericOp>(op);
      std::optional<unsigned> loop =
          generic ? candidate.rows.findRowLoop(generic, extents) : std::nullopt;
      if (!loop || !isMember({generic, *loop}) || !candidate.place.canJoin(op)) {
        candidate.place.passOver(op);
        continue;
      }
      candidate.rows.add(generic, *loop);
      candidate.place.join(op);
    }
    ArrayRef<RowGroup::Member> members = candidate.rows.getMembers();
    if (products)
      return isChainOfProducts(candidate.rows) ? std::optional(candidate) : std::nullopt;
    auto hasColumns = [](RowGroup::Member member) { return member.op.getNumLoops() > 1; };
    if (members.size() < 2 || llvm::none_of(members, hasColumns))
      return std::nullopt;
    return candidate;
  }

  /// Among products, what a thread has for itself must have a size.
  bool isMember(RowGroup::Member member) {
    SmallVector<int64_t> loops = member.op.getStaticLoopRanges();
    loops.erase(loops.begin() + member.rowLoop);
    return (!products || !ShapedType::isDynamicShape(loops)) &&
           (!member.isSum() || isLargeSum(member));
  }

  /// Whether the sum over rows of a matrix is so much less than the matrix that several of it do not count, and the
  /// matrix so large that to read it again costs more than to add those up.
  bool isLargeSum(RowGroup::Member member) {
    int64_t rows = estimateExtents(member.op)[member.rowLoop], largest = 0;
    for (OpOperand *input : member.op.getDpsInputOperands())
      for (auto [dimension, expr] :
           llvm::enumerate(member.op.getMatchingIndexingMap(input).getResults()))
        if (expr.isFunctionOfDim(member.rowLoop) && isa<MemRefType>(input->get().getType()))
          largest = std::max(largest, multiplySizes(rows, getRowBytes(input->get(), dimension)));
    auto isStatic = [](Value output) {
      return cast<MemRefType>(output.getType()).hasStaticShape();
    };
    return !products && rows >= 2 * kRowsPerPart && largest >= target.l2Bytes &&
           llvm::all_of(member.op.getDpsInits(), isStatic);
  }

  /// Whether the group has several products, each of which needs a barrier where threads do not keep their rows, and
  /// so little else in use that all stays in the second cache.
  bool isChainOfProducts(const RowGroup &group) {
    auto member = [](RowGroup::Member member) { return isProduct(member.op); };
    int64_t bytes = 0;
    for (auto [buffer, dimension] : group.getBuffers())
      bytes =
          addSizes(bytes, getRowBytes(buffer, dimension) * (dimension < 0 ? 1 : kRowsPerProduct));
    return llvm::count_if(group.getMembers(), member) > 1 && bytes <= target.l2Bytes / 2;
  }

  /// Bytes of one row of `buffer`.
  static int64_t getRowBytes(Value buffer, int64_t dimension) {
    auto type = cast<MemRefType>(buffer.getType());
    int64_t bytes = DataLayout().getTypeSize(type.getElementType()).getFixedValue();
    for (auto [position, extent] : llvm::enumerate(type.getShape()))
      if (static_cast<int64_t>(position) != dimension && !ShapedType::isDynamic(extent))
        bytes *= extent;
    return bytes;
  }

  /// Rows of a block: what the group uses of them is to stay in the first cache.
  int64_t chooseRows(const RowGroup &group) {
    if (products)
      return kRowsPerProduct;
    int64_t rowBytes = 0;
    for (auto [buffer, dimension] : group.getBuffers())
      if (dimension >= 0)
        rowBytes += getRowBytes(buffer, dimension);
    int64_t rows = std::max<int64_t>(1, target.l1Bytes / rowBytes);
    return rows < kRowsPerBlock ? llvm::bit_floor<uint64_t>(rows)
                                : rows / kRowsPerBlock * kRowsPerBlock;
  }

  SmallVector<Value> findLargeInputs(const RowGroup &group);
  linalg::GenericOp findLongest(const RowGroup &group, int64_t columns);
  void addPrefetches(linalg::GenericOp op, ArrayRef<Value> buffers, LoopRange all, LoopRange part,
                     int64_t rows);
  bool shouldCopyOut(const RowGroup &group, Value buffer, int64_t dimension, int64_t rows);
  void emit(const RowGroup &group, int64_t rows);
  void emitBlock(OpBuilder &builder, const RowGroup &group, LoopRange all, LoopRange part,
                 int64_t rows, const llvm::DenseMap<OpOperand *, Value> &fills, IRMapping mapping);
  bool canBeOwn(Value buffer, int64_t dimension, int64_t rows);
  Value emitBuffer(OpBuilder &builder, Value buffer, int64_t dimension, LoopRange part,
                   int64_t rows, bool isOwn);

  Block &block;
  const Target &target;
  /// Whether products are members.
  bool products;
  LoopExtents extents;
  BlockAccesses accesses;
  /// The members of groups so far, which are no more.
  llvm::SmallPtrSet<Operation *, 16> replaced;
};

/// Whether nothing but the group uses what is in `buffer`, from its allocation on.
bool belongsToGroup(const RowGroup &group, Value buffer) {
  auto alloc = buffer.getDefiningOp<memref::AllocOp>();
  return alloc && llvm::all_of(buffer.getUsers(), [&](Operation *user) {
           return isa<memref::DimOp>(user) ||
                  llvm::any_of(group.getMembers(),
                               [&](RowGroup::Member member) { return member.op == user; });
         });
}

void emitCopy(OpBuilder &builder, Location loc, Value from, Value to) {
  int64_t rank = cast<MemRefType>(from.getType()).getRank();
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  linalg::GenericOp::create(builder, loc, from, to, ArrayRef{identity, identity}, iterators,
                            [](OpBuilder &inner, Location at, ValueRange elements) {
                              linalg::YieldOp::create(inner, at, elements[0]);
                            });
}

/// Whether there is room in caches for a block's rows of `buffer`, and its size is known.
bool RowFusion::canBeOwn(Value buffer, int64_t dimension, int64_t rows) {
  SmallVector<int64_t> shape(cast<MemRefType>(buffer.getType()).getShape());
  shape[dimension] = rows;
  return !ShapedType::isDynamicShape(shape) &&
         getRowBytes(buffer, dimension) * rows <= target.l2Bytes / 4;
}

/// A block's rows of `buffer`: memory of their own, where they are to have it and there is room, or those of the buffer.
Value RowFusion::emitBuffer(OpBuilder &builder, Value buffer, int64_t dimension, LoopRange part,
                            int64_t rows, bool isOwn) {
  Location loc = buffer.getLoc();
  auto type = cast<MemRefType>(buffer.getType());
  SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(type.getRank(), builder.getIndexAttr(1));
  SmallVector<int64_t> shape(type.getShape());
  shape[dimension] = rows;
  isOwn &= canBeOwn(buffer, dimension, rows);
  if (isOwn)
    buffer = memref::AllocaOp::create(builder, loc, MemRefType::get(shape, type.getElementType()),
                                      builder.getI64IntegerAttr(64));
  else
    offsets[dimension] = part.lower;
  SmallVector<OpFoldResult> sizes = memref::getMixedSizes(builder, loc, buffer);
  if (isOwn && getConstantIntValue(part.size) == rows)
    return buffer;
  sizes[dimension] = part.size;
  return memref::SubViewOp::create(builder, loc, buffer, offsets, sizes, strides);
}

/// Matrices that the group only reads, too large for caches, by rows of the same length.
SmallVector<Value> RowFusion::findLargeInputs(const RowGroup &group) {
  // Less may still be in the second cache from before, or from the step before.
  int64_t minBytes = 2 * target.l2Bytes;
  SmallVector<Value> large;
  RowGroup::Member first = group.getMembers().front();
  int64_t rows = estimateExtents(first.op)[first.rowLoop], columns = 0;
  for (auto [buffer, dimension] : group.getBuffers()) {
    auto type = cast<MemRefType>(buffer.getType());
    bool isWritten = llvm::any_of(group.getMembers(), [&](RowGroup::Member member) {
      return llvm::is_contained(member.op.getDpsInits(), buffer);
    });
    if (dimension != 0 || type.getRank() != 2 || type.isDynamicDim(1) || isWritten ||
        !type.getLayout().isIdentity() || getRowBytes(buffer, 0) * rows < minBytes ||
        (columns && type.getDimSize(1) != columns))
      continue;
    columns = type.getDimSize(1);
    large.push_back(buffer);
  }
  return large;
}

/// The member that works longest at each element of rows of so many columns.
linalg::GenericOp RowFusion::findLongest(const RowGroup &group, int64_t columns) {
  auto countWork = [](linalg::GenericOp op) {
    int64_t work = 0;
    for (Operation &nested : op.getBody()->without_terminator())
      work += isa<math::MathDialect>(nested.getDialect()) ? 20
              : isa<arith::DivFOp>(nested)                ? 10
                                                          : 1;
    return work;
  };
  linalg::GenericOp longest;
  for (RowGroup::Member member : group.getMembers())
    if (member.op.getNumLoops() == 2 && member.rowLoop == 0 &&
        member.op.getStaticLoopRanges()[1] == columns && BodyEmitter::canVectorize(member.op) &&
        (!longest || countWork(member.op) > countWork(longest)))
      longest = member.op;
  return longest;
}

/// Makes the body of `op` ask for the same column of the rows after `part` of these buffers, so that memory works while
/// the group works in the cache. The hardware alone looks ahead in one pass over one buffer, and not past a page.
void RowFusion::addPrefetches(linalg::GenericOp op, ArrayRef<Value> buffers, LoopRange all,
                              LoopRange part, int64_t rows) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  AffineExpr d0 = builder.getAffineDimExpr(0);
  Value next = asIndex(builder, loc, fold(builder, loc, d0 + rows, {part.lower}));
  Value last = asIndex(builder, loc, fold(builder, loc, d0 - 1, {all.size}));
  OpBuilder body = OpBuilder::atBlockBegin(op.getBody());
  Value row = linalg::IndexOp::create(body, loc, 0), column = linalg::IndexOp::create(body, loc, 1);
  row = arith::MinSIOp::create(body, loc, arith::AddIOp::create(body, loc, next, row), last);
  for (Value buffer : buffers)
    memref::PrefetchOp::create(body, loc, buffer, ValueRange{row, column}, /*isWrite=*/false,
                               /*localityHint=*/2, /*isDataCache=*/true);
}

/// Whether the group reads again what it writes to `buffer`, a large result that nothing else reads: then it works on a
/// copy in the cache, which goes to memory once, past the caches.
bool RowFusion::shouldCopyOut(const RowGroup &group, Value buffer, int64_t dimension,
                              int64_t rows) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!target.streams || dimension != 0 || type.getRank() != 2 || type.isDynamicDim(1) ||
      !canBeOwn(buffer, dimension, rows))
    return false;
  SmallVector<Operation *> readers;
  bool isWritten = false;
  for (RowGroup::Member member : group.getMembers()) {
    bool isRead = llvm::any_of(member.op.getDpsInputOperands(),
                               [&](OpOperand *input) { return input->get() == buffer; });
    if (isRead)
      readers.push_back(member.op);
    if (llvm::is_contained(member.op.getDpsInits(), buffer)) {
      if (isRead)
        return false;
      isWritten = true;
    }
  }
  return isWritten && !readers.empty() && isLargeResult(buffer, readers);
}

/// What the group does with the rows `part` of `all`. Sums go where `mapping` says.
void RowFusion::emitBlock(OpBuilder &builder, const RowGroup &group, LoopRange all, LoopRange part,
                          int64_t rows, const llvm::DenseMap<OpOperand *, Value> &fills,
                          IRMapping mapping) {
  RowGroup::Member first = group.getMembers().front();
  Location loc = first.op.getLoc();
  SmallVector<Value> large = findLargeInputs(group);
  linalg::GenericOp longest;
  if (!large.empty())
    longest = findLongest(group, cast<MemRefType>(large.front().getType()).getDimSize(1));
  SmallVector<std::pair<Value, Value>> copies;
  for (auto [buffer, dimension] : group.getBuffers()) {
    if (dimension < 0)
      continue;
    bool isCopied = shouldCopyOut(group, buffer, dimension, rows);
    mapping.map(buffer, emitBuffer(builder, buffer, dimension, part, rows,
                                   isCopied || belongsToGroup(group, buffer)));
    if (isCopied)
      copies.push_back({mapping.lookup(buffer),
                        emitBuffer(builder, buffer, dimension, part, rows, /*isOwn=*/false)});
  }
  for (RowGroup::Member member : group.getMembers()) {
    for (OpOperand &output : member.op.getDpsInitsMutable())
      if (Value scalar = fills.lookup(&output))
        linalg::FillOp::create(builder, loc, scalar, mapping.lookup(output.get()));
    auto clone = cast<linalg::GenericOp>(builder.clone(*member.op, mapping));
    SmallVector<OpFoldResult> offsets(member.op.getNumLoops(), builder.getIndexAttr(0));
    offsets[member.rowLoop] = part.lower;
    OpBuilder::InsertionGuard guard(builder);
    linalg::offsetIndices(builder, clone, offsets);
    if (member.op == longest)
      addPrefetches(clone, large, all, part, rows);
  }
  for (auto [from, to] : copies)
    emitCopy(builder, loc, from, to);
}

void RowFusion::emit(const RowGroup &group, int64_t rows) {
  RowGroup::Member first = group.getMembers().front();
  OpBuilder builder(first.op);
  Location loc = first.op.getLoc();
  AffineExpr d0 = builder.getAffineDimExpr(0);
  LoopRange all = getLoopRanges(builder, first.op)[first.rowLoop];
  OpFoldResult blocks = fold(builder, loc, d0.ceilDiv(rows), {all.size});
  int64_t parts = estimateExtents(first.op)[first.rowLoop] / kRowsPerPart;
  llvm::DenseMap<OpOperand *, Value> fills;
  SmallVector<PartialSums, 0> sums;
  for (RowGroup::Member member : group.getMembers()) {
    if (member.isSum())
      sums.emplace_back(builder, member.op, getAllOutputs(member.op), parts);
    else
      for (OpOperand &output : member.op.getDpsInitsMutable())
        fills[&output] = takeInitialFill(member.op, output);
  }
  OpFoldResult size;
  if (!sums.empty())
    size = fold(builder, loc, d0.ceilDiv(parts), {blocks});
  SmallVector<OpFoldResult> counts = {sums.empty() ? blocks : builder.getIndexAttr(parts)};
  auto forall = scf::ForallOp::create(builder, loc, counts, ValueRange(), std::nullopt);
  OpBuilder inner(forall.getTerminator());
  Value number = forall.getInductionVar(0);
  IRMapping mapping;
  for (const PartialSums &partial : sums) {
    SmallVector<Value> slices = partial.emitSlices(inner, number);
    mapping.map(partial.getWholes(), slices);
    for (auto [combiner, slice] : llvm::zip_equal(partial.getCombiners(), slices))
      linalg::FillOp::create(
          inner, loc, arith::ConstantOp::create(inner, loc, combiner.neutral).getResult(), slice);
  }
  auto emitNumbered = [&](OpBuilder &at, Value block, ValueRange) {
    OpFoldResult offset = fold(at, loc, d0 * rows, {block});
    emitBlock(at, group, all, getBlock(at, loc, all, offset, rows), rows, fills, mapping);
    return SmallVector<Value>();
  };
  if (sums.empty())
    emitNumbered(inner, number, {});
  else
    emitFor(inner, loc, getPart(inner, loc, {inner.getIndexAttr(0), blocks}, size, number, parts),
            1, {}, emitNumbered);
  for (const PartialSums &partial : sums)
    partial.emitCombination(builder);
  for (RowGroup::Member member : group.getMembers()) {
    replaced.insert(member.op);
    member.op.erase();
  }
  accesses = BlockAccesses();
}

struct FuseRows : luge::impl::FuseRowsPassBase<FuseRows> {
  using Base::Base;

  void runOnOperation() override {
    const Target *description = lookupTarget(target, getOperation());
    if (!description)
      return signalPassFailure();
    if (!getOperation().isDeclaration())
      groups += RowFusion(getOperation().front(), *description, products).run();
  }
};

} // namespace
