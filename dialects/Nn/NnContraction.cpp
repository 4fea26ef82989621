//===- NnContraction.cpp - Types of contractions --------------------------===//
#include "dialects/Nn/NnInference.h"

using namespace mlir;
using namespace luge::nn;

/// Whether `batch` and `contracting` together are different dimensions of `rank`.
static bool areDistinctDimensions(ArrayRef<int64_t> batch, ArrayRef<int64_t> contracting,
                                  int64_t rank) {
  SmallVector<int64_t> all(batch);
  llvm::append_range(all, contracting);
  llvm::sort(all);
  return areRisingDimensions(all, rank);
}

LogicalResult ContractOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                           Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  RankedTensorType lhs = tensorType(adaptor.getLhs()), rhs = tensorType(adaptor.getRhs());
  ArrayRef<int64_t> lhsBatch = adaptor.getLhsBatch(), rhsBatch = adaptor.getRhsBatch();
  ArrayRef<int64_t> lhsContracting = adaptor.getLhsContracting(),
                    rhsContracting = adaptor.getRhsContracting();
  if (lhsBatch.size() != rhsBatch.size() || lhsContracting.size() != rhsContracting.size()) // C1
    return inferenceError<ContractOp>(
        loc, "expected batch and contracting dimensions in pairs, got batch ", listed(lhsBatch),
        " x ", listed(rhsBatch), " contracting ", listed(lhsContracting), " x ",
        listed(rhsContracting));
  if (!areDistinctDimensions(lhsBatch, lhsContracting, lhs.getRank())) // C2
    return inferenceError<ContractOp>(loc, "expected different dimensions of ", lhs, ", got batch ",
                                      listed(lhsBatch), " and contracting ",
                                      listed(lhsContracting));
  if (!areDistinctDimensions(rhsBatch, rhsContracting, rhs.getRank())) // C2
    return inferenceError<ContractOp>(loc, "expected different dimensions of ", rhs, ", got batch ",
                                      listed(rhsBatch), " and contracting ",
                                      listed(rhsContracting));
  auto agree = [&](ArrayRef<int64_t> lhsDims, ArrayRef<int64_t> rhsDims,
                   StringRef kind) -> LogicalResult {
    for (auto [l, r] : llvm::zip_equal(lhsDims, rhsDims))
      if (lhs.getDimSize(l) != rhs.getDimSize(r)) // C3
        return inferenceError<ContractOp>(loc, "expected 'lhs' and 'rhs' to agree on ", kind,
                                          " extents, got ", lhs, " and ", rhs, " with dimensions ",
                                          l, " and ", r);
    return success();
  };
  if (failed(agree(lhsBatch, rhsBatch, "batch")) ||
      failed(agree(lhsContracting, rhsContracting, "contracting")))
    return failure();
  if (lhs.getElementType() != rhs.getElementType()) // C4
    return inferenceError<ContractOp>(
        loc, "expected 'lhs' and 'rhs' to have the same element type, got ", lhs, " and ", rhs);
  SmallVector<int64_t> shape;
  auto append = [&](RankedTensorType type, ArrayRef<int64_t> dims) {
    for (int64_t dim : dims)
      shape.push_back(type.getDimSize(dim));
  };
  append(lhs, lhsBatch);
  append(lhs,
         otherDimensions(lhs.getRank(),
                         llvm::to_vector(llvm::concat<const int64_t>(lhsBatch, lhsContracting))));
  append(rhs,
         otherDimensions(rhs.getRank(),
                         llvm::to_vector(llvm::concat<const int64_t>(rhsBatch, rhsContracting))));
  inferred.push_back(lhs.clone(shape));
  return success();
}

LogicalResult LinearOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &inferred) {
  RankedTensorType input = tensorType(adaptor.getInput()), weight = tensorType(adaptor.getWeight());
  RankedTensorType bias = adaptor.getBias() ? tensorType(adaptor.getBias()) : RankedTensorType();
  if (input.getRank() < 1 || weight.getRank() != 2 || (bias && bias.getRank() != 1)) { // C1
    RankedTensorType wrong = input.getRank() < 1 ? input : weight.getRank() != 2 ? weight : bias;
    return inferenceError<LinearOp>(
        loc, "expected a rank of at least 1 of 'input', 2 of 'weight', and 1 of 'bias', got ",
        wrong);
  }
  if (input.getShape().back() != weight.getDimSize(1)) // C2
    return inferenceError<LinearOp>(
        loc, "expected 'input' and 'weight' to agree on their last extents, got ", input, " and ",
        weight);
  if (bias && bias.getDimSize(0) != weight.getDimSize(0)) // C3
    return inferenceError<LinearOp>(
        loc, "expected 'bias' to have the first extent of 'weight', got ", bias, " and ", weight);
  if (input.getElementType() != weight.getElementType() ||
      (bias && bias.getElementType() != input.getElementType())) // C4
    return inferenceError<LinearOp>(
        loc, "expected operands of one element type, got ",
        input.getElementType() != weight.getElementType() ? weight : bias, " with ", input);
  SmallVector<int64_t> shape(input.getShape());
  shape.back() = weight.getDimSize(0);
  inferred.push_back(input.clone(shape));
  return success();
}
