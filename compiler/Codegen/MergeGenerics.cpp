//===- MergeGenerics.cpp - One loop for generics of the same loops --------===//
#include "compiler/Codegen/BodyEmitter.h"
#include "compiler/Codegen/Combiner.h"
#include "compiler/Codegen/Gathering.h"
#include "compiler/Codegen/LoopExtents.h"
#include "compiler/Codegen/Passes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace luge {
#define GEN_PASS_DEF_MERGEGENERICSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;
using namespace luge;

namespace {

/// Streams of memory that one loop may walk at once.
constexpr unsigned kMaxOperands = 16;

AffineMap getMap(OpOperand &operand) {
  return cast<linalg::GenericOp>(operand.getOwner()).getMatchingIndexingMap(&operand);
}

bool isWritten(OpOperand &operand) {
  return cast<linalg::GenericOp>(operand.getOwner()).isDpsInit(&operand);
}

/// Whether both operands are the same elements in the same iterations.
bool isSameAccess(OpOperand &first, OpOperand &second) {
  return first.get() == second.get() && getMap(first) == getMap(second);
}

/// Whether `second` may touch memory in each iteration right after `first` has done in the same one.
bool canInterleave(OpOperand &first, OpOperand &second) {
  if (!isa<MemRefType>(first.get().getType()) || !isa<MemRefType>(second.get().getType()) ||
      (!isWritten(first) && !isWritten(second)) ||
      !getBufferRegion(first.get()).overlaps(getBufferRegion(second.get())))
    return true;
  return isSameAccess(first, second) && getMap(first).isPermutation();
}

using Iterators = SmallVector<utils::IteratorType>;

bool isReduction(utils::IteratorType type) { return type == utils::IteratorType::reduction; }

/// The iterators of `op`. Where one thread runs them in turn, a sum over outer loops may as well be an element of each
/// inner iteration that takes in one more each time.
Iterators getIterators(linalg::GenericOp op, bool inTurn) {
  Iterators iterators = op.getIteratorTypesArray();
  if (inTurn && op.getNumLoops() > 1 && op.getNumReductionLoops() > 0 &&
      !isReduction(iterators.back()) && getCombiners(op, getAllOutputs(op)))
    llvm::fill(iterators, utils::IteratorType::parallel);
  return iterators;
}

/// The loops of both ops as one, if they are the same loops. What is parallel in one may be a reduction of the other's,
/// if vectors go along it: then the first only has an element to write for each iteration.
std::optional<Iterators> mergeIterators(linalg::GenericOp first, linalg::GenericOp second,
                                        bool intoSums, bool inTurn) {
  Iterators ofFirst = first.getIteratorTypesArray(), ofSecond = second.getIteratorTypesArray();
  if (ofFirst == ofSecond)
    return ofFirst;
  ofFirst = getIterators(first, inTurn), ofSecond = getIterators(second, inTurn);
  if (ofFirst == ofSecond)
    return ofFirst;
  if (ofFirst.size() != ofSecond.size())
    return std::nullopt;
  bool reducesFirst = llvm::any_of(ofFirst, isReduction);
  Iterators merged = reducesFirst ? ofFirst : ofSecond;
  if (llvm::all_of(merged, isReduction) && !intoSums)
    return std::nullopt;
  linalg::GenericOp reducing = reducesFirst ? first : second, other = reducesFirst ? second : first;
  bool otherReduces = llvm::any_of(reducesFirst ? ofSecond : ofFirst, isReduction);
  // It has at least as many elements as vectors go along.
  auto isElement = [&](OpOperand &output) {
    AffineMap map = getMap(output);
    return map.isPermutation() || (inTurn && map.isFunctionOfDim(merged.size() - 1));
  };
  std::optional<SmallVector<unsigned>> reduced = findReducedOutputs(reducing);
  if (!reduced || !getCombiners(reducing, *reduced) || !isReduction(merged.back()) ||
      otherReduces || !llvm::all_of(other.getDpsInitsMutable(), isElement))
    return std::nullopt;
  return merged;
}

class Merger {
public:
  Merger(Block &block, bool elementwise, bool intoSums)
      : block(block), elementwise(elementwise), intoSums(intoSums),
        inTurn(isa<scf::ForOp>(block.getParentOp())), extents(block) {
    findDepths();
  }

  unsigned run() {
    unsigned merged = 0;
    for (Operation *op = &block.front(); op; op = op->getNextNode())
      while (auto generic = dyn_cast<linalg::GenericOp>(op)) {
        Operation *joined = mergeNext(generic);
        if (!joined)
          break;
        op = joined;
        ++merged;
      }
    return merged;
  }

private:
  void findDepths() {
    SmallVector<Operation *> earlier;
    for (Operation &op : block.without_terminator()) {
      if (accesses.get(&op).empty() || isa<linalg::FillOp>(op))
        continue;
      int64_t deepest = 0;
      for (Operation *other : earlier)
        if (depths[other] > deepest && accesses.conflict(other, &op))
          deepest = depths[other];
      depths[&op] = deepest + 1;
      earlier.push_back(&op);
    }
  }

  /// Whether `second` waits for nothing but what `first` waits for, and `first`: what uses `first` then waits
  /// no longer.
  bool areReadyTogether(Operation *first, Operation *second) {
    int64_t limit = depths[first] + accesses.conflict(first, second);
    for (Operation *op = second->getPrevNode(); op; op = op->getPrevNode())
      if (op != first && depths.contains(op) && depths[op] >= limit &&
          accesses.conflict(op, second))
        return false;
    return true;
  }

  /// Merges the first generic after `first` that can be into it; null if there is none.
  Operation *mergeNext(linalg::GenericOp first) {
    Gathering gathering(accesses, first);
    for (Operation *op = first->getNextNode(); op; op = op->getNextNode()) {
      auto second = dyn_cast<linalg::GenericOp>(op);
      if (second && canMerge(first, second) && areReadyTogether(first, second) &&
          gathering.canJoin(second)) {
        gathering.join(second);
        gathering.moveOthersInFront();
        return merge(first, second);
      }
      gathering.passOver(op);
    }
    return nullptr;
  }

  bool canMerge(linalg::GenericOp first, linalg::GenericOp second) {
    if (elementwise && first.getNumReductionLoops() + second.getNumReductionLoops() > 0)
      return false;
    if (!mergeIterators(first, second, intoSums, inTurn) ||
        first->getNumOperands() + second->getNumOperands() > kMaxOperands ||
        !BodyEmitter::canVectorize(first) || !BodyEmitter::canVectorize(second))
      return false;
    bool shares = false;
    for (OpOperand &a : first->getOpOperands())
      for (OpOperand &b : second->getOpOperands()) {
        if (!canInterleave(a, b))
          return false;
        // Less than an element per iteration is not worth that all buffers of both are in use together.
        shares |= isSameAccess(a, b) && getMap(a).getNumResults() == first.getNumLoops() &&
                  first.getNumLoops() > 0;
      }
    return shares && llvm::all_of(llvm::seq(first.getNumLoops()), [&](unsigned loop) {
             return extents.areEqual(first, loop, second, loop);
           });
  }

  /// Whether nothing but `first` and `second` needs what `first` writes to `output`.
  bool isDead(OpOperand &output, linalg::GenericOp first, linalg::GenericOp second) {
    auto isSame = [&](OpOperand &other) { return isSameAccess(output, other); };
    if (llvm::any_of(second.getDpsInitsMutable(), isSame))
      return true;
    bool startsFromMemory = !first.getMatchingBlockArgument(&output).use_empty();
    return isTemporary(output.get()) && !startsFromMemory &&
           llvm::all_of(output.get().getUsers(), [&](Operation *user) {
             return user == first || user == second || isa<memref::DimOp>(user);
           });
  }

  Operation *merge(linalg::GenericOp first, linalg::GenericOp second);

  Block &block;
  /// Whether reductions, products among them, stay as they are.
  bool elementwise;
  /// Whether elementwise ops join sums of everything.
  bool intoSums;
  /// Whether one thread runs all iterations, one after the other.
  bool inTurn;
  LoopExtents extents;
  BlockAccesses accesses;
  /// The longest chain of ops, fills aside, that ends with an op, each of which needs the one before.
  llvm::DenseMap<Operation *, int64_t> depths;
};

/// The operands of a merged generic, and which of the old ones each stands for.
struct MergedOperands {
  SmallVector<Value> values;
  SmallVector<AffineMap> maps;
  llvm::DenseMap<OpOperand *, unsigned> positions;

  void add(OpOperand &operand) {
    for (auto [position, value] : llvm::enumerate(values))
      if (value == operand.get() && maps[position] == getMap(operand)) {
        positions[&operand] = position;
        return;
      }
    append(operand);
  }
  void append(OpOperand &operand) {
    positions[&operand] = values.size();
    values.push_back(operand.get());
    maps.push_back(getMap(operand));
  }
};

Operation *Merger::merge(linalg::GenericOp first, linalg::GenericOp second) {
  // What the second reads and the first has just written goes from one body to the other.
  auto findSource = [&](OpOperand &operand) -> OpOperand * {
    for (OpOperand &output : first.getDpsInitsMutable())
      if (isSameAccess(output, operand))
        return &output;
    return nullptr;
  };
  MergedOperands inputs, outputs;
  for (OpOperand *input : first.getDpsInputOperands())
    inputs.add(*input);
  for (OpOperand *input : second.getDpsInputOperands())
    if (!findSource(*input))
      inputs.add(*input);
  // What has an element for each iteration says how long the loops are.
  auto isWhole = [&](AffineMap map) { return map.getNumResults() == first.getNumLoops(); };
  bool hasElements = llvm::any_of(inputs.maps, isWhole) ||
                     llvm::any_of(second.getDpsInitsMutable(),
                                  [&](OpOperand &output) { return isWhole(getMap(output)); });
  SmallVector<OpOperand *> kept;
  for (OpOperand &output : first.getDpsInitsMutable())
    if (!isDead(output, first, second) || (!hasElements && isWhole(getMap(output))))
      kept.push_back(&output);
  SmallVector<OpOperand *> stored(kept);
  for (OpOperand &output : second.getDpsInitsMutable())
    stored.push_back(&output);
  for (OpOperand *output : stored)
    outputs.append(*output);

  auto buildBody = [&](OpBuilder &builder, Location loc, ValueRange arguments) {
    IRMapping mapping;
    auto mapArguments = [&](linalg::GenericOp op) {
      for (OpOperand &operand : op->getOpOperands()) {
        OpOperand *source = op == second ? findSource(operand) : nullptr;
        BlockArgument argument = op.getMatchingBlockArgument(&operand);
        if (source)
          mapping.map(argument,
                      mapping.lookupOrDefault(first.getMatchingYieldValue(source)->get()));
        else if (auto input = inputs.positions.find(&operand); input != inputs.positions.end())
          mapping.map(argument, arguments[input->second]);
        else if (auto output = outputs.positions.find(&operand); output != outputs.positions.end())
          mapping.map(argument, arguments[inputs.values.size() + output->second]);
      }
      for (Operation &nested : op.getBody()->without_terminator())
        builder.clone(nested, mapping);
    };
    mapArguments(first);
    mapArguments(second);
    SmallVector<Value> results;
    for (OpOperand *output : stored)
      results.push_back(mapping.lookupOrDefault(
          cast<linalg::GenericOp>(output->getOwner()).getMatchingYieldValue(output)->get()));
    linalg::YieldOp::create(builder, loc, results);
  };
  OpBuilder builder(first);
  SmallVector<AffineMap> maps(inputs.maps);
  llvm::append_range(maps, outputs.maps);
  auto merged = linalg::GenericOp::create(
      builder, builder.getFusedLoc({first.getLoc(), second.getLoc()}), inputs.values,
      outputs.values, maps, *mergeIterators(first, second, intoSums, inTurn), buildBody);
  int64_t depth = depths[first];
  for (linalg::GenericOp op : {first, second}) {
    accesses.forget(op);
    depths.erase(op);
    op.erase();
  }
  depths[merged] = depth;
  return merged;
}

struct MergeGenerics : luge::impl::MergeGenericsPassBase<MergeGenerics> {
  using Base::Base;

  void runOnOperation() override {
    if (getOperation().isDeclaration())
      return;
    numMerged += Merger(getOperation().front(), elementwise, intoSums).run();
    for (auto forall : getOperation().getOps<scf::ForallOp>()) {
      numMerged += Merger(*forall.getBody(), elementwise, intoSums).run();
      for (auto loop : forall.getOps<scf::ForOp>())
        numMerged += Merger(*loop.getBody(), elementwise, intoSums).run();
    }
  }
};

} // namespace
