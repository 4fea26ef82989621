/// The class luge.Tensor and its element types.
#include "Binding.h"
#include "Dims.h"
#include "Interchange.h"
#include "compiler/Frontend/Host.h"
#include "luge/GradMode.h"

#include <limits>

using namespace luge;
using namespace luge::python;

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

static std::string torchName(DType dtype) { return std::string("torch.") + name(dtype); }

static void bindTypes(nb::module_ &m) {
  nb::enum_<DType>(m, "dtype", "The type of a tensor's elements.")
      .value("float32", kFloat32)
      .value("float64", kFloat64)
      .value("int64", kInt64)
      .value("bool", kBool)
      .def_prop_ro("is_floating_point", [](DType dtype) { return isFloat(dtype); })
      .def_prop_ro("itemsize", [](DType dtype) { return itemsize(dtype); })
      .def("__repr__", torchName)
      .def("__str__", torchName);
}

//===----------------------------------------------------------------------===//
// Properties and values
//===----------------------------------------------------------------------===//

static nb::object shapeOf(const Tensor &tensor) {
  return nb::module_::import_("luge").attr("Size")(nb::cast(tensor.sizes(here())));
}

std::string python::shapeText(const Tensor &tensor) {
  return "torch.Size(" + frontend::toString(tensor.sizes()) + ")";
}

static nb::object element(DType dtype, const void *data) {
  switch (dtype) {
  case DType::Float32:
    return nb::float_(*static_cast<const float *>(data));
  case DType::Float64:
    return nb::float_(*static_cast<const double *>(data));
  case DType::Int64:
    return nb::int_(*static_cast<const int64_t *>(data));
  case DType::Bool:
    return nb::bool_(*static_cast<const bool *>(data));
  }
  return nb::none();
}

/// Nested lists of the elements from `data` on, in dimensions from `dim` on; of extents above twice `edge` only the
/// first and last `edge` elements.
static nb::object lists(const Tensor &tensor, const char *data, size_t dim, int64_t edge) {
  const Sizes &sizes = tensor.sizes();
  if (dim == sizes.size())
    return element(tensor.dtype(), data);
  int64_t stride = itemsize(tensor.dtype());
  for (size_t inner = dim + 1; inner < sizes.size(); ++inner)
    stride *= sizes[inner];
  nb::list result;
  for (int64_t i = 0; i < sizes[dim]; ++i)
    if (sizes[dim] <= 2 * edge || i < edge || i >= sizes[dim] - edge)
      result.append(lists(tensor, data + i * stride, dim + 1, edge));
  return result;
}

static nb::object corners(const Tensor &tensor, int64_t edge) {
  return lists(tensor, static_cast<const char *>(elements(tensor, here())), 0, edge);
}

static nb::object toList(const Tensor &tensor) {
  return corners(tensor, std::numeric_limits<int64_t>::max() / 2);
}

static bool truth(const Tensor &tensor) {
  if (tensor.numel(here()) != 1)
    throw Error("the truth of a tensor of more than one element is ambiguous", here());
  return tensor.item(here()).toDouble() != 0;
}

static void bindProperties(nb::class_<TensorImpl> &tensor) {
  tensor.def_prop_ro("dtype", [](const Tensor &t) { return t.dtype(); })
      .def_prop_ro("shape", shapeOf, nb::sig("def shape(self) -> luge.Size"))
      .def_prop_ro("ndim", [](const Tensor &t) { return t.dim(); })
      .def_prop_ro(
          "name", [](const Tensor &t) { return t.name(); },
          "The name in a compiled program: '0.weight' for a parameter, else empty.")
      .def_prop_ro("is_parameter",
                   [](const Tensor &t) { return t.impl->role == frontend::Role::Parameter; })
      .def_prop_ro(
          "device", [](nb::handle) { return nb::module_::import_("luge").attr("device")("cpu"); },
          nb::sig("def device(self) -> luge.device"))
      .def("contiguous", [](const Tensor &t) { return t; })
      .def("is_contiguous", [](const Tensor &) { return true; })
      .def("cpu", [](const Tensor &t) { return t; })
      .def("dim", at(&Tensor::dim))
      .def("numel", at(&Tensor::numel))
      .def("size", shapeOf, nb::sig("def size(self) -> luge.Size"))
      .def("size", at(&Tensor::size), "dim"_a)
      .def(
          "item", [](const Tensor &t) { return t.item(here()); },
          "The value of a tensor of one element, as a number.")
      .def("tolist", toList, "The elements as nested lists of numbers.")
      .def("numpy", toNumpy, "A NumPy array over the tensor's memory.",
           nb::sig("def numpy(self) -> numpy.ndarray"))
      .def("__array__", toArray, "dtype"_a = nb::none(), "copy"_a = nb::none(),
           nb::sig("def __array__(self, dtype: object = None, copy: bool | None = None) -> "
                   "numpy.ndarray"))
      .def("__dlpack__", toDlpack, nb::arg("options"),
           nb::sig("def __dlpack__(self, **options: object) -> typing.Any"))
      .def("__dlpack_device__", [](const Tensor &) { return std::pair(1, 0); })
      .def("data_ptr",
           [](const Tensor &t) { return reinterpret_cast<uintptr_t>(elements(t, here())); })
      .def("__bool__", truth)
      .def("__float__", [](const Tensor &t) { return t.item(here()).toDouble(); })
      .def("__int__", [](const Tensor &t) { return t.item(here()).toInt(); })
      .def("__len__", [](const Tensor &t) { return t.size(0, here()); })
      .def("__hash__",
           [](const Tensor &t) { return reinterpret_cast<uintptr_t>(t.impl.get()) / 16; })
      .def("__repr__", [](const Tensor &t) {
        return nb::cast<std::string>(nb::module_::import_("luge._format").attr("text")(t));
      });
}

//===----------------------------------------------------------------------===//
// Differentiation and changes in place
//===----------------------------------------------------------------------===//

/// Another tensor over the same memory; in a trace, the same value.
static Tensor detach(const Tensor &tensor) {
  if (frontend::isTracing())
    return tensor.detach(here());
  return alias(tensor);
}

/// A tensor of the same value and with its gradients.
static Tensor copyOf(const Tensor &tensor) {
  return zeros_like(tensor, here()).copy_(tensor, here());
}

static void setData(Tensor tensor, const Tensor &value) {
  NoGradGuard guard;
  tensor.copy_(value, here());
}

static void bindGradients(nb::class_<TensorImpl> &tensor) {
  tensor
      .def_prop_rw(
          "requires_grad", [](const Tensor &t) { return t.requires_grad(); },
          [](Tensor t, bool value) { t.requires_grad_(value, here()); })
      .def("requires_grad_", at(&Tensor::requires_grad_), "requires_grad"_a = true)
      .def_prop_ro("is_leaf", [](const Tensor &t) { return t.is_leaf(); })
      .def_prop_rw(
          "grad", [](const Tensor &t) { return t.grad(); },
          [](Tensor t, const Tensor &gradient) { t.set_grad(gradient, here()); },
          nb::for_setter(nb::arg("gradient").none()),
          nb::for_getter(nb::sig("def grad(self, /) -> Tensor | None")))
      .def_prop_rw("data", detach, setData)
      .def("detach", detach, "The same memory, through which no gradient flows.")
      .def(
          "__deepcopy__",
          [](const Tensor &t, nb::handle) {
            Tensor copy = copyOf(t.detach(here()));
            copy.impl->role =
                t.impl->role == frontend::Role::Parameter ? t.impl->role : frontend::Role::Captured;
            return t.requires_grad() && t.is_leaf() ? copy.requires_grad_(true, here()) : copy;
          },
          "memo"_a)
      .def(
          "__reduce__",
          [](nb::handle self) { return nb::module_::import_("luge._pickle").attr("reduce")(self); },
          nb::sig("def __reduce__(self) -> tuple[typing.Any, ...]"))
      .def("clone", copyOf, "A tensor of its own with the same value.")
      .def("backward", at(&Tensor::backward), nb::arg("gradient").none() = nb::none(),
           "retain_graph"_a = nb::none(),
           "Adds the gradient of this tensor to `grad` of every leaf it was computed from.")
      .def("copy_", at(&Tensor::copy_), "source"_a)
      .def("fill_", at(&Tensor::fill_), "value"_a)
      .def("zero_", at(&Tensor::zero_));
#define LUGE_BIND_IN_PLACE(METHOD, OPERATOR)                                                       \
  for (const char *name : {#METHOD, OPERATOR})                                                     \
    tensor.def(name, [](Tensor t, const Operand &other) { return t.METHOD(other); }, "other"_a);
  LUGE_BIND_IN_PLACE(add_, "__iadd__")
  LUGE_BIND_IN_PLACE(sub_, "__isub__")
  LUGE_BIND_IN_PLACE(mul_, "__imul__")
  LUGE_BIND_IN_PLACE(div_, "__itruediv__")
#undef LUGE_BIND_IN_PLACE
}

void python::bindTensor(nb::module_ &m) {
  bindTypes(m);
  nb::class_<TensorImpl> tensor(m, "Tensor", nb::is_weak_referenceable(),
                                "A dense tensor. Outside luge.compile operations are recorded, and "
                                "run when a value is read.");
  m.def("corners", corners, "tensor"_a, "edge"_a,
        "The elements as nested lists; of long dimensions the first and last ones only.");
  bindProperties(tensor);
  bindGradients(tensor);
  bindIndexing(tensor);
}
