/// Functions that divide, repeat, turn and cut tensors, made of slices, joins and reshapes.
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"
#include "luge/Factories.h"
#include "luge/Ops.h"

#include <numeric>

using namespace luge;
using namespace luge::frontend;

//===----------------------------------------------------------------------===//
// Dimensions
//===----------------------------------------------------------------------===//

Tensor luge::unflatten(const Tensor &input, int64_t dim, const Sizes &sizes, Location where) {
  int64_t axis = wrapDim(dim, expectDefined(input, where).dim(), where);
  int64_t extent = staticExtent(input, axis, "unflatten()", where), given = 1;
  Sizes inner = sizes;
  for (int64_t size : sizes)
    given *= size == -1 ? 1 : size;
  auto open = llvm::find(inner, -1);
  if (open != inner.end() && given > 0 && extent % given == 0)
    *open = extent / given;
  if (llvm::is_contained(inner, -1) ||
      std::accumulate(inner.begin(), inner.end(), int64_t(1), std::multiplies<>()) != extent)
    throw Error("cannot unflatten dimension " + std::to_string(axis) + " of " +
                    toString(input.sizes()) + " to " + toString(sizes),
                where);
  Sizes shape(input.sizes().begin(), input.sizes().begin() + axis);
  shape.insert(shape.end(), inner.begin(), inner.end());
  shape.insert(shape.end(), input.sizes().begin() + axis + 1, input.sizes().end());
  return input.reshape(shape, where);
}

Tensor luge::movedim(const Tensor &input, const Sizes &source, const Sizes &destination,
                     Location where) {
  int64_t rank = expectDefined(input, where).dim();
  if (source.size() != destination.size())
    throw Error("expected as many sources as destinations, got " + toString(source) + " and " +
                    toString(destination),
                where);
  // Checks that each appears once; none given means none here.
  if (!source.empty()) {
    wrapDims(source, rank, where);
    wrapDims(destination, rank, where);
  }
  Sizes dims(rank, -1), rest;
  llvm::SmallVector<bool> moved(rank);
  for (size_t i = 0; i < source.size(); ++i) {
    int64_t from = wrapDim(source[i], rank, where);
    dims[wrapDim(destination[i], rank, where)] = from;
    moved[from] = true;
  }
  int64_t next = 0;
  for (int64_t &dim : dims) {
    if (dim != -1)
      continue;
    while (moved[next])
      ++next;
    dim = next++;
  }
  return input.permute(dims, where);
}

Tensor luge::expand_as(const Tensor &input, const Tensor &other, Location where) {
  const Sizes &shape = expectDefined(other, where).sizes();
  if (input.dim(where) > other.dim() || broadcastShapes(input.sizes(), shape, where) != shape)
    throw Error("cannot expand " + toString(input.sizes()) + " to " + toString(shape), where);
  return broadcastTo(input, shape, other, where);
}

Tensor luge::repeat(const Tensor &input, const Sizes &repeats, Location where) {
  int64_t added = int64_t(repeats.size()) - expectDefined(input, where).dim();
  if (added < 0)
    throw Error("expected at least " + std::to_string(input.dim()) + " repeats, got " +
                    toString(repeats),
                where);
  // [n] -> [1, n] -> [r, n] -> [r n]
  Sizes single, spread, result;
  for (size_t i = 0; i < repeats.size(); ++i) {
    int64_t extent = int64_t(i) < added ? 1 : input.sizes()[i - added];
    if (repeats[i] < 0)
      throw Error("expected repeats of at least 0, got " + toString(repeats), where);
    if (repeats[i] != 1) {
      if (extent == kBatch)
        staticExtent(input, i - added, "repeat()", where);
      single.push_back(1);
      spread.push_back(repeats[i]);
    }
    single.push_back(extent);
    spread.push_back(extent);
    result.push_back(extent == kBatch ? kBatch : extent * repeats[i]);
  }
  Tensor rows = input.reshape(single, where);
  return broadcastTo(rows, spread, rows, where).reshape(result, where);
}

Tensor luge::tile(const Tensor &input, const Sizes &dims, Location where) {
  Sizes repeats = dims;
  int64_t missing = expectDefined(input, where).dim() - int64_t(dims.size());
  if (missing > 0)
    repeats.insert(repeats.begin(), missing, 1);
  return repeat(input, repeats, where);
}

//===----------------------------------------------------------------------===//
// Joining
//===----------------------------------------------------------------------===//

/// Each with at least `rank` dimensions; those that lack some get them in front.
static std::vector<Tensor> atLeast(const std::vector<Tensor> &tensors, int64_t rank,
                                   Location where) {
  std::vector<Tensor> result;
  for (Tensor tensor : tensors) {
    while (expectDefined(tensor, where).dim() < rank)
      tensor = tensor.unsqueeze(0, where);
    result.push_back(tensor);
  }
  return result;
}

Tensor luge::hstack(const std::vector<Tensor> &tensors, Location where) {
  std::vector<Tensor> rows = atLeast(tensors, 1, where);
  return cat(rows, !rows.empty() && rows[0].dim() > 1 ? 1 : 0, where);
}
Tensor luge::vstack(const std::vector<Tensor> &tensors, Location where) {
  return cat(atLeast(tensors, 2, where), 0, where);
}

//===----------------------------------------------------------------------===//
// Dividing
//===----------------------------------------------------------------------===//

std::vector<Tensor> luge::split(const Tensor &input, const Sizes &split_sizes, int64_t dim,
                                Location where) {
  int64_t axis = wrapDim(dim, expectDefined(input, where).dim(), where), start = 0;
  int64_t extent = staticExtent(input, axis, "split()", where);
  if (std::accumulate(split_sizes.begin(), split_sizes.end(), int64_t(0)) != extent)
    throw Error("expected split sizes of sum " + std::to_string(extent) + ", the extent of " +
                    "dimension " + std::to_string(axis) + ", got " + toString(split_sizes),
                where);
  std::vector<Tensor> parts;
  for (int64_t size : split_sizes) {
    parts.push_back(input.narrow(axis, start, size, where));
    start += size;
  }
  return parts;
}

std::vector<Tensor> luge::split(const Tensor &input, int64_t split_size, int64_t dim,
                                Location where) {
  int64_t axis = wrapDim(dim, expectDefined(input, where).dim(), where);
  int64_t extent = staticExtent(input, axis, "split()", where);
  if (split_size <= 0 && !(split_size == 0 && extent == 0))
    throw Error("expected a split size above 0, got " + std::to_string(split_size), where);
  Sizes sizes;
  for (int64_t start = 0; start < extent; start += split_size)
    sizes.push_back(std::min(split_size, extent - start));
  // Of nothing there is one part.
  return split(input, sizes.empty() ? Sizes{0} : sizes, axis, where);
}

std::vector<Tensor> luge::chunk(const Tensor &input, int64_t chunks, int64_t dim, Location where) {
  if (chunks <= 0)
    throw Error("expected at least one chunk, got " + std::to_string(chunks), where);
  int64_t axis = wrapDim(dim, expectDefined(input, where).dim(), where);
  int64_t extent = staticExtent(input, axis, "chunk()", where);
  if (extent == 0)
    return split(input, Sizes(chunks, 0), axis, where);
  return split(input, (extent + chunks - 1) / chunks, axis, where);
}

std::vector<Tensor> luge::unbind(const Tensor &input, int64_t dim, Location where) {
  int64_t axis = wrapDim(dim, expectDefined(input, where).dim(), where);
  int64_t extent = staticExtent(input, axis, "unbind()", where);
  std::vector<Tensor> parts;
  for (int64_t i = 0; i < extent; ++i)
    parts.push_back(input.select(axis, i, where));
  return parts;
}

//===----------------------------------------------------------------------===//
// Turning
//===----------------------------------------------------------------------===//

Tensor luge::roll(const Tensor &input, const Sizes &shifts, const Sizes &dims, Location where) {
  if (dims.empty() && shifts.size() == 1)
    return roll(input.flatten(0, -1, where), shifts, {0}, where).reshape(input.sizes(), where);
  if (dims.size() != shifts.size())
    throw Error("expected as many shifts as dimensions, got " + toString(shifts) + " and " +
                    toString(dims),
                where);
  Tensor result = input;
  for (size_t i = 0; i < dims.size(); ++i) {
    int64_t axis = wrapDim(dims[i], expectDefined(input, where).dim(), where);
    int64_t extent = staticExtent(input, axis, "roll()", where);
    int64_t shift = extent ? (shifts[i] % extent + extent) % extent : 0;
    if (shift)
      result = cat({result.narrow(axis, extent - shift, shift, where),
                    result.narrow(axis, 0, extent - shift, where)},
                   axis, where);
  }
  return result;
}

/// Reverses pairs, then their order; an element that is left over comes first.
static Tensor flipAlong(const Tensor &input, int64_t axis, Location where) {
  int64_t extent = staticExtent(input, axis, "flip()", where);
  if (extent < 2)
    return input;
  if (extent % 2) {
    Tensor last = input.narrow(axis, extent - 1, 1, where);
    return cat({last, flipAlong(input.narrow(axis, 0, extent - 1, where), axis, where)}, axis,
               where);
  }
  Tensor pairs = unflatten(input, axis, {extent / 2, 2}, where);
  Tensor swapped = cat({pairs.narrow(axis + 1, 1, 1, where), pairs.narrow(axis + 1, 0, 1, where)},
                       axis + 1, where);
  return flipAlong(swapped, axis, where).reshape(input.sizes(), where);
}

Tensor luge::flip(const Tensor &input, const Sizes &dims, Location where) {
  Tensor result = input;
  if (dims.empty())
    return result;
  for (int64_t axis : wrapDims(dims, expectDefined(input, where).dim(), where))
    result = flipAlong(result, axis, where);
  return result;
}

//===----------------------------------------------------------------------===//
// Cutting
//===----------------------------------------------------------------------===//

/// For the matrices of the last two dimensions, each element's column less its row.
static Tensor diagonals(const Tensor &input, const char *what, Location where) {
  int64_t rank = expectDefined(input, where).dim();
  if (rank < 2)
    throw Error(std::string(what) + " needs at least two dimensions, got shape " +
                    toString(input.sizes()),
                where);
  Tensor rows = arange(staticExtent(input, rank - 2, what, where), kInt64, where);
  Tensor columns = arange(staticExtent(input, rank - 1, what, where), kInt64, where);
  return Operand(columns, where) - rows.unsqueeze(1, where);
}

Tensor luge::tril(const Tensor &input, int64_t diagonal, Location where) {
  Tensor isAbove = Operand(diagonals(input, "tril()", where), where) > diagonal;
  return masked_fill(input, isAbove, {0, where}, where);
}
Tensor luge::triu(const Tensor &input, int64_t diagonal, Location where) {
  Tensor isBelow = Operand(diagonals(input, "triu()", where), where) < diagonal;
  return masked_fill(input, isBelow, {0, where}, where);
}

Tensor luge::diagonal(const Tensor &input, int64_t offset, int64_t dim1, int64_t dim2,
                      Location where) {
  int64_t rank = expectDefined(input, where).dim();
  Tensor matrices = movedim(input, {dim1, dim2}, {-2, -1}, where);
  int64_t rows = staticExtent(matrices, rank - 2, "diagonal()", where);
  int64_t columns = staticExtent(matrices, rank - 1, "diagonal()", where);
  int64_t row = std::max<int64_t>(-offset, 0), column = std::max<int64_t>(offset, 0);
  int64_t length = std::max<int64_t>(0, std::min(rows - row, columns - column));
  // In row-major order, the next one is a row and an element on.
  int64_t start = length ? row * columns + column : 0;
  return matrices.flatten(rank - 2, rank - 1, where)
      .slice(rank - 2, start, start + (length ? (length - 1) * (columns + 1) + 1 : 0), columns + 1,
             where);
}

Tensor nn::functional::pad(const Tensor &input, const Sizes &pad, const std::string &mode,
                           double value, Location where) {
  int64_t rank = expectDefined(input, where).dim();
  if (mode != "constant")
    throw Error("expected the mode 'constant', got '" + mode + "'", where);
  if (pad.size() % 2 || int64_t(pad.size()) > 2 * rank)
    throw Error("expected two numbers for each of at most " + std::to_string(rank) +
                    " dimensions, got " + toString(pad),
                where);
  Tensor inner = input;
  Sizes low(rank, 0), high(rank, 0);
  for (size_t i = 0; i < pad.size(); i += 2) {
    int64_t axis = rank - 1 - int64_t(i) / 2, before = pad[i], behind = pad[i + 1];
    if (before == 0 && behind == 0)
      continue;
    int64_t extent = staticExtent(input, axis, "pad()", where);
    int64_t cutBefore = std::max<int64_t>(-before, 0), cutBehind = std::max<int64_t>(-behind, 0);
    if (extent + before + behind < 0 || cutBefore + cutBehind > extent)
      throw Error("padding by " + toString(pad) + " takes more than there is of shape " +
                      toString(input.sizes()),
                  where);
    inner = inner.narrow(axis, cutBefore, extent - cutBefore - cutBehind, where);
    low[axis] = std::max<int64_t>(before, 0);
    high[axis] = std::max<int64_t>(behind, 0);
  }
  auto withZeros = [&](const Tensor &tensor) {
    return record<nn::PadOp>({tensor}, {attribute("low", low), attribute("high", high)}, where);
  };
  DType dtype = input.dtype();
  if (value == 0 && dtype != kBool)
    return withZeros(inner);
  Tensor isInside = withZeros(constantLike(1, kFloat32, inner, where)).to(kBool, where);
  Tensor padded =
      dtype == kBool ? withZeros(inner.to(kInt64, where)).to(kBool, where) : withZeros(inner);
  return masked_fill(padded, isInside.logical_not(where), {value, where}, where);
}
