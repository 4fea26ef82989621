//===- FuseElementwise.cpp - Fewer passes over memory, on tensors ---------===//
#include "compiler/Codegen/GeneralizeNamedOps.h"
#include "compiler/Codegen/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

namespace luge {
#define GEN_PASS_DEF_FUSEELEMENTWISEPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace {

/// Yields its only input as it is: a copy, a broadcast or a transpose.
bool onlyMovesData(linalg::GenericOp op) {
  auto yield = cast<linalg::YieldOp>(op.getBody()->getTerminator());
  return op.getNumDpsInputs() == 1 && op.getNumDpsInits() == 1 && &op.getBody()->front() == yield &&
         yield.getOperand(0) == op.getBody()->getArgument(0);
}

/// Truth values, which vectors hold as bits and memory as bytes.
bool yieldsMask(linalg::GenericOp op) {
  return llvm::all_of(op.getBody()->getTerminator()->getOperandTypes(),
                      [](Type type) { return type.isInteger(1); });
}

/// Costs no more to compute twice than to store and load again.
bool isCheap(linalg::GenericOp op) {
  unsigned operations = 0, bufferedInputs = 0;
  for (Operation &nested : op.getBody()->without_terminator()) {
    if (isa<arith::ConstantOp, arith::IndexCastOp, linalg::IndexOp>(nested))
      continue;
    if (!isa<arith::ArithDialect>(nested.getDialect()) || isa<arith::DivFOp, arith::RemFOp>(nested))
      return false;
    ++operations;
  }
  for (OpOperand *input : op.getDpsInputOperands())
    bufferedInputs += !op.isScalar(input) && op.getMatchingIndexingMap(input).getNumResults() > 0;
  return operations <= (yieldsMask(op) ? 8 : 2) && bufferedInputs <= 1;
}

bool isContraction(linalg::GenericOp op) { return linalg::isaContractionOpInterface(op); }

/// Whether the result of `op` is in memory whatever is fused, and as little work to load as what `op` reads.
bool isLoadedAsEasily(linalg::GenericOp op) {
  auto isSameSize = [&](OpOperand *input) {
    return op.getMatchingIndexingMap(input).isPermutation();
  };
  auto isStoredFor = [](Operation *user) {
    auto generic = dyn_cast<linalg::GenericOp>(user);
    return !generic || isContraction(generic);
  };
  return !yieldsMask(op) && llvm::any_of(op.getDpsInputOperands(), isSameSize) &&
         llvm::any_of(op->getUsers(), isStoredFor);
}

/// Whether the consumer computes the producer's element at most once per element.
bool readsEachElementOnce(OpOperand *operand) {
  auto consumer = cast<linalg::GenericOp>(operand->getOwner());
  return consumer.getMatchingIndexingMap(operand).isPermutation();
}

bool shouldFuse(OpOperand *operand) {
  auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
  auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
  if (!producer || !consumer)
    return false;
  // A contraction takes a transpose into its map, and nothing else into its body.
  if (isContraction(consumer))
    return onlyMovesData(producer) &&
           producer.getMatchingIndexingMap(producer.getDpsInputOperand(0)).isPermutation();
  if (isCheap(producer) && !isLoadedAsEasily(producer))
    return true;
  return producer->hasOneUse() && readsEachElementOnce(operand);
}

/// Loops that run once, of an elementwise op on a reshaped tensor: without them, the reshapes around it cancel.
SmallVector<unsigned> findLoopsOfReshape(Operation *op) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  auto isReshaped = [](OpOperand *input) {
    return input->get().getDefiningOp<tensor::ExpandShapeOp>();
  };
  auto isFresh = [](Value init) { return init.getDefiningOp<tensor::EmptyOp>(); };
  if (!generic || generic.getNumParallelLoops() != generic.getNumLoops() ||
      !llvm::any_of(generic.getDpsInputOperands(), isReshaped) ||
      !llvm::all_of(generic.getDpsInits(), isFresh))
    return {};
  SmallVector<int64_t> extents = generic.getStaticLoopRanges();
  return llvm::filter_to_vector(llvm::seq<unsigned>(0, extents.size()),
                                [&](unsigned loop) { return extents[loop] == 1; });
}

void populateDropReshapesPatterns(RewritePatternSet &patterns) {
  linalg::ControlDropUnitDims control;
  control.controlFn = findLoopsOfReshape;
  linalg::populateFoldUnitExtentDimsPatterns(patterns, control);
  tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, patterns.getContext());
  tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, patterns.getContext());
}

struct FuseElementwise : luge::impl::FuseElementwisePassBase<FuseElementwise> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet reshapes(&getContext());
    populateDropReshapesPatterns(reshapes);
    if (failed(applyPatternsGreedily(getOperation(), std::move(reshapes))))
      return signalPassFailure();
    RewritePatternSet patterns(&getContext());
    luge::populateGeneralizeNamedOpsPatterns(patterns);
    linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
    linalg::populateConstantFoldLinalgOperations(patterns, [](OpOperand *) { return true; });
    linalg::GenericOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
