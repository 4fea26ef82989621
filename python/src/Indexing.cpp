/// `tensor[...]`: integers, slices, `...` and None.
#include "Dims.h"

using namespace luge;
using namespace luge::python;

static std::optional<int64_t> bound(nb::handle value) {
  return value.is_none() ? std::nullopt : std::optional(nb::cast<int64_t>(value));
}

static Tensor get(const Tensor &tensor, nb::handle index) {
  Location where = here();
  nb::tuple items = nb::isinstance<nb::tuple>(index) ? nb::borrow<nb::tuple>(index)
                                                     : nb::make_tuple(nb::borrow(index));
  int64_t used = 0;
  for (nb::handle item : items)
    used += !item.is_none() && !item.is(Py_Ellipsis);
  if (used > tensor.dim())
    throw Error("too many indices for a tensor of " + std::to_string(tensor.dim()) + " dimensions",
                where);
  Tensor result = tensor;
  int64_t dim = 0;
  for (nb::handle item : items) {
    if (item.is(Py_Ellipsis)) {
      dim += tensor.dim() - used;
    } else if (item.is_none()) {
      result = result.unsqueeze(dim++, where);
    } else if (PySlice_Check(item.ptr())) {
      if (!item.attr("start").is_none() || !item.attr("stop").is_none() ||
          !item.attr("step").is_none())
        result = result.slice(dim, bound(item.attr("start")), bound(item.attr("stop")),
                              bound(item.attr("step")).value_or(1), where);
      ++dim;
    } else if (PyIndex_Check(item.ptr())) {
      result = result.select(dim, nb::cast<int64_t>(nb::steal(PyNumber_Index(item.ptr()))), where);
    } else {
      throw Error("expected an index that is an integer, a slice, '...' or None, got " +
                      nb::cast<std::string>(nb::str(item.type().attr("__name__"))),
                  where);
    }
  }
  return result;
}

void python::bindIndexing(nb::class_<TensorImpl> &tensor) {
  tensor.def("__getitem__", get, "index"_a);
}
