//===- OneHot.cpp - One lane that differs from all others -----------------===//
//
// A class is picked out of a row by comparing each column with its number:
//
//   for column: sum += column == class ? x[column] : 0
//               y[column] = a[column] - (column == class ? b : 0)
//
// Of a long row, the one element is better had by its place, and no other is compared:
//
//   if class is a column: sum += x[class]; special = a[class] - b
//   for column: y[column] = a[column] - 0
//   if class is a column: y[class] = special
//
//===----------------------------------------------------------------------===//
#include "compiler/Codegen/GenericLowering.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace luge {

/// Vectors of a row that is longer than the work of picking one element.
static constexpr int64_t kLongRow = 8;

/// Whether `value` is the index of `loop`, in any type.
static bool isLoopIndex(Value value, unsigned loop) {
  while (auto cast = value.getDefiningOp<arith::IndexCastOp>())
    value = cast.getIn();
  auto index = value.getDefiningOp<linalg::IndexOp>();
  return index && index.getDim() == loop;
}

/// Whether a reduced output takes in zero where `hit` does not hold, and something else where it does.
static bool isPicked(linalg::GenericOp op, unsigned output, arith::CmpIOp hit,
                     const SetVector<Operation *> &dependent) {
  std::optional<Combiner> combiner = getCombiner(op, output);
  if (!combiner || !isa<arith::AddFOp>(combiner->op))
    return false;
  Value accumulator = op.getRegionOutputArgs()[output];
  Value term = combiner->op->getOperand(combiner->op->getOperand(0) == accumulator);
  auto select = term.getDefiningOp<arith::SelectOp>();
  auto isIndependent = [&](Value value) { return !dependent.contains(value.getDefiningOp()); };
  return select && select.getCondition() == hit.getResult() &&
         matchPattern(select.getFalseValue(), m_AnyZeroFloat()) &&
         isIndependent(select.getTrueValue());
}

std::optional<GenericLowering::OneHot> GenericLowering::findOneHot() {
  auto isOther = [&](unsigned loop) { return loop != lanesLoop; };
  if (!lanesLoop || estimates[*lanesLoop] < kLongRow * lanes || llvm::any_of(reduction, isOther))
    return std::nullopt;
  llvm::DenseSet<Value> uniform = BodyEmitter::findUniformValues(op, *lanesLoop);
  OneHot found;
  for (auto compare : op.getBody()->getOps<arith::CmpIOp>()) {
    Value index = compare.getLhs(), place = compare.getRhs();
    if (!isLoopIndex(index, *lanesLoop))
      std::swap(index, place);
    if (compare.getPredicate() != arith::CmpIPredicate::eq || !isLoopIndex(index, *lanesLoop) ||
        !uniform.contains(place))
      continue;
    if (found.hit)
      return std::nullopt;
    found.hit = compare;
    found.place = place;
  }
  if (!found.hit)
    return std::nullopt;
  SmallVector<unsigned> pastCaches = findStreamed();
  SetVector<Operation *> dependent;
  getForwardSlice(found.hit.getOperation(), &dependent);
  for (OpOperand &yielded : op.getBody()->getTerminator()->getOpOperands()) {
    unsigned output = yielded.getOperandNumber();
    if (!dependent.contains(yielded.get().getDefiningOp()))
      continue;
    // A line that has just gone past the caches would come back for the one element.
    if (llvm::is_contained(pastCaches, output))
      return std::nullopt;
    if (!isReduced(output))
      found.patched.push_back(output);
    else if (isPicked(op, output, found.hit, dependent))
      found.picked.push_back(output);
    else
      return std::nullopt;
  }
  return found;
}

void GenericLowering::emitAroundHit(OpBuilder &builder, ArrayRef<LoopRange> ranges,
                                    MutableArrayRef<Value> point, BodyEmitter &body) {
  // The place, as far as it is in the range.
  Value place = body.emitUniform(builder, oneHot->place, point);
  if (!place.getType().isIndex())
    place = arith::IndexCastOp::create(builder, loc, builder.getIndexType(), place);
  LoopRange range = ranges[*lanesLoop];
  Value distance = arith::SubIOp::create(builder, loc, place, asIndex(builder, loc, range.lower));
  Value isInside = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, distance,
                                         asIndex(builder, loc, range.size));

  // One lane of a vector, so that its numbers are those of the other lanes.
  SmallVector<unsigned> special(oneHot->picked);
  llvm::append_range(special, oneHot->patched);
  SmallVector<Value> elsewhere;
  for (unsigned output : special)
    elsewhere.push_back(arith::ConstantOp::create(
        builder, loc, builder.getZeroAttr(getElementTypeOrSelf(op.getDpsInits()[output]))));
  auto hasHit = scf::IfOp::create(builder, loc, TypeRange(ValueRange(elsewhere)), isInside,
                                  /*withElse=*/true);
  OpBuilder inside = OpBuilder::atBlockEnd(hasHit.thenBlock()),
            outside = OpBuilder::atBlockEnd(hasHit.elseBlock());
  scf::YieldOp::create(outside, loc, elsewhere);
  BodyEmitter atHit = body;
  atHit.assume(oneHot->hit, true);
  point[*lanesLoop] = place;
  Value one = arith::ConstantIndexOp::create(inside, loc, 1);
  Value mask =
      vector::CreateMaskOp::create(inside, loc, VectorType::get(lanes, inside.getI1Type()), one);
  SmallVector<Value> outputs(op.getNumDpsInits()), values;
  for (auto [output, value] : llvm::enumerate(outputs))
    value =
        isReduced(output)
            ? atHit.splat(inside, loc,
                          arith::ConstantOp::create(inside, loc, getCombiner(op, output)->neutral))
            : loadOutput(inside, atHit, output, point, mask);
  outputs = atHit.compute(inside, point, mask, outputs);
  for (unsigned output : special)
    values.push_back(vector::ExtractOp::create(inside, loc, outputs[output], 0));
  scf::YieldOp::create(inside, loc, values);

  for (auto [number, output] : llvm::enumerate(oneHot->picked))
    picks[output] = hasHit.getResult(number);
  body.assume(oneHot->hit, false);
  emitLanesLoop(builder, ranges, point, body);
  picks.clear();
  if (oneHot->patched.empty())
    return;
  auto patch = scf::IfOp::create(builder, loc, isInside, /*withElseRegion=*/false);
  OpBuilder patching = patch.getThenBodyBuilder();
  point[*lanesLoop] = place;
  BodyEmitter scalars(op, std::nullopt, 1);
  for (auto [number, output] : llvm::enumerate(oneHot->patched))
    scalars.store(patching, *op.getDpsInitOperand(output), point, Value(),
                  hasHit.getResult(oneHot->picked.size() + number));
}

} // namespace luge
