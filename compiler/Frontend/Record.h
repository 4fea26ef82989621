/// Recording ops on tensor handles: what the API functions are made of.
#ifndef LUGE_COMPILER_FRONTEND_RECORD_H
#define LUGE_COMPILER_FRONTEND_RECORD_H

#include "compiler/Frontend/Trace.h"

namespace luge::frontend {

/// Records `OpT` in the current trace; its type is inferred unless given. The result requires a gradient if an operand
/// does and gradients are enabled.
Tensor record(llvm::StringRef op, llvm::ArrayRef<Tensor> operands,
              llvm::ArrayRef<mlir::NamedAttribute> attributes, Location where,
              mlir::Type result = {});

template <typename OpT>
Tensor record(llvm::ArrayRef<Tensor> operands, llvm::ArrayRef<mlir::NamedAttribute> attributes,
              Location where, mlir::Type result = {}) {
  return record(OpT::getOperationName(), operands, attributes, where, result);
}

// Attributes by the name they have in the op.
mlir::NamedAttribute attribute(llvm::StringRef name, int64_t value);
mlir::NamedAttribute attribute(llvm::StringRef name, double value);
mlir::NamedAttribute attribute(llvm::StringRef name, llvm::ArrayRef<int64_t> values);
mlir::NamedAttribute attribute(llvm::StringRef name, mlir::Attribute value);

/// `dim` of a tensor of rank `rank`, counted from the front; throws when it is none.
int64_t wrapDim(int64_t dim, int64_t rank, Location where);
/// The extent along `dim`, where `what` needs one that is known: an error for the batch.
int64_t staticExtent(const Tensor &tensor, int64_t dim, const char *what, Location where);
/// Dimensions in rising order without repetition; none given means all.
Sizes wrapDims(const Sizes &dims, int64_t rank, Location where);

/// The shape that operands of an elementwise function meet in; throws when there is none.
Sizes broadcastShapes(const Sizes &lhs, const Sizes &rhs, Location where);
/// `tensor` repeated to `sizes`; a `?` there is the batch of `like`, which has that shape or a batch to make it from.
Tensor broadcastTo(const Tensor &tensor, const Sizes &sizes, const Tensor &like, Location where);
/// All operands in a common type and shape, numbers become constants.
std::vector<Tensor> unify(llvm::ArrayRef<Operand> operands, Location where,
                          std::optional<DType> dtype = std::nullopt);
/// The type two operands are computed in (https://docs.pytorch.org/docs/stable/tensor_attributes.html).
DType promote(DType lhs, DType rhs);
DType promote(const Operand &lhs, const Operand &rhs);

/// `number` everywhere in the shape of `like`.
Tensor constantLike(Scalar number, DType dtype, const Tensor &like, Location where);
/// The operand as a tensor, of its type unless another is given; a number becomes one of no dimensions.
Tensor asTensor(const Operand &operand, Location where, std::optional<DType> dtype = std::nullopt);

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_RECORD_H
