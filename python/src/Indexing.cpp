/// `tensor[...]`: integers, slices, `...`, None, and masks where something is assigned.
#include "Dims.h"
#include "Interchange.h"
#include "compiler/Frontend/Host.h"
#include "luge/GradMode.h"

#include <cstring>

using namespace luge;
using namespace luge::python;

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

/// What an index picks of one dimension; without `source` a new dimension.
struct Pick {
  std::optional<int64_t> source;
  int64_t start = 0, step = 1, extent = 1;
  bool isWhole = false;   ///< `:`
  bool isInteger = false; ///< the dimension is dropped
};

static Pick wholeDimension(const Tensor &tensor, int64_t dim) {
  return {dim, 0, 1, tensor.sizes()[dim], /*isWhole=*/true};
}

static Pick pickSlice(const Tensor &tensor, int64_t dim, nb::handle slice, Location where) {
  if (slice.attr("start").is_none() && slice.attr("stop").is_none() && slice.attr("step").is_none())
    return wholeDimension(tensor, dim);
  Py_ssize_t start, stop, step;
  if (PySlice_Unpack(slice.ptr(), &start, &stop, &step))
    throw nb::python_error();
  if (step < 1)
    throw ValueError("the step of a slice must be positive, got " + std::to_string(step), where);
  Py_ssize_t extent = PySlice_AdjustIndices(tensor.size(dim, where), &start, &stop, step);
  return {dim, start, step, extent};
}

static Pick pickElement(const Tensor &tensor, int64_t dim, nb::handle item, Location where) {
  auto index = nb::cast<int64_t>(nb::steal(PyNumber_Index(item.ptr())));
  int64_t extent = tensor.size(dim, where), wrapped = index < 0 ? index + extent : index;
  if (wrapped < 0 || wrapped >= extent)
    throw IndexError("index " + std::to_string(index) + " is out of bounds for dimension " +
                         std::to_string(dim) + " with size " + std::to_string(extent),
                     where);
  return {dim, wrapped, 1, 1, /*isWhole=*/false, /*isInteger=*/true};
}

/// One pick for each dimension of the tensor and each new one.
static std::vector<Pick> parse(const Tensor &tensor, nb::handle index, Location where) {
  nb::tuple items = nb::isinstance<nb::tuple>(index) ? nb::borrow<nb::tuple>(index)
                                                     : nb::make_tuple(nb::borrow(index));
  int64_t used = 0;
  for (nb::handle item : items)
    used += !item.is_none() && !item.is(Py_Ellipsis);
  if (used > tensor.dim())
    throw IndexError("too many indices for tensor of dimension " + std::to_string(tensor.dim()),
                     where);
  std::vector<Pick> picks;
  int64_t dim = 0;
  for (nb::handle item : items) {
    if (item.is(Py_Ellipsis)) {
      for (int64_t end = dim + tensor.dim() - used; dim < end; ++dim)
        picks.push_back(wholeDimension(tensor, dim));
    } else if (item.is_none()) {
      picks.push_back({std::nullopt});
    } else if (PySlice_Check(item.ptr())) {
      picks.push_back(pickSlice(tensor, dim++, item, where));
    } else if (PyIndex_Check(item.ptr()) && !nb::isinstance<TensorImpl>(item)) {
      picks.push_back(pickElement(tensor, dim++, item, where));
    } else {
      throw IndexError("expected an index that is an integer, a slice, '...' or None, got " +
                           nb::cast<std::string>(nb::str(item.type().attr("__name__"))),
                       where);
    }
  }
  for (; dim < tensor.dim(); ++dim)
    picks.push_back(wholeDimension(tensor, dim));
  return picks;
}

static Tensor get(const Tensor &tensor, nb::handle index) {
  Location where = here();
  Tensor result = tensor;
  int64_t dim = 0;
  for (const Pick &pick : parse(tensor, index, where)) {
    if (!pick.source)
      result = result.unsqueeze(dim, where);
    else if (pick.isInteger)
      result = result.select(dim, pick.start, where);
    else if (!pick.isWhole)
      result =
          result.slice(dim, pick.start, pick.start + pick.extent * pick.step, pick.step, where);
    dim += !pick.isInteger;
  }
  frontend::setViewOf(result, tensor);
  return result;
}

//===----------------------------------------------------------------------===//
// Assignment
//===----------------------------------------------------------------------===//

/// Copies the elements from `source`, which has the picked shape, to where they belong from `target` on.
static void scatter(const std::vector<Pick> &picks, const Sizes &strides, size_t next, char *target,
                    const char *&source, int64_t size) {
  if (next == picks.size()) {
    std::memcpy(target, source, size);
    source += size;
    return;
  }
  const Pick &pick = picks[next];
  int64_t stride = pick.source ? strides[*pick.source] * size : 0;
  for (int64_t i = 0; i < pick.extent; ++i)
    scatter(picks, strides, next + 1, target + (pick.start + i * pick.step) * stride, source, size);
}

static void assignPart(const Tensor &tensor, nb::handle index, const Operand &value) {
  Location where = value.where;
  if (tensor.requires_grad() || value.tensor.requires_grad())
    throw Error("elements of a tensor that requires gradients cannot be assigned to, nor values "
                "that require them; use where() or cat(), or detach()",
                where);
  if (frontend::isTracing())
    throw Error("elements cannot be assigned to inside luge.compile; use where() or cat()", where);
  std::vector<Pick> picks = parse(tensor, index, where);
  Sizes sizes, strides(tensor.dim(), 1);
  for (const Pick &pick : picks)
    if (!pick.isInteger)
      sizes.push_back(pick.extent);
  for (size_t dim = strides.size(); dim-- > 1;)
    strides[dim - 1] = strides[dim] * tensor.sizes()[dim];

  Tensor given = value.tensor.defined() ? value.tensor : full({}, value.number, {}, where);
  // As torch: leading extents of 1 too many are dropped.
  while (given.dim() > int64_t(sizes.size()) && given.sizes()[0] == 1)
    given = given.select(0, 0, where);
  given = given.to(tensor.dtype(), where).expand(sizes, where);
  const char *source = static_cast<const char *>(elements(given, where));
  char *target = static_cast<char *>(frontend::writable(tensor, where));
  scatter(picks, strides, 0, target, source, itemsize(tensor.dtype()));
}

static void set(Tensor tensor, nb::handle index, const Operand &value) {
  frontend::expectOwnMemory(tensor, value.where);
  if (nb::isinstance<TensorImpl>(index)) {
    auto mask = nb::cast<Tensor>(index);
    if (mask.dtype() != kBool || mask.sizes() != tensor.sizes())
      throw IndexError("expected a mask of bool and shape " + shapeText(tensor), value.where);
    tensor.copy_(where(mask, value, Operand(tensor, value.where)), value.where);
  } else {
    assignPart(tensor, index, value);
  }
}

void python::bindIndexing(nb::class_<TensorImpl> &tensor) {
  tensor
      .def("__getitem__", get, nb::arg("index").none(),
           nb::sig("def __getitem__(self, index: object) -> Tensor"))
      .def("__setitem__", set, nb::arg("index").none(), "value"_a,
           nb::sig("def __setitem__(self, index: object, value: Tensor | float) -> None"));
}
