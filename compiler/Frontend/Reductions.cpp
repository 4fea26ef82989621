/// Reductions over dimensions, and normalizations along one.
#include "luge/Reductions.h"

#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"

#include <cmath>
#include <limits>

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

Tensor luge::sum(const Tensor &input, Sizes dim, bool keepdim, DType dtype, Location where) {
  return input.to(dtype, where).sum(std::move(dim), keepdim, where);
}
Tensor luge::mean(const Tensor &input, Sizes dim, bool keepdim, DType dtype, Location where) {
  return input.to(dtype, where).mean(std::move(dim), keepdim, where);
}

Tensor Tensor::mean(Sizes dim, bool keepdim, Location where) const {
  if (!isFloat(expectDefined(*this, where).dtype()))
    throw Error(std::string("mean() needs a floating-point tensor, got ") + luge::name(dtype()) +
                    "; convert it with to()",
                where);
  return reduce<nn::MeanOp>(*this, dim, keepdim, where);
}

static void expectElements(const Tensor &operand, const Sizes &dims, const char *what,
                           Location where) {
  for (int64_t dim : dims)
    if (operand.sizes()[dim] == 0)
      throw Error(std::string(what) + " needs at least one element along dimension " +
                      std::to_string(dim) + ", got shape " + toString(operand.sizes()),
                  where);
}

/// Integers are compared as float64, in which those below 2^53 are exact.
template <typename OpT>
static Tensor extremum(const Tensor &operand, const Sizes &dim, bool keepdim, Location where) {
  DType dtype = expectDefined(operand, where).dtype();
  expectElements(operand, wrapDims(dim, operand.dim(), where), "an extremum", where);
  Tensor number = isFloat(dtype) ? operand : operand.to(kFloat64, where);
  return reduce<OpT>(number, dim, keepdim, where).to(dtype, where);
}
Tensor Tensor::amax(Sizes dim, bool keepdim, Location where) const {
  return extremum<nn::AmaxOp>(*this, dim, keepdim, where);
}
Tensor Tensor::amin(Sizes dim, bool keepdim, Location where) const {
  return extremum<nn::AminOp>(*this, dim, keepdim, where);
}

/// A number is a vector of one.
static Tensor atLeast1d(const Tensor &tensor, Location where) {
  return expectDefined(tensor, where).dim() ? tensor : tensor.reshape({1}, where);
}

/// The position along `dim` of the largest element of `operand`, whose elements are of floating-point type.
static Tensor positionOfLargest(const Tensor &operand, std::optional<int64_t> dim, bool keepdim,
                                Location where) {
  Tensor line = dim ? atLeast1d(operand, where) : operand.flatten(0, -1, where);
  int64_t axis = wrapDim(dim.value_or(0), line.dim(), where);
  expectElements(line, {axis}, "the position of an extremum", where);
  Tensor result = record<nn::ArgmaxOp>({line}, {attribute("dimension", axis)}, where);
  Sizes shape = operand.sizes();
  if (!dim)
    shape.assign(shape.size(), 1);
  else if (!shape.empty())
    shape[axis] = 1;
  return keepdim || shape.empty() ? result.reshape(shape, where) : result;
}

static Tensor comparable(const Tensor &operand, Location where) {
  return isFloat(expectDefined(operand, where).dtype()) ? operand : operand.to(kFloat64, where);
}
Tensor Tensor::argmax(std::optional<int64_t> dim, bool keepdim, Location where) const {
  return positionOfLargest(comparable(*this, where), dim, keepdim, where);
}
Tensor luge::argmin(const Tensor &input, std::optional<int64_t> dim, bool keepdim, Location where) {
  return positionOfLargest(comparable(input, where).neg(where), dim, keepdim, where);
}

/// The elements at `positions` along `dim`.
static Tensor pick(const Tensor &operand, const Tensor &positions, int64_t dim, bool keepdim,
                   Location where) {
  Tensor line = atLeast1d(operand, where);
  int64_t axis = wrapDim(dim, line.dim(), where), extent = line.sizes()[axis];
  if (extent == kBatch)
    throw Error("the position of an extremum along the batch ('?') cannot be selected by", where);
  Sizes shape = positions.sizes();
  shape.insert(shape.begin() + axis, extent);
  Tensor isThere = record<nn::OneHotOp>({positions}, {attribute("dimension", axis)}, where,
                                        tensorType(kBool, shape));
  Tensor chosen = luge::where(isThere, {line, where}, {0, where});
  return chosen.sum({axis}, keepdim && operand.dim(), where);
}

std::pair<Tensor, Tensor> luge::max(const Tensor &input, int64_t dim, bool keepdim,
                                    Location where) {
  Tensor positions = input.argmax(dim, false, where);
  Tensor values = pick(input, positions, dim, keepdim, where).to(input.dtype(), where);
  return {values, keepdim ? input.argmax(dim, true, where) : positions};
}
std::pair<Tensor, Tensor> luge::min(const Tensor &input, int64_t dim, bool keepdim,
                                    Location where) {
  Tensor positions = argmin(input, dim, false, where);
  Tensor values = pick(input, positions, dim, keepdim, where).to(input.dtype(), where);
  return {values, keepdim ? argmin(input, dim, true, where) : positions};
}
std::pair<Tensor, Tensor> luge::aminmax(const Tensor &input, std::optional<int64_t> dim,
                                        bool keepdim, Location where) {
  Sizes dims = dim ? Sizes{*dim} : Sizes();
  return {input.amin(dims, keepdim, where), input.amax(dims, keepdim, where)};
}

//===----------------------------------------------------------------------===//
// Exponentials
//===----------------------------------------------------------------------===//

Tensor Tensor::logsumexp(Sizes dim, bool keepdim, Location where) const {
  Sizes dims = wrapDims(dim, expectDefined(*this, where).dim(), where);
  Tensor result = comparable(*this, where);
  // Dimensions from the last, so that the others keep their numbers.
  for (int64_t axis : llvm::reverse(dims))
    result = record<nn::LogsumexpOp>({result}, {attribute("dimension", axis)}, where);
  return keepDims(result, *this, dims, keepdim, where);
}

template <typename OpT>
static Tensor normalize(const Tensor &operand, int64_t dim, Location where) {
  Tensor line = atLeast1d(operand, where);
  int64_t axis = wrapDim(dim, line.dim(), where);
  return record<OpT>({line}, {attribute("dimension", axis)}, where).reshape(operand.sizes(), where);
}
Tensor Tensor::softmax(int64_t dim, Location where) const {
  return normalize<nn::SoftmaxOp>(*this, dim, where);
}
Tensor Tensor::log_softmax(int64_t dim, Location where) const {
  return normalize<nn::LogSoftmaxOp>(*this, dim, where);
}
