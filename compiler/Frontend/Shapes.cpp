/// Functions that move elements without computing on them.
#include "compiler/Frontend/Record.h"

#include "compiler/Codegen/ByteCount.h"

#include "dialects/Nn/NnOps.h"
#include "luge/Ops.h"

using namespace luge;
using namespace luge::frontend;

/// `shape` with its -1 replaced: by an extent, or by the batch (which is -1, too).
static Sizes inferShape(const Sizes &from, const Sizes &shape, Location where) {
  auto fail = [&](const std::string &why) {
    throw Error("cannot reshape " + toString(from) + " to " + toString(shape) + ": " + why, where);
  };
  bool hasBatch = llvm::is_contained(from, kBatch);
  if (llvm::count(shape, -1) > 1)
    fail("only one extent can be inferred");
  int64_t elements = 1, given = 1;
  for (int64_t extent : from)
    elements *= extent == kBatch ? 1 : extent;
  for (int64_t extent : shape)
    given = multiplySizes(given, extent == -1 ? 1 : extent);
  Sizes result = shape;
  auto open = llvm::find(result, -1);
  if (hasBatch) {
    if (open == result.end())
      fail("the extent of the batch ('?') must be written as -1");
    if (given != elements)
      fail("the batch ('?') cannot be merged with other extents or split, so -1 stands for it "
           "alone");
    return result;
  }
  if (open == result.end() ? given != elements : given == 0 || elements % given != 0)
    fail("the numbers of elements differ");
  if (open != result.end())
    *open = elements / given;
  return result;
}

Tensor Tensor::reshape(const Sizes &shape, Location where) const {
  Sizes target = inferShape(expectDefined(*this, where).sizes(), shape, where);
  if (target == sizes())
    return *this;
  return record<nn::ReshapeOp>({*this}, {}, where, tensorType(dtype(), target));
}

Tensor Tensor::flatten(int64_t start_dim, int64_t end_dim, Location where) const {
  if (expectDefined(*this, where).dim() == 0)
    return reshape({1}, where);
  int64_t start = wrapDim(start_dim, dim(), where), end = wrapDim(end_dim, dim(), where);
  if (start > end)
    throw Error("flatten() has start_dim " + std::to_string(start) + " after end_dim " +
                    std::to_string(end),
                where);
  Sizes shape(sizes().begin(), sizes().begin() + start + 1);
  for (int64_t i = start + 1; i <= end; ++i) {
    if (sizes()[i] == kBatch || shape.back() == kBatch)
      throw Error("cannot flatten dimensions " + std::to_string(start) + " to " +
                      std::to_string(end) + " of " + toString(sizes()) +
                      ": the batch ('?') cannot be merged; start at dimension 1",
                  where);
    shape.back() *= sizes()[i];
  }
  shape.insert(shape.end(), sizes().begin() + end + 1, sizes().end());
  return reshape(shape, where);
}

Tensor Tensor::permute(const Sizes &dims, Location where) const {
  Sizes permutation;
  for (int64_t dim : dims)
    permutation.push_back(wrapDim(dim, expectDefined(*this, where).dim(), where));
  return record<nn::TransposeOp>({*this}, {attribute("permutation", permutation)}, where);
}

Tensor Tensor::transpose(int64_t dim0, int64_t dim1, Location where) const {
  Sizes dims(expectDefined(*this, where).dim());
  for (size_t i = 0; i < dims.size(); ++i)
    dims[i] = i;
  std::swap(dims[wrapDim(dim0, dim(), where)], dims[wrapDim(dim1, dim(), where)]);
  return permute(dims, where);
}

Tensor Tensor::t(Location where) const {
  if (expectDefined(*this, where).dim() > 2)
    throw Error("t() needs a matrix, got shape " + toString(sizes()), where);
  return dim() < 2 ? *this : transpose(0, 1, where);
}

Tensor Tensor::unsqueeze(int64_t dim, Location where) const {
  Sizes shape = expectDefined(*this, where).sizes();
  shape.insert(shape.begin() + wrapDim(dim, this->dim() + 1, where), 1);
  return reshape(shape, where);
}

Tensor Tensor::squeeze(std::optional<int64_t> dim, Location where) const {
  Sizes shape;
  int64_t only = dim ? wrapDim(*dim, expectDefined(*this, where).dim(), where) : -1;
  for (int64_t i = 0; i < this->dim(); ++i)
    if (sizes()[i] != 1 || (dim && i != only))
      shape.push_back(sizes()[i]);
  return reshape(shape, where);
}

Tensor Tensor::expand(const Sizes &shape, Location where) const {
  int64_t added = int64_t(shape.size()) - expectDefined(*this, where).dim();
  Sizes target = shape;
  for (int64_t i = 0; i < int64_t(shape.size()); ++i)
    if (shape[i] == -1 && i >= added)
      target[i] = sizes()[i - added];
  if (added < 0 || broadcastShapes(sizes(), target, where) != target)
    throw Error("cannot expand " + toString(sizes()) + " to " + toString(shape), where);
  return broadcastTo(*this, target, *this, where);
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

Tensor Tensor::slice(int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
                     int64_t step, Location where) const {
  int64_t axis = wrapDim(dim, expectDefined(*this, where).dim(), where), extent = sizes()[axis];
  if (step <= 0)
    throw Error("expected a positive step, got " + std::to_string(step), where);
  if (extent == kBatch) {
    if (start.value_or(0) == 0 && !end && step == 1)
      return *this;
    throw Error(
        "cannot take a part of the batch ('?'), whose extent is known only when the step runs",
        where);
  }
  auto clip = [&](int64_t index) {
    return std::clamp<int64_t>(index < 0 ? index + extent : index, 0, extent);
  };
  int64_t from = clip(start.value_or(0)), to = std::max(from, clip(end.value_or(extent)));
  Sizes offsets(this->dim(), 0), strides(this->dim(), 1), extents = sizes();
  std::replace(extents.begin(), extents.end(), kBatch, mlir::ShapedType::kDynamic);
  offsets[axis] = from;
  extents[axis] = (to - from + step - 1) / step;
  strides[axis] = step;
  return record<nn::SliceOp>(
      {*this},
      {attribute("offsets", offsets), attribute("sizes", extents), attribute("strides", strides)},
      where);
}

Tensor Tensor::narrow(int64_t dim, int64_t start, int64_t length, Location where) const {
  int64_t axis = wrapDim(dim, expectDefined(*this, where).dim(), where), extent = sizes()[axis];
  int64_t from = start < 0 ? start + extent : start;
  if (extent != kBatch && (from < 0 || length < 0 || from + length > extent))
    throw Error("narrow() from " + std::to_string(start) + " by " + std::to_string(length) +
                    " leaves dimension " + std::to_string(axis) + " of " + toString(sizes()),
                where);
  return slice(axis, from, from + length, 1, where);
}

Tensor Tensor::select(int64_t dim, int64_t index, Location where) const {
  int64_t axis = wrapDim(dim, expectDefined(*this, where).dim(), where);
  Sizes shape = sizes();
  shape.erase(shape.begin() + axis);
  return narrow(axis, index, 1, where).reshape(shape, where);
}

Tensor luge::cat(const std::vector<Tensor> &tensors, int64_t dim, Location where) {
  if (tensors.empty())
    throw Error("cat() needs at least one tensor", where);
  DType dtype = expectDefined(tensors[0], where).dtype();
  for (const Tensor &tensor : tensors)
    dtype = promote(dtype, expectDefined(tensor, where).dtype());
  std::vector<Tensor> operands;
  for (const Tensor &tensor : tensors)
    operands.push_back(tensor.to(dtype, where));
  return record<nn::ConcatOp>(
      operands, {attribute("dimension", wrapDim(dim, tensors[0].dim(), where))}, where);
}

Tensor luge::stack(const std::vector<Tensor> &tensors, int64_t dim, Location where) {
  std::vector<Tensor> rows;
  for (const Tensor &tensor : tensors)
    rows.push_back(tensor.unsqueeze(dim, where));
  return cat(rows, rows.empty() ? 0 : wrapDim(dim, rows[0].dim(), where), where);
}
