//===- BodyEmitter.cpp - A linalg body on whole vectors -------------------===//
#include "compiler/Codegen/BodyEmitter.h"

#include "compiler/Codegen/LoopNest.h"
#include "compiler/Codegen/StreamedStores.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"

using namespace mlir;

namespace luge {

/// Integer division traps on the zeros of lanes that do not exist.
static bool mayTrap(Operation &op) {
  return isa<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp, arith::CeilDivSIOp,
             arith::CeilDivUIOp, arith::FloorDivSIOp>(op);
}

bool BodyEmitter::canVectorize(linalg::GenericOp op) {
  return llvm::all_of(op.getBody()->without_terminator(), [](Operation &nested) {
    if (isa<arith::ConstantOp, linalg::IndexOp, memref::PrefetchOp>(nested))
      return true;
    return OpTrait::hasElementwiseMappableTraits(&nested) && nested.getNumRegions() == 0 &&
           !mayTrap(nested);
  });
}

/// A vector of i1 takes bits in memory where a memref of them has bytes.
static bool isVectorElement(Type type) { return !type.isInteger(1); }

bool BodyEmitter::isContiguous(OpOperand &operand, unsigned loop) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  if (!type || !isVectorElement(type.getElementType()))
    return false;
  AffineMap map = cast<linalg::LinalgOp>(operand.getOwner()).getMatchingIndexingMap(&operand);
  if (map.getNumResults() == 0 ||
      map.getResults().back() != getAffineDimExpr(loop, map.getContext()))
    return false;
  if (llvm::any_of(map.getResults().drop_back(),
                   [&](AffineExpr expr) { return expr.isFunctionOfDim(loop); }))
    return false;
  SmallVector<int64_t> strides;
  int64_t offset;
  return succeeded(type.getStridesAndOffset(strides, offset)) && strides.back() == 1;
}

int64_t BodyEmitter::getStride(OpOperand &operand, unsigned loop) {
  AffineMap map = cast<linalg::LinalgOp>(operand.getOwner()).getMatchingIndexingMap(&operand);
  auto [strides, offset] = cast<MemRefType>(operand.get().getType()).getStridesAndOffset();
  return strides[*map.getResultPosition(getAffineDimExpr(loop, map.getContext()))];
}

Type BodyEmitter::getType(Type element) const {
  return lanesLoop ? VectorType::get(lanes, element) : element;
}

Value BodyEmitter::splat(OpBuilder &builder, Location loc, Value scalar) const {
  if (!lanesLoop)
    return scalar;
  return vector::BroadcastOp::create(builder, loc, getType(scalar.getType()), scalar);
}

SmallVector<Value> BodyEmitter::getIndices(OpBuilder &builder, AffineMap map,
                                           ArrayRef<Value> point) {
  SmallVector<Value> indices;
  for (AffineExpr expr : map.getResults()) {
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      indices.push_back(point[dim.getPosition()]);
      continue;
    }
    // Only the dimensions that occur have values.
    SmallVector<OpFoldResult> operands;
    for (Value value : point)
      operands.push_back(value ? OpFoldResult(value) : OpFoldResult(builder.getIndexAttr(0)));
    indices.push_back(asIndex(builder, op.getLoc(), fold(builder, op.getLoc(), expr, operands)));
  }
  return indices;
}

static Value zeroVector(OpBuilder &builder, Location loc, VectorType type) {
  return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
}

llvm::DenseSet<Value> BodyEmitter::findUniformValues(linalg::GenericOp op, unsigned loop) {
  llvm::DenseSet<Value> uniform;
  for (OpOperand *input : op.getDpsInputOperands())
    if (!op.getMatchingIndexingMap(input).isFunctionOfDim(loop))
      uniform.insert(op.getMatchingBlockArgument(input));
  for (Operation &nested : op.getBody()->without_terminator()) {
    auto index = dyn_cast<linalg::IndexOp>(nested);
    bool isUniform =
        index ? index.getDim() != loop
              : isa<arith::ArithDialect>(nested.getDialect()) &&
                    llvm::all_of(nested.getOperands(), [&](Value operand) {
                      return operand.getParentBlock() != op.getBody() || uniform.contains(operand);
                    });
    if (isUniform)
      uniform.insert_range(nested.getResults());
  }
  return uniform;
}

Value BodyEmitter::load(OpBuilder &builder, OpOperand &operand, ArrayRef<Value> point, Value mask) {
  Value elements = loadElements(builder, operand, point, mask);
  return isa<VectorType>(elements.getType()) ? elements : splat(builder, op.getLoc(), elements);
}

void BodyEmitter::prefetch(OpBuilder &builder, OpOperand &operand, ArrayRef<Value> point) {
  auto type = cast<MemRefType>(operand.get().getType());
  int64_t line = std::max<int64_t>(1, 8 * kLineBytes / type.getElementTypeBitWidth());
  SmallVector<Value> lanePoint(point);
  for (int64_t lane = 0; lane < lanes; lane += line) {
    lanePoint[*lanesLoop] = addIndex(builder, op.getLoc(), point[*lanesLoop], lane);
    memref::PrefetchOp::create(builder, op.getLoc(), operand.get(),
                               getIndices(builder, op.getMatchingIndexingMap(&operand), lanePoint),
                               /*isWrite=*/op.isDpsInit(&operand), /*localityHint=*/3,
                               /*isDataCache=*/true);
  }
}

Value BodyEmitter::loadElements(OpBuilder &builder, OpOperand &operand, ArrayRef<Value> point,
                                Value mask) {
  Location loc = op.getLoc();
  Value buffer = operand.get();
  if (!isa<MemRefType>(buffer.getType()))
    return buffer;
  AffineMap map = op.getMatchingIndexingMap(&operand);
  SmallVector<Value> indices = getIndices(builder, map, point);
  if (!lanesLoop || !map.isFunctionOfDim(*lanesLoop))
    return memref::LoadOp::create(builder, loc, buffer, indices);

  auto type = cast<VectorType>(getType(cast<MemRefType>(buffer.getType()).getElementType()));
  if (isContiguous(operand, *lanesLoop)) {
    if (mask)
      return vector::MaskedLoadOp::create(builder, loc, type, buffer, indices, mask,
                                          zeroVector(builder, loc, type));
    return vector::LoadOp::create(builder, loc, type, buffer, indices);
  }
  // Lane by lane; a lane that does not exist reads the first one's element.
  SmallVector<Value> elements, lanePoint(point);
  for (int64_t lane = 0; lane < lanes; ++lane) {
    Value iteration = addIndex(builder, loc, point[*lanesLoop], lane);
    if (mask && lane > 0) {
      Value exists = vector::ExtractOp::create(builder, loc, mask, lane);
      iteration = arith::SelectOp::create(builder, loc, exists, iteration, point[*lanesLoop]);
    }
    lanePoint[*lanesLoop] = iteration;
    elements.push_back(
        memref::LoadOp::create(builder, loc, buffer, getIndices(builder, map, lanePoint)));
  }
  return vector::FromElementsOp::create(builder, loc, type, elements);
}

void BodyEmitter::hoistLoads(OpBuilder &builder, ArrayRef<Value> point, ArrayRef<unsigned> known) {
  for (OpOperand *input : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(input);
    auto isKnown = [&](unsigned loop) {
      return !map.isFunctionOfDim(loop) || llvm::is_contained(known, loop);
    };
    if (hoisted.contains(input) || (lanesLoop && map.isFunctionOfDim(*lanesLoop)) ||
        !llvm::all_of(llvm::seq(op.getNumLoops()), isKnown))
      continue;
    hoisted[input] = loadElements(builder, *input, point, /*mask=*/Value());
  }
}

Value BodyEmitter::emitIndex(OpBuilder &builder, linalg::IndexOp index, ArrayRef<Value> point) {
  if (index.getDim() != lanesLoop)
    return point[index.getDim()];
  Value first = splat(builder, index.getLoc(), point[index.getDim()]);
  Value step = vector::StepOp::create(builder, index.getLoc(), cast<VectorType>(first.getType()));
  return arith::AddIOp::create(builder, index.getLoc(), first, step);
}

/// Once for each line that the lanes cover, if they lie side by side in that buffer.
void BodyEmitter::emitPrefetch(OpBuilder &builder, memref::PrefetchOp prefetch,
                               ArrayRef<Value> point, const IRMapping &scalars) {
  auto last = prefetch.getIndices().back().getDefiningOp<linalg::IndexOp>();
  if (!last || last.getDim() != lanesLoop)
    return;
  int64_t lanesPerLine = kLineBytes * 8 / prefetch.getMemRefType().getElementTypeBitWidth();
  SmallVector<Value> indices = llvm::map_to_vector(
      prefetch.getIndices(), [&](Value index) { return scalars.lookupOrDefault(index); });
  for (int64_t lane = 0; lane < lanes; lane += lanesPerLine) {
    indices.back() = addIndex(builder, prefetch.getLoc(), point[*lanesLoop], lane);
    memref::PrefetchOp::create(builder, prefetch.getLoc(), prefetch.getMemref(), indices,
                               prefetch.getIsWrite(), prefetch.getLocalityHint(),
                               prefetch.getIsDataCache());
  }
}

Value BodyEmitter::emitUniform(OpBuilder &builder, Value value, ArrayRef<Value> point) {
  if (value.getParentBlock() != op.getBody())
    return value;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    OpOperand &input = op->getOpOperand(argument.getArgNumber());
    Value known = hoisted.lookup(&input);
    return known ? known : loadElements(builder, input, point, /*mask=*/Value());
  }
  Operation *source = value.getDefiningOp();
  if (auto index = dyn_cast<linalg::IndexOp>(source))
    return emitIndex(builder, index, point);
  IRMapping mapping;
  for (Value operand : source->getOperands())
    mapping.map(operand, emitUniform(builder, operand, point));
  return builder.clone(*source, mapping)->getResult(cast<OpResult>(value).getResultNumber());
}

SmallVector<Value> BodyEmitter::compute(OpBuilder &builder, ArrayRef<Value> point, Value mask,
                                        ValueRange outputs) {
  Block *body = op.getBody();
  IRMapping mapping, scalars;
  for (OpOperand *input : op.getDpsInputOperands()) {
    BlockArgument argument = op.getMatchingBlockArgument(input);
    if (argument.use_empty())
      continue;
    Value value = hoisted.lookup(input);
    if (!value)
      value = loadElements(builder, *input, point, mask);
    (uniform.contains(argument) ? scalars : mapping).map(argument, value);
  }
  mapping.map(op.getRegionOutputArgs(), outputs);

  // What the body takes from outside is a scalar, too.
  auto lookup = [&](Value value) {
    if (Value mapped = mapping.lookupOrNull(value))
      return mapped;
    Value splatted = splat(builder, op.getLoc(), scalars.lookupOrDefault(value));
    mapping.map(value, splatted);
    return splatted;
  };
  for (Operation &nested : body->without_terminator()) {
    if (auto prefetch = dyn_cast<memref::PrefetchOp>(nested)) {
      emitPrefetch(builder, prefetch, point, scalars);
      continue;
    }
    if (&nested == assumed.first) {
      Value known = arith::ConstantIntOp::create(builder, nested.getLoc(), assumed.second, 1);
      mapping.map(nested.getResult(0), splat(builder, nested.getLoc(), known));
      continue;
    }
    bool isUniform = uniform.contains(nested.getResult(0));
    if (auto index = dyn_cast<linalg::IndexOp>(nested)) {
      (isUniform ? scalars : mapping).map(index.getResult(), emitIndex(builder, index, point));
    } else if (!lanesLoop) {
      Operation *clone = builder.clone(nested, mapping);
      clone->walk([&](linalg::IndexOp inner) {
        inner.replaceAllUsesWith(point[inner.getDim()]);
        inner.erase();
      });
    } else if (isUniform) {
      builder.clone(nested, scalars);
    } else {
      SmallVector<Value> operands = llvm::map_to_vector(nested.getOperands(), lookup);
      SmallVector<Type> types =
          llvm::map_to_vector(nested.getResultTypes(), [&](Type type) { return getType(type); });
      OperationState state(nested.getLoc(), nested.getName(), operands, types, nested.getAttrs());
      mapping.map(nested.getResults(), builder.create(state)->getResults());
    }
  }
  return llvm::map_to_vector(body->getTerminator()->getOperands(), lookup);
}

void BodyEmitter::store(OpBuilder &builder, OpOperand &operand, ArrayRef<Value> point, Value mask,
                        Value value, llvm::MaybeAlign streamAlignment) {
  Location loc = op.getLoc();
  Value buffer = operand.get();
  AffineMap map = op.getMatchingIndexingMap(&operand);
  if (!lanesLoop || !map.isFunctionOfDim(*lanesLoop)) {
    memref::StoreOp::create(builder, loc, value, buffer, getIndices(builder, map, point));
    return;
  }
  if (isContiguous(operand, *lanesLoop)) {
    SmallVector<Value> indices = getIndices(builder, map, point);
    if (mask)
      vector::MaskedStoreOp::create(builder, loc, buffer, indices, mask, value);
    else
      vector::StoreOp::create(builder, loc, value, buffer, indices,
                              /*nontemporal=*/streamAlignment.has_value(), streamAlignment);
    return;
  }
  SmallVector<Value> lanePoint(point);
  for (int64_t lane = 0; lane < lanes; ++lane) {
    OpBuilder::InsertionGuard guard(builder);
    if (mask) {
      Value exists = vector::ExtractOp::create(builder, loc, mask, lane);
      auto branch = scf::IfOp::create(builder, loc, exists, /*withElseRegion=*/false);
      builder.setInsertionPointToStart(branch.thenBlock());
    }
    lanePoint[*lanesLoop] = addIndex(builder, loc, point[*lanesLoop], lane);
    Value element = vector::ExtractOp::create(builder, loc, value, lane);
    memref::StoreOp::create(builder, loc, element, buffer, getIndices(builder, map, lanePoint));
  }
}

} // namespace luge
