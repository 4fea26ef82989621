//===- NameLocations.cpp - Locations that say what the user wrote ---------===//
#include "compiler/Transforms/Passes.h"
#include "dialects/Nn/NnOps.h"
#include "dialects/Optim/OptimOps.h"

namespace luge {
#define GEN_PASS_DEF_NAMELOCATIONSPASS
#include "compiler/Transforms/Passes.h.inc"

using namespace mlir;

namespace {

/// Whether code that is made of `op` should bear its name: what only moves data is in every kernel.
bool isTelling(Operation *op) {
  return isa_and_nonnull<nn::NnDialect, optim::OptimDialect>(op->getDialect()) &&
         !isa<nn::ConstantOp, nn::BroadcastOp, nn::ReshapeOp, nn::TransposeOp>(op);
}

struct NameLocationsPass : impl::NameLocationsPassBase<NameLocationsPass> {
  using Base::Base;

  void runOnOperation() override {
    getOperation()->walk([&](Operation *op) {
      if (isTelling(op))
        op->setLoc(NameLoc::get(
            StringAttr::get(&getContext(), "op:" + op->getName().stripDialect()), op->getLoc()));
    });
  }
};

} // namespace
} // namespace luge
