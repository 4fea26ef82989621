//===- Combiner.cpp - How a reduction combines two values -----------------===//
#include "compiler/Codegen/Combiner.h"

#include "compiler/Codegen/BufferRegion.h"

using namespace mlir;

namespace luge {

/// The comparison of `select`, if it takes the greater of an element and `accumulator`, which a NaN leaves as it is. That
/// is one instruction where a maximum that is NaN if one is takes three.
static arith::CmpFOp getGreaterThan(arith::SelectOp select, Value accumulator) {
  auto compare = select.getCondition().getDefiningOp<arith::CmpFOp>();
  bool isGreater = compare && compare.getPredicate() == arith::CmpFPredicate::OGT &&
                   compare.getRhs() == accumulator && select.getFalseValue() == accumulator &&
                   compare.getLhs() == select.getTrueValue();
  return isGreater ? compare : nullptr;
}

/// The combiner of the greater element; none if `op` is none, or does more.
static std::optional<Combiner> getGreaterCombiner(Operation *op, BlockArgument accumulator) {
  auto select = dyn_cast<arith::SelectOp>(op);
  arith::CmpFOp compare = select ? getGreaterThan(select, accumulator) : nullptr;
  if (!compare || compare->getBlock() != op->getBlock() || !compare->hasOneUse() ||
      !accumulator.hasNUses(2))
    return std::nullopt;
  auto type = cast<FloatType>(accumulator.getType());
  auto lowest = APFloat::getInf(type.getFloatSemantics(), /*Negative=*/true);
  return Combiner{op, FloatAttr::get(type, lowest)};
}

Value Combiner::combine(OpBuilder &builder, Value lhs, Value rhs) const {
  if (isa<arith::SelectOp>(op)) {
    Value isGreater =
        arith::CmpFOp::create(builder, op->getLoc(), arith::CmpFPredicate::OGT, rhs, lhs);
    return arith::SelectOp::create(builder, op->getLoc(), isGreater, rhs, lhs);
  }
  OperationState state(op->getLoc(), op->getName(), {lhs, rhs}, lhs.getType(), op->getAttrs());
  return builder.create(state)->getResult(0);
}

Value Combiner::combineLanes(OpBuilder &builder, Value vector) const {
  Location loc = op->getLoc();
  int64_t lanes = cast<VectorType>(vector.getType()).getNumElements();
  for (; lanes > 1; lanes /= 2) {
    assert(lanes % 2 == 0 && "the number of lanes is a power of two");
    auto lower = llvm::to_vector(llvm::seq<int64_t>(0, lanes / 2));
    auto upper = llvm::to_vector(llvm::seq<int64_t>(lanes / 2, lanes));
    vector = combine(builder, vector::ShuffleOp::create(builder, loc, vector, vector, lower),
                     vector::ShuffleOp::create(builder, loc, vector, vector, upper));
  }
  return vector::ExtractOp::create(builder, loc, vector, 0);
}

std::optional<Combiner> getCombiner(linalg::GenericOp op, unsigned output) {
  BlockArgument argument = op.getRegionOutputArgs()[output];
  Operation *combiner = op.getBody()->getTerminator()->getOperand(output).getDefiningOp();
  if (!combiner || combiner->getBlock() != op.getBody() || !combiner->hasOneUse())
    return std::nullopt;
  if (std::optional<Combiner> greater = getGreaterCombiner(combiner, argument))
    return greater;
  if (combiner->getNumOperands() != 2 || combiner->getNumResults() != 1 || !argument.hasOneUse() ||
      *argument.user_begin() != combiner)
    return std::nullopt;
  if (!isa<arith::AddFOp, arith::AddIOp, arith::MulFOp, arith::MulIOp, arith::MaximumFOp,
           arith::MinimumFOp, arith::MaxNumFOp, arith::MinNumFOp, arith::MaxSIOp, arith::MinSIOp,
           arith::AndIOp, arith::OrIOp>(combiner))
    return std::nullopt;
  std::optional<TypedAttr> neutral = arith::getNeutralElement(combiner);
  if (!neutral)
    return std::nullopt;
  return Combiner{combiner, *neutral};
}

SmallVector<unsigned> getAllOutputs(linalg::GenericOp op) {
  return llvm::to_vector(llvm::seq<unsigned>(0, op.getNumDpsInits()));
}

std::optional<SmallVector<Combiner>> getCombiners(linalg::GenericOp op,
                                                  ArrayRef<unsigned> outputs) {
  SmallVector<Combiner> combiners;
  for (unsigned output : outputs) {
    std::optional<Combiner> combiner = getCombiner(op, output);
    if (!combiner)
      return std::nullopt;
    combiners.push_back(*combiner);
  }
  return combiners;
}

std::optional<SmallVector<unsigned>> findReducedOutputs(linalg::GenericOp op) {
  SmallVector<unsigned> loops, reduced;
  op.getReductionDims(loops);
  if (loops.empty())
    return reduced;
  for (auto [output, init] : llvm::enumerate(op.getDpsInitsMutable())) {
    AffineMap map = op.getMatchingIndexingMap(&init);
    auto isAlong = [&](unsigned loop) { return map.isFunctionOfDim(loop); };
    if (llvm::none_of(loops, isAlong))
      reduced.push_back(output);
    else if (!map.isProjectedPermutation() || !llvm::all_of(loops, isAlong))
      return std::nullopt;
  }
  return reduced;
}

Value takeInitialFill(linalg::GenericOp op, OpOperand &output) {
  Block *block = op->getBlock();
  if (!isOnlyName(output.get(), *block))
    return Value();
  Operation *last = nullptr;
  for (OpOperand &use : output.get().getUses()) {
    if (use.getOwner() == op && &use != &output)
      return Value();
    Operation *user = block->findAncestorOpInBlock(*use.getOwner());
    if (user && user != op && user->isBeforeInBlock(op) && (!last || last->isBeforeInBlock(user)))
      last = user;
  }
  auto fill = dyn_cast_or_null<linalg::FillOp>(last);
  if (!fill || fill.getOutputs().front() != output.get())
    return Value();
  Value scalar = fill.getInputs().front();
  fill.erase();
  return scalar;
}

} // namespace luge
