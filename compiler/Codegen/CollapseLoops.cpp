//===- CollapseLoops.cpp - Neighbouring loops as one, on buffers ----------===//
#include "compiler/Codegen/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

namespace luge {
#define GEN_PASS_DEF_COLLAPSELOOPSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace {

bool isContiguous(Value buffer) {
  auto type = dyn_cast<MemRefType>(buffer.getType());
  return type && type.getLayout().isIdentity();
}

/// The longest runs of neighbouring loops that walk every operand as one loop would.
SmallVector<ReassociationIndices> findCollapsibleLoops(linalg::LinalgOp op) {
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  if (!generic || !op.hasPureBufferSemantics() ||
      !generic.getBody()->getOps<linalg::IndexOp>().empty() ||
      !llvm::all_of(op->getOperands(), [](Value operand) {
        return !isa<MemRefType>(operand.getType()) || isContiguous(operand);
      }))
    return {};
  SmallVector<AffineMap> maps = op.getIndexingMapsArray();
  if (!llvm::all_of(maps, [](AffineMap map) { return map.isProjectedPermutation(); }))
    return {};
  SmallVector<utils::IteratorType> iterators = op.getIteratorTypesArray();
  SmallVector<ReassociationIndices> runs;
  for (int64_t loop = 0, e = op.getNumLoops(); loop < e;) {
    ReassociationIndices run = {loop++};
    for (; loop < e && iterators[loop] == iterators[run.front()]; ++loop) {
      ReassociationIndices longer = run;
      longer.push_back(loop);
      if (!linalg::areDimSequencesPreserved(maps, longer))
        break;
      run = longer;
    }
    if (run.size() > 1)
      runs.push_back(run);
  }
  return runs;
}

struct CollapseLoops : luge::impl::CollapseLoopsPassBase<CollapseLoops> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateCollapseDimensions(patterns, findCollapsibleLoops);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
