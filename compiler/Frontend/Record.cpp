#include "compiler/Frontend/Record.h"

#include "compiler/Frontend/LazyTrace.h"
#include "dialects/Nn/NnOps.h"
#include "luge/GradMode.h"

using namespace luge;
using namespace luge::frontend;

Tensor frontend::record(llvm::StringRef op, llvm::ArrayRef<Tensor> operands,
                        llvm::ArrayRef<mlir::NamedAttribute> attributes, Location where,
                        mlir::Type result) {
  if (!Trace::isTracingStep())
    LazyTrace::get().limitLength(where);
  Trace &trace = Trace::current();
  llvm::SmallVector<mlir::Value> values;
  bool operandsRequireGrad = false;
  for (const Tensor &operand : operands) {
    values.push_back(trace.valueOf(operand, where));
    operandsRequireGrad |= operand.requires_grad();
  }
  mlir::TypeRange results = result ? mlir::TypeRange(result) : mlir::TypeRange();
  mlir::Value value = trace.emit(op, values, attributes, where, results)->getResult(0);
  countBytes(dtypeOf(value.getType()), sizesOf(value.getType()), where);
  bool differentiable = operandsRequireGrad && isFloat(dtypeOf(value.getType()));
  if (differentiable && !is_grad_enabled())
    value = trace.emit(nn::DetachOp::getOperationName(), value, {}, where)->getResult(0);
  return trace.wrap(value, differentiable && is_grad_enabled());
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

mlir::NamedAttribute frontend::attribute(llvm::StringRef name, int64_t value) {
  return attribute(name, mlir::Builder(&context()).getI64IntegerAttr(value));
}
mlir::NamedAttribute frontend::attribute(llvm::StringRef name, double value) {
  return attribute(name, mlir::Builder(&context()).getF64FloatAttr(value));
}
mlir::NamedAttribute frontend::attribute(llvm::StringRef name, llvm::ArrayRef<int64_t> values) {
  return attribute(name, mlir::Builder(&context()).getDenseI64ArrayAttr(values));
}
mlir::NamedAttribute frontend::attribute(llvm::StringRef name, mlir::Attribute value) {
  return {mlir::StringAttr::get(&context(), name), value};
}

//===----------------------------------------------------------------------===//
// Dimensions
//===----------------------------------------------------------------------===//

int64_t frontend::wrapDim(int64_t dim, int64_t rank, Location where) {
  int64_t wrapped = dim < 0 ? dim + rank : dim;
  if (wrapped < 0 || wrapped >= rank)
    throw IndexError("dimension " + std::to_string(dim) + " is out of range for a tensor of " +
                         std::to_string(rank) + " dimensions",
                     where);
  return wrapped;
}

int64_t frontend::staticExtent(const Tensor &tensor, int64_t dim, const char *what,
                               Location where) {
  int64_t extent = tensor.sizes()[dim];
  if (extent == kBatch)
    throw Error(std::string(what) + " along the batch ('?'), whose extent is known only when the "
                                    "step runs, is not possible",
                where);
  return extent;
}

Sizes frontend::wrapDims(const Sizes &dims, int64_t rank, Location where) {
  Sizes result;
  for (int64_t dim : dims)
    result.push_back(wrapDim(dim, std::max<int64_t>(rank, 1), where));
  // A number has no dimension, but may be reduced along its first, as in torch.
  if (rank == 0)
    return {};
  for (int64_t dim = 0; dims.empty() && dim < rank; ++dim)
    result.push_back(dim);
  std::sort(result.begin(), result.end());
  if (std::adjacent_find(result.begin(), result.end()) != result.end())
    throw Error("a dimension appears twice in " + toString(dims), where);
  return result;
}

//===----------------------------------------------------------------------===//
// Broadcasting and promotion
//===----------------------------------------------------------------------===//

Sizes frontend::broadcastShapes(const Sizes &lhs, const Sizes &rhs, Location where) {
  size_t rank = std::max(lhs.size(), rhs.size());
  Sizes result(rank);
  for (size_t i = 0; i < rank; ++i) {
    int64_t left = i < rank - lhs.size() ? 1 : lhs[i - (rank - lhs.size())];
    int64_t right = i < rank - rhs.size() ? 1 : rhs[i - (rank - rhs.size())];
    if (left != right && left != 1 && right != 1)
      throw Error(
          "shapes " + toString(lhs) + " and " + toString(rhs) +
              " do not broadcast: aligned at the last dimension, extents must be equal or 1",
          where);
    result[i] = left == 1 ? right : left;
  }
  return result;
}

/// A tensor of shape `sizes`, made from one that has a `?` among other extents. Only its shape will be read, so its
/// elements are never computed.
static Tensor shapeWitness(const Tensor &like, const Sizes &sizes, Location where) {
  if (like.sizes() == sizes)
    return like;
  // Down to the batch: [?, 3] -> [?, 1].
  Tensor batch = like.detach(where).to(kFloat32, where);
  size_t from = llvm::find(like.sizes(), kBatch) - like.sizes().begin();
  Sizes offsets(like.dim(), 0), strides(like.dim(), 1), extents(like.dim(), 1);
  extents[from] = mlir::ShapedType::kDynamic;
  batch = record<nn::SliceOp>(
      {batch},
      {attribute("offsets", offsets), attribute("sizes", extents), attribute("strides", strides)},
      where);
  // To its place, and up again: [?, 1] -> [1, ?] -> [7, ?].
  size_t to = llvm::find(sizes, kBatch) - sizes.begin();
  Sizes column(sizes.size(), 1), low(sizes.size(), 0), high;
  column[to] = kBatch;
  batch = record<nn::ReshapeOp>({batch}, {}, where, tensorType(kFloat32, column));
  for (int64_t extent : sizes)
    high.push_back(extent == kBatch ? 0 : extent - 1);
  return record<nn::PadOp>({batch}, {attribute("low", low), attribute("high", high)}, where);
}

Tensor frontend::broadcastTo(const Tensor &tensor, const Sizes &sizes, const Tensor &like,
                             Location where) {
  if (tensor.sizes() == sizes)
    return tensor;
  Sizes dimensions;
  for (int64_t dim = sizes.size() - tensor.dim(); dim < int64_t(sizes.size()); ++dim)
    dimensions.push_back(dim);
  std::vector<Tensor> operands{tensor};
  if (llvm::is_contained(sizes, kBatch))
    operands.push_back(shapeWitness(like, sizes, where).detach(where));
  return record<nn::BroadcastOp>(operands, {attribute("dimensions", dimensions)}, where,
                                 tensorType(tensor.dtype(), sizes));
}

/// Masks, integers, floating-point numbers.
static int kind(DType dtype) { return isFloat(dtype) ? 2 : dtype == kInt64 ? 1 : 0; }

DType frontend::promote(DType lhs, DType rhs) {
  if (isFloat(lhs) && isFloat(rhs))
    return lhs == kFloat64 || rhs == kFloat64 ? kFloat64 : kFloat32;
  return kind(lhs) >= kind(rhs) ? lhs : rhs;
}

DType frontend::promote(const Operand &lhs, const Operand &rhs) {
  // A number changes a tensor's type only when it is of a higher kind, then to the default type of that kind.
  auto defaultType = [](Scalar number) {
    return isFloat(number.dtype()) ? kFloat32 : number.dtype();
  };
  auto typeOf = [&](const Operand &operand) {
    return operand.tensor.defined() ? operand.tensor.dtype() : defaultType(operand.number);
  };
  if (lhs.tensor.defined() != rhs.tensor.defined()) {
    DType tensor = (lhs.tensor.defined() ? lhs : rhs).tensor.dtype();
    DType number = defaultType((lhs.tensor.defined() ? rhs : lhs).number);
    return kind(tensor) >= kind(number) ? tensor : number;
  }
  DType left = typeOf(lhs), right = typeOf(rhs);
  // So does a tensor without dimensions.
  if (lhs.tensor.defined() && kind(left) == kind(right) &&
      (lhs.tensor.dim() == 0) != (rhs.tensor.dim() == 0))
    return lhs.tensor.dim() ? left : right;
  return promote(left, right);
}

static mlir::Attribute splat(Scalar number, DType dtype, mlir::RankedTensorType type) {
  mlir::Builder b(&context());
  if (isFloat(dtype))
    return mlir::DenseElementsAttr::get(
        type, mlir::Attribute(b.getFloatAttr(elementType(dtype), number.toDouble())));
  if (dtype == kBool)
    return mlir::DenseElementsAttr::get(type, number.toDouble() != 0);
  return mlir::DenseElementsAttr::get(type, mlir::Attribute(b.getI64IntegerAttr(number.toInt())));
}

Tensor frontend::asTensor(const Operand &operand, Location where, std::optional<DType> dtype) {
  if (operand.tensor.defined())
    return operand.tensor.to(dtype.value_or(operand.tensor.dtype()), where);
  DType type = dtype.value_or(isFloat(operand.number.dtype()) ? kFloat32 : operand.number.dtype());
  return record<nn::ConstantOp>(
      {}, {attribute("value", splat(operand.number, type, tensorType(type, {})))}, where);
}

Tensor frontend::constantLike(Scalar number, DType dtype, const Tensor &like, Location where) {
  bool isStatic = !llvm::is_contained(like.sizes(), kBatch);
  auto type = tensorType(dtype, isStatic ? like.sizes() : Sizes());
  Tensor constant =
      record<nn::ConstantOp>({}, {attribute("value", splat(number, dtype, type))}, where);
  return broadcastTo(constant, like.sizes(), like, where);
}

std::vector<Tensor> frontend::unify(llvm::ArrayRef<Operand> operands, Location where,
                                    std::optional<DType> dtype) {
  Sizes sizes;
  Tensor like;
  for (const Operand &operand : operands) {
    if (!operand.tensor.defined())
      continue;
    sizes = broadcastShapes(sizes, operand.tensor.sizes(), where);
    if (!like.defined() || llvm::is_contained(operand.tensor.sizes(), kBatch))
      like = operand.tensor;
  }
  // The best witness of the batch is an operand that has the whole shape.
  for (const Operand &operand : operands)
    if (operand.tensor.defined() && operand.tensor.sizes() == sizes)
      like = operand.tensor;
  std::vector<Tensor> result;
  for (const Operand &operand : operands) {
    result.push_back(broadcastTo(asTensor(operand, where, dtype), sizes, like, where));
  }
  return result;
}
