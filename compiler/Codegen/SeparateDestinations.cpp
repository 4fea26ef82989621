//===- SeparateDestinations.cpp - One destination per op, on tensors ------===//
#include "compiler/Codegen/Passes.h"

#include "mlir/Interfaces/DestinationStyleOpInterface.h"

namespace luge {
#define GEN_PASS_DEF_SEPARATEDESTINATIONSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace {

/// A value that only says where to write: an empty tensor, or one filled with a scalar.
bool isFreshDestination(Value value) {
  if (auto fill = value.getDefiningOp<linalg::FillOp>())
    return isFreshDestination(fill.getOutputs().front());
  return value.getDefiningOp<tensor::EmptyOp>();
}

/// A destination as `value` is, right here.
Value cloneDestination(OpBuilder &builder, Value value) {
  Operation *clone = value.getDefiningOp()->clone();
  if (auto fill = dyn_cast<linalg::FillOp>(clone))
    fill.getOutputsMutable()[0].set(cloneDestination(builder, fill.getOutputs().front()));
  builder.insert(clone);
  return clone->getResult(0);
}

void eraseUnusedDestination(Value value) {
  while (value && value.use_empty()) {
    Operation *op = value.getDefiningOp();
    auto fill = dyn_cast<linalg::FillOp>(op);
    value = fill ? fill.getOutputs().front() : Value();
    op->erase();
  }
}

struct SeparateDestinations : luge::impl::SeparateDestinationsPassBase<SeparateDestinations> {
  using Base::Base;

  void runOnOperation() override {
    getOperation()->walk([](DestinationStyleOpInterface op) {
      OpBuilder builder(op);
      for (OpOperand &init : op.getDpsInitsMutable()) {
        Value shared = init.get();
        if (!isFreshDestination(shared))
          continue;
        init.set(cloneDestination(builder, shared));
        eraseUnusedDestination(shared);
      }
    });
  }
};

} // namespace
