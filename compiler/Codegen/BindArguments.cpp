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

  // The write in tensor form lets bufferization see which reads of the old value it must not overtake;
  // the one in buffer form ends the chain, and is no copy if the first found its place.
  builder.setInsertionPoint(terminator);
  for (auto [value, destination] : llvm::zip_equal(terminator->getOperands(), destinations)) {
    Location loc = value.getLoc();
    if (auto scalar = value.getDefiningOp<tensor::FromElementsOp>();
        scalar && scalar.getType().getRank() == 0) {
      memref::StoreOp::create(builder, loc, scalar.getElements().front(),
                              entry.getArgument(destination));
      continue;
    }
    Value result = value;
    if (destination < numArguments) {
      if (value == tensors[destination])
        continue;
      result = bufferization::MaterializeInDestinationOp::create(builder, loc, result,
                                                                 tensors[destination])
                   ->getResult(0);
    }
    bufferization::MaterializeInDestinationOp::create(
        builder, loc, /*result=*/Type(), result, entry.getArgument(destination), /*restrict=*/true,
        /*writable=*/true);
  }
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
