/// Dimensions as torch's reductions take them: None, one, or several.
#ifndef LUGE_PYTHON_DIMS_H
#define LUGE_PYTHON_DIMS_H

#include "Binding.h"

namespace luge::python {
struct Dims {
  Sizes list;
};

/// Defines `name` as a function and as a method; its first argument is the tensor.
template <typename Function, typename... Extra>
void both(nb::module_ &m, nb::class_<TensorImpl> &tensor, const char *name,
          const Function &function, const Extra &...extra) {
  m.def(name, function, "input"_a, extra...);
  tensor.def(name, function, extra...);
}

void bindIndexing(nb::class_<TensorImpl> &tensor);
void bindContractions(nb::module_ &m, nb::class_<TensorImpl> &tensor);
void bindReductions(nb::module_ &m, nb::class_<TensorImpl> &tensor);
void bindShapes(nb::module_ &m, nb::class_<TensorImpl> &tensor);
} // namespace luge::python

namespace nanobind::detail {
template <> struct type_caster<luge::python::Dims> {
  NB_TYPE_CASTER(luge::python::Dims, const_name("int | typing.Sequence[int] | None"))

  bool from_python(handle source, uint32_t flags, cleanup_list *cleanup) noexcept {
    if (source.is_none())
      return true;
    make_caster<int64_t> one;
    if (one.from_python(source, flags, cleanup)) {
      value.list = {one.value};
      return true;
    }
    make_caster<luge::Sizes> several;
    if (!several.from_python(source, flags, cleanup))
      return false;
    value.list = std::move(several.value);
    return true;
  }
};
} // namespace nanobind::detail

#endif // LUGE_PYTHON_DIMS_H
