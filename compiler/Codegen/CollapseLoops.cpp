//===- CollapseLoops.cpp - Neighbouring loops as one, on buffers ----------===//
#include "compiler/Codegen/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

namespace luge {
#define GEN_PASS_DEF_COLLAPSELOOPSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace {

/// Whether the elements follow one another without gaps, wherever the first is.
bool isContiguous(MemRefType type) {
  SmallVector<int64_t> strides;
  int64_t offset, expected = 1;
  if (failed(type.getStridesAndOffset(strides, offset)))
    return false;
  for (int64_t dimension = type.getRank() - 1; dimension >= 0; --dimension) {
    if (strides[dimension] != expected)
      return false;
    // An unknown extent matters to an outer stride only.
    expected =
        type.isDynamicDim(dimension) ? ShapedType::kDynamic : expected * type.getDimSize(dimension);
  }
  return true;
}

/// The longest runs of neighbouring loops that walk every operand as one loop would.
SmallVector<ReassociationIndices> findCollapsibleLoops(linalg::LinalgOp op) {
  auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
  if (!generic || !op.hasPureBufferSemantics() ||
      !generic.getBody()->getOps<linalg::IndexOp>().empty() ||
      !llvm::all_of(op->getOperands(), [](Value operand) {
        auto type = dyn_cast<MemRefType>(operand.getType());
        return !type || type.getLayout().isIdentity() || isContiguous(type);
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
