//===- GenericLowering.cpp - The loops of one linalg.generic --------------===//
#include "compiler/Codegen/GenericLowering.h"

#include "compiler/Codegen/BlockedSum.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace luge {

/// Registers per vector where a chain of instructions is long: their chains run side by side, since LLVM splits
/// each op on such a vector in turn.
static constexpr int64_t kInterleave = 2;

GenericLowering::GenericLowering(linalg::GenericOp op, const Target &target)
    : op(op), loc(op.getLoc()), estimates(estimateExtents(op)), reduced(findReducedOutputs(op)) {
  op.getParallelDims(parallel);
  op.getReductionDims(reduction);
  streams = target.streams;
  lanes = target.vectorBytes * 8 / getWidestElement({});
  lanesLoop = chooseLanesLoop();
  if (lanesLoop)
    lanes =
        target.vectorBytes * 8 / getWidestElement(BodyEmitter::findUniformValues(op, *lanesLoop));
  if (lanesLoop && hasLongChains() && estimates[*lanesLoop] >= kInterleave * lanes) {
    lanes *= kInterleave;
    unroll = 1; // the chains hide each other's latency, and more would not fit into registers
  }
}

GenericLowering::GenericLowering(const GenericLowering &whole, linalg::GenericOp op)
    : op(op), loc(op.getLoc()), estimates(estimateExtents(op)), reduced(findReducedOutputs(op)),
      lanes(whole.lanes), unroll(whole.unroll) {
  op.getParallelDims(parallel);
  op.getReductionDims(reduction);
  lanesLoop = chooseLanesLoop();
}

void GenericLowering::run() {
  OpBuilder builder(op);
  bool isPart = isShared(op);
  if (!isPart && !reduction.empty() && reduced && splitReduction(builder)) {
    op.erase();
    return;
  }
  // What takes in one more element each time starts from its memory.
  auto hasOneStart = [&](unsigned number, OpOperand &output) {
    return reduced && (isReduced(number) || op.getMatchingIndexingMap(&output).isPermutation());
  };
  for (auto [number, output] : llvm::enumerate(op.getDpsInitsMutable()))
    fills.push_back(hasOneStart(number, output) ? takeInitialFill(op, output) : Value());
  SmallVector<LoopRange> ranges = getLoopRanges(builder, op);
  if (isPart)
    emitPiece(builder, ranges);
  else
    emitPieces(builder, loc, parallel, getPieceSizes(), estimates, ranges,
               [&](OpBuilder &inner, ArrayRef<LoopRange> piece) { emitPiece(inner, piece); });
  op.erase();
}

int64_t GenericLowering::getWidestElement(const llvm::DenseSet<Value> &scalars) {
  int64_t widest = 8;
  auto widen = [&](Value value) {
    if (value.getType().isIntOrFloat() && !scalars.contains(value))
      widest = std::max<int64_t>(widest, value.getType().getIntOrFloatBitWidth());
  };
  for (BlockArgument argument : op.getBody()->getArguments())
    widen(argument);
  for (Operation &nested : op.getBody()->without_terminator())
    for (Value result : nested.getResults())
      widen(result);
  return widest;
}

bool GenericLowering::hasLongChains() {
  return llvm::any_of(op.getBody()->without_terminator(), [](Operation &nested) {
    return isa<math::MathDialect>(nested.getDialect()) &&
           !isa<math::AbsFOp, math::SqrtOp, math::FmaOp, math::CopySignOp>(nested);
  });
}

bool GenericLowering::isParallelLoop(unsigned loop) const {
  return llvm::is_contained(parallel, loop);
}

std::optional<unsigned> GenericLowering::chooseLanesLoop() {
  if (!BodyEmitter::canVectorize(op) || !reduced)
    return std::nullopt;
  constexpr double kScattered = 4;
  bool isCombining = getCombiners(op, *reduced).has_value();
  std::optional<unsigned> best;
  double bestScore = 0;
  for (unsigned loop = 0, e = op.getNumLoops(); loop < e; ++loop) {
    // What takes in an element of each iteration can do so for one lane at a time only.
    auto isOneForAllLanes = [&](OpOperand &output) {
      return !isReduced(output.getOperandNumber() - op.getNumDpsInputs()) &&
             !op.getMatchingIndexingMap(&output).isFunctionOfDim(loop);
    };
    if ((!isParallelLoop(loop) && !isCombining) ||
        llvm::any_of(op.getDpsInitsMutable(), isOneForAllLanes))
      continue;
    double score = 0;
    for (OpOperand &operand : op->getOpOperands())
      if (op.getMatchingIndexingMap(&operand).isFunctionOfDim(loop))
        score += BodyEmitter::isContiguous(operand, loop) ? 1 : -kScattered;
    score *= std::min(1.0, double(estimates[loop]) / lanes);
    if (score > bestScore || (score == bestScore && best && score > 0))
      best = loop, bestScore = score;
  }
  return best;
}

SmallVector<int64_t> GenericLowering::getPieceSizes() {
  int64_t work = 1;
  for (unsigned loop : reduction)
    work *= std::max<int64_t>(1, estimates[loop]);
  SmallVector<unsigned> order(parallel);
  if (lanesLoop && isParallelLoop(*lanesLoop)) {
    order.erase(llvm::find(order, *lanesLoop));
    order.push_back(*lanesLoop);
  }
  llvm::DenseMap<unsigned, int64_t> sizes;
  for (unsigned loop : llvm::reverse(order)) {
    int64_t size = std::max<int64_t>(1, llvm::divideCeil(kElementsPerChunk, work));
    if (loop == lanesLoop)
      size = llvm::alignTo(size, lanes * unroll);
    size = std::min(size, std::max<int64_t>(1, estimates[loop]));
    // Leave no piece that is nearly empty.
    int64_t count = llvm::divideCeil(estimates[loop], size);
    if (count > 1)
      size = llvm::alignTo(llvm::divideCeil(estimates[loop], count), loop == lanesLoop ? lanes : 1);
    sizes[loop] = size;
    work *= size;
  }
  return llvm::map_to_vector(parallel, [&](unsigned loop) { return sizes[loop]; });
}

void GenericLowering::emitPiece(OpBuilder &builder, ArrayRef<LoopRange> ranges) {
  SmallVector<Value> point(op.getNumLoops());
  BodyEmitter body(op, lanesLoop, lanes);
  oneHot = findOneHot();
  body.hoistLoads(builder, point, /*known=*/{});
  SmallVector<unsigned> outer(parallel);
  if (lanesLoop && isParallelLoop(*lanesLoop))
    outer.erase(llvm::find(outer, *lanesLoop));
  emitNest(builder, loc, outer, ranges, point, /*carried=*/{}, [&](OpBuilder &inner, ValueRange) {
    BodyEmitter row = body;
    row.hoistLoads(inner, point, outer);
    if (oneHot)
      emitAroundHit(inner, ranges, point, row);
    else
      emitLanesLoop(inner, ranges, point, row);
    return SmallVector<Value>();
  });
}

void GenericLowering::emitLanesLoop(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                    MutableArrayRef<Value> point, BodyEmitter &body) {
  if (!lanesLoop)
    emitScalars(builder, ranges, point, body);
  else if (!isParallelLoop(*lanesLoop))
    emitReducedLanes(builder, ranges, point, body);
  else
    emitParallelLanes(builder, ranges, point, body);
}

Value GenericLowering::loadOutput(OpBuilder &builder, BodyEmitter &body, unsigned output,
                                  ArrayRef<Value> point, Value mask) {
  if (fills[output])
    return body.splat(builder, loc, fills[output]);
  if (op.getRegionOutputArgs()[output].use_empty())
    return Value();
  return body.load(builder, *op.getDpsInitOperand(output), point, mask);
}

SmallVector<Value> GenericLowering::loadReduced(OpBuilder &builder, BodyEmitter &body,
                                                ArrayRef<Value> point, Value mask) {
  return llvm::map_to_vector(
      *reduced, [&](unsigned output) { return loadOutput(builder, body, output, point, mask); });
}

void GenericLowering::storeReduced(OpBuilder &builder, BodyEmitter &body, ArrayRef<Value> point,
                                   Value mask, ValueRange values) {
  for (auto [output, value] : llvm::zip_equal(*reduced, values))
    body.store(builder, *op.getDpsInitOperand(output), point, mask, value);
}

SmallVector<Value> GenericLowering::emitIteration(OpBuilder &builder, BodyEmitter &body,
                                                  ArrayRef<Value> point, Value mask,
                                                  ValueRange sums) {
  SmallVector<Value> outputs(op.getNumDpsInits()), results;
  for (auto [output, sum] : llvm::zip_equal(*reduced, sums))
    outputs[output] = sum;
  for (auto [output, value] : llvm::enumerate(outputs))
    if (!isReduced(output))
      value = loadOutput(builder, body, output, point, mask);
  for (auto [output, value] : llvm::enumerate(body.compute(builder, point, mask, outputs)))
    if (isReduced(output))
      results.push_back(picks.contains(output) ? outputs[output] : value);
    else
      body.store(builder, *op.getDpsInitOperand(output), point, mask, value,
                 llvm::is_contained(streamed, output) ? streamAlignment : llvm::MaybeAlign());
  return results;
}

SmallVector<Value>
GenericLowering::emitReduction(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                               MutableArrayRef<Value> point, ValueRange outputs,
                               function_ref<SmallVector<Value>(OpBuilder &, ValueRange)> body) {
  return emitSumNest(builder, loc, reduction, ranges, estimates, /*terms=*/1, point, outputs,
                     getCombiners(op, *reduced).value_or(SmallVector<Combiner>()), body);
}

void GenericLowering::emitScalars(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                  MutableArrayRef<Value> point, BodyEmitter &body) {
  if (!reduced) {
    emitNest(builder, loc, reduction, ranges, point, {}, [&](OpBuilder &inner, ValueRange) {
      SmallVector<Value> outputs;
      for (unsigned output = 0, e = op.getNumDpsInits(); output < e; ++output)
        outputs.push_back(loadOutput(inner, body, output, point, Value()));
      outputs = body.compute(inner, point, Value(), outputs);
      for (auto [output, value] : llvm::zip_equal(op.getDpsInitsMutable(), outputs))
        body.store(inner, output, point, Value(), value);
      return SmallVector<Value>();
    });
    return;
  }
  SmallVector<Value> sums = loadReduced(builder, body, point, Value());
  sums = emitReduction(builder, ranges, point, sums, [&](OpBuilder &inner, ValueRange values) {
    return emitIteration(inner, body, point, Value(), values);
  });
  storeReduced(builder, body, point, Value(), sums);
}

} // namespace luge
