/// Reductions over dimensions, and normalizations along one.
#include "compiler/Frontend/Record.h"

#include "dialects/Nn/NnOps.h"
#include "luge/Ops.h"

using namespace luge;
using namespace luge::frontend;

/// Extents of 1 where `dims` were dropped.
static Tensor keepDims(const Tensor &reduced, const Tensor &operand, const Sizes &dims,
                       bool keepdim, Location where) {
  if (!keepdim)
    return reduced;
  Sizes shape = operand.sizes();
  for (int64_t dim : dims)
    shape[dim] = 1;
  return reduced.reshape(shape, where);
}

template <typename OpT>
static Tensor reduce(const Tensor &operand, const Sizes &dim, bool keepdim, Location where) {
  Sizes dims = wrapDims(dim, operand.dim(), where);
  if (dims.empty())
    return operand;
  return keepDims(record<OpT>({operand}, {attribute("dimensions", dims)}, where), operand, dims,
                  keepdim, where);
}

Tensor Tensor::sum(Sizes dim, bool keepdim, Location where) const {
  if (isFloat(expectDefined(*this, where).dtype()))
    return reduce<nn::SumOp>(*this, dim, keepdim, where);
  // Exact up to 2^53.
  return reduce<nn::SumOp>(to(kFloat64, where), dim, keepdim, where).to(kInt64, where);
}

Tensor Tensor::mean(Sizes dim, bool keepdim, Location where) const {
  if (!isFloat(expectDefined(*this, where).dtype()))
    throw Error(std::string("mean() needs a floating-point tensor, got ") + luge::name(dtype()) +
                    "; convert it with to()",
                where);
  return reduce<nn::MeanOp>(*this, dim, keepdim, where);
}

/// Integers are compared as float64, in which those below 2^53 are exact.
template <typename OpT>
static Tensor extremum(const Tensor &operand, const Sizes &dim, bool keepdim, Location where) {
  DType dtype = expectDefined(operand, where).dtype();
  Tensor number = isFloat(dtype) ? operand : operand.to(kFloat64, where);
  return reduce<OpT>(number, dim, keepdim, where).to(dtype, where);
}
Tensor Tensor::amax(Sizes dim, bool keepdim, Location where) const {
  return extremum<nn::AmaxOp>(*this, dim, keepdim, where);
}
Tensor Tensor::amin(Sizes dim, bool keepdim, Location where) const {
  return extremum<nn::AminOp>(*this, dim, keepdim, where);
}

Tensor Tensor::argmax(std::optional<int64_t> dim, bool keepdim, Location where) const {
  Tensor operand = isFloat(expectDefined(*this, where).dtype()) ? *this : to(kFloat64, where);
  if (!dim)
    operand = operand.flatten(0, -1, where);
  int64_t axis = wrapDim(dim.value_or(0), operand.dim(), where);
  Tensor result = record<nn::ArgmaxOp>({operand}, {attribute("dimension", axis)}, where);
  if (!dim)
    return keepdim ? result.reshape(Sizes(this->dim(), 1), where) : result;
  return keepDims(result, operand, {axis}, keepdim, where);
}

Tensor Tensor::logsumexp(Sizes dim, bool keepdim, Location where) const {
  Sizes dims = wrapDims(dim, expectDefined(*this, where).dim(), where);
  Tensor result = *this;
  // Dimensions from the last, so that the others keep their numbers.
  for (int64_t axis : llvm::reverse(dims))
    result = record<nn::LogsumexpOp>({result}, {attribute("dimension", axis)}, where);
  return keepDims(result, *this, dims, keepdim, where);
}

Tensor Tensor::softmax(int64_t dim, Location where) const {
  return record<nn::SoftmaxOp>(
      {*this}, {attribute("dimension", wrapDim(dim, expectDefined(*this, where).dim(), where))},
      where);
}
Tensor Tensor::log_softmax(int64_t dim, Location where) const {
  return record<nn::LogSoftmaxOp>(
      {*this}, {attribute("dimension", wrapDim(dim, expectDefined(*this, where).dim(), where))},
      where);
}
