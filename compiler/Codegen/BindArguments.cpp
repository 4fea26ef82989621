//===- BindArguments.cpp - State in, state out, in the same buffer --------===//
#include "compiler/Codegen/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"

namespace luge {
#define GEN_PASS_DEF_BINDARGUMENTSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace {

/// The names that tie a result to the argument it updates.
constexpr StringLiteral kStateNames[] = {"luge.parameter", "luge.state"};

std::optional<unsigned> findUpdatedArgument(func::FuncOp func, unsigned result) {
  for (StringRef name : kStateNames)
    if (Attribute value = func.getResultAttr(result, name))
      for (unsigned argument = 0, e = func.getNumArguments(); argument < e; ++argument)
        if (func.getArgAttr(argument, name) == value)
          return argument;
  return std::nullopt;
}

MemRefType getBufferType(RankedTensorType type) {
  return MemRefType::get(type.getShape(), type.getElementType());
}

/// The tensor whose elements a value is, in another shape perhaps.
Value getViewSource(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<tensor::CastOp, tensor::CollapseShapeOp, tensor::ExpandShapeOp,
             tensor::ExtractSliceOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

LogicalResult bindArguments(func::FuncOp func) {
  auto isTensor = [](Type type) { return isa<RankedTensorType>(type); };
  if (!llvm::all_of(func.getResultTypes(), isTensor))
    return func.emitOpError("expected all results to be ranked tensors");
  Block &entry = func.getBody().front();
  Operation *terminator = entry.getTerminator();
  unsigned numArguments = func.getNumArguments();
  OpBuilder builder = OpBuilder::atBlockBegin(&entry);

  // Where each result goes: the argument it updates, or a new one.
  SmallVector<unsigned> destinations;
  llvm::SmallBitVector isWritten(numArguments);
  for (unsigned result = 0, e = func.getNumResults(); result < e; ++result) {
    std::optional<unsigned> updated = findUpdatedArgument(func, result);
    if (updated && func.getArgumentTypes()[*updated] != func.getResultTypes()[result])
      return func.emitOpError("expected result ")
             << result << " to have the type of the argument it updates, got "
             << func.getResultTypes()[result] << " and " << func.getArgumentTypes()[*updated];
    if (updated && isWritten.test(*updated))
      return func.emitOpError("expected at most one result per updated argument, result ")
             << result << " is another";
    if (updated)
      isWritten.set(*updated);
    destinations.push_back(updated.value_or(func.getNumArguments()));
    if (!updated && failed(func.insertArgument(
                        func.getNumArguments(),
                        getBufferType(cast<RankedTensorType>(func.getResultTypes()[result])),
                        func.getResultAttrDict(result), terminator->getLoc())))
      return failure();
  }

  SmallVector<Value> tensors;
  for (BlockArgument argument : entry.getArguments().take_front(numArguments)) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type) {
      tensors.push_back(argument);
      continue;
    }
    argument.setType(getBufferType(type));
    auto tensor = bufferization::ToTensorOp::create(
        builder, argument.getLoc(), type, argument, /*restrict=*/true,
        /*writable=*/isWritten.test(argument.getArgNumber()));
    argument.replaceAllUsesExcept(tensor, tensor);
    tensors.push_back(tensor);
  }

  builder.setInsertionPoint(terminator);
  auto write = [&](Value value, unsigned destination) {
    bufferization::MaterializeInDestinationOp::create(builder, value.getLoc(), /*result=*/Type(),
                                                      value, entry.getArgument(destination),
                                                      /*restrict=*/true, /*writable=*/true);
  };
  // What may be an old value of a state is read before any state is written: a new argument's, and a copy of
  // what another state will be.
  SmallVector<std::pair<Value, unsigned>> updates;
  for (auto [value, destination] : llvm::zip_equal(terminator->getOperands(), destinations)) {
    Location loc = value.getLoc();
    if (auto scalar = value.getDefiningOp<tensor::FromElementsOp>();
        scalar && scalar.getType().getRank() == 0) {
      memref::StoreOp::create(builder, loc, scalar.getElements().front(),
                              entry.getArgument(destination));
    } else if (destination >= numArguments) {
      write(value, destination);
    } else if (value != tensors[destination]) {
      size_t source = llvm::find(tensors, getViewSource(value)) - tensors.begin();
      if (source != destination && source < numArguments && isWritten.test(source))
        value = bufferization::AllocTensorOp::create(
            builder, loc, cast<RankedTensorType>(value.getType()), /*dynamicSizes=*/ValueRange(),
            /*copy=*/value);
      updates.push_back({value, destination});
    }
  }
  // The write in tensor form lets bufferization see which reads of the old value it must not overtake;
  // the one in buffer form ends the chain, and is no copy if the first found its place.
  for (auto [value, destination] : updates)
    write(bufferization::MaterializeInDestinationOp::create(builder, value.getLoc(), value,
                                                            tensors[destination])
              ->getResult(0),
          destination);
  terminator->setOperands({});
  func.setFunctionType(builder.getFunctionType(entry.getArgumentTypes(), {}));
  func.removeResAttrsAttr();
  return success();
}

struct BindArguments : luge::impl::BindArgumentsPassBase<BindArguments> {
  using Base::Base;

  void runOnOperation() override {
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (!func.isExternal() && failed(bindArguments(func)))
        return signalPassFailure();
  }
};

} // namespace
