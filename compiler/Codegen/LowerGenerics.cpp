//===- LowerGenerics.cpp - linalg.generic to loops of vectors -------------===//
#include "compiler/Codegen/GenericLowering.h"
#include "compiler/Codegen/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

namespace luge {
#define GEN_PASS_DEF_LOWERGENERICSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;
using namespace luge;

namespace {

struct LowerGenerics : luge::impl::LowerGenericsPassBase<LowerGenerics> {
  using Base::Base;

  void runOnOperation() override {
    const Target *description = lookupTarget(target, getOperation());
    if (!description)
      return signalPassFailure();
    SmallVector<linalg::GenericOp> generics;
    getOperation().walk([&](linalg::GenericOp op) { generics.push_back(op); });
    for (linalg::GenericOp op : generics) {
      if (!op.hasPureBufferSemantics()) {
        op.emitOpError("expected operands on buffers");
        return signalPassFailure();
      }
      GenericLowering(op, *description).run();
    }
    // Those fills that no reduction starts from.
    SmallVector<linalg::FillOp> fills;
    getOperation().walk([&](linalg::FillOp op) { fills.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (linalg::FillOp op : fills) {
      rewriter.setInsertionPoint(op);
      GenericLowering(*linalg::generalizeNamedOp(rewriter, op), *description).run();
    }
  }
};

} // namespace
