#include "Interchange.h"

#include "Exchange.h"
#include "compiler/Frontend/Host.h"

using namespace luge;
using namespace luge::python;

void *python::elements(const Tensor &tensor, Location where) {
  switch (tensor.dtype(where)) {
  case DType::Float32:
    return tensor.data_ptr<float>(where);
  case DType::Float64:
    return tensor.data_ptr<double>(where);
  case DType::Int64:
    return tensor.data_ptr<int64_t>(where);
  case DType::Bool:
    return tensor.data_ptr<bool>(where);
  }
  return nullptr;
}

Tensor python::alias(const Tensor &tensor) {
  elements(tensor, here());
  return frontend::alias(tensor);
}

//===----------------------------------------------------------------------===//
// Out
//===----------------------------------------------------------------------===//

nb::dlpack::dtype python::toDlpackType(DType dtype) {
  switch (dtype) {
  case DType::Float32:
    return nb::dtype<float>();
  case DType::Float64:
    return nb::dtype<double>();
  case DType::Int64:
    return nb::dtype<int64_t>();
  case DType::Bool:
    return nb::dtype<bool>();
  }
  return {};
}

/// An array of a library over the tensor's memory, which lives as long as the array.
template <typename Library> static nb::object exportAs(const Tensor &tensor) {
  void *data = elements(tensor, here());
  const Sizes &sizes = tensor.sizes();
  std::vector<size_t> shape(sizes.begin(), sizes.end());
  using Owner = std::shared_ptr<frontend::Storage>;
  nb::capsule owner(new Owner(frontend::share(tensor)),
                    [](void *held) noexcept { delete static_cast<Owner *>(held); });
  nb::ndarray<Library> array(data, shape.size(), shape.data(), owner, nullptr,
                             toDlpackType(tensor.dtype()), nb::device::cpu::value, 0);
  return nb::cast(array, nb::rv_policy::reference);
}

static void expectNoGradient(const Tensor &tensor, const char *what) {
  if (tensor.requires_grad())
    throw Error(std::string(what) + " of a tensor that requires gradients; use tensor.detach()",
                here());
}

nb::object python::toNumpy(const Tensor &tensor) {
  expectNoGradient(tensor, "numpy()");
  return exportAs<nb::numpy>(tensor);
}

nb::object python::toArray(const Tensor &tensor, const nb::object &dtype,
                           std::optional<bool> copy) {
  nb::object array = toNumpy(tensor);
  bool isSame = dtype.is_none() || array.attr("dtype").equal(dtype);
  if (isSame && !copy.value_or(false))
    return array;
  if (!isSame && !copy.value_or(true))
    throw ValueError("elements of another type need a copy", here());
  return array.attr("astype")(dtype.is_none() ? nb::object(array.attr("dtype")) : dtype);
}

nb::object python::toDlpack(const Tensor &tensor, const nb::kwargs &options) {
  expectNoGradient(tensor, "__dlpack__()");
  return exportAs<nb::array_api>(tensor).attr("__dlpack__")(**options);
}

//===----------------------------------------------------------------------===//
// In
//===----------------------------------------------------------------------===//

static std::optional<DType> toDType(nb::dlpack::dtype dtype) {
  for (DType known : {kFloat32, kFloat64, kInt64, kBool})
    if (toDlpackType(known) == dtype)
      return known;
  return std::nullopt;
}

/// Whether a tensor of another library, such as torch, takes part in differentiation there.
static bool requiresGradient(nb::handle source) {
  static PyObject *name = PyUnicode_InternFromString("requires_grad");
  nb::object value = nb::steal(PyObject_GetAttr(source.ptr(), name));
  PyErr_Clear();
  return value.is(Py_True);
}

/// A tensor over borrowed memory that is what a tensor of ours can be; undefined if it is not.
static Tensor fromBorrowed(nb::handle source, const exchange::DenseTensor &borrowed) {
  std::optional<DType> dtype = toDType(borrowed.dtype);
  if (!dtype || borrowed.device.type != nb::device::cpu::value)
    return {};
  Sizes sizes(borrowed.extents, borrowed.extents + borrowed.rank);
  int64_t step = 1;
  for (size_t dim = sizes.size(); dim-- > 0; step *= sizes[dim])
    if (sizes[dim] > 1 && borrowed.strides[dim] != step)
      return {};
  return from_blob(
      addressOf(borrowed), sizes, [owner = nb::borrow(source)](void *) {}, *dtype, Location("", 0));
}

Tensor python::fromMemory(nb::handle source) {
  if (requiresGradient(source))
    throw Error("expected a tensor that does not require gradients; use tensor.detach()", here());
  if (std::optional<exchange::DenseTensor> borrowed = exchange::borrow(source))
    if (Tensor tensor = fromBorrowed(source, *borrowed); tensor.defined())
      return tensor;
  Location where = here();
  nb::ndarray<> array;
  if (!nb::try_cast(source, array))
    throw Error("expected an array that can be written to and offers DLPack or Python's buffer "
                "protocol, got " +
                    nb::cast<std::string>(nb::str(source.type().attr("__name__"))),
                where);
  std::optional<DType> dtype = toDType(array.dtype());
  if (!dtype)
    throw Error("expected elements of float32, float64, int64 or bool, got an array of " +
                    nb::cast<std::string>(nb::str(nb::getattr(source, "dtype", nb::str("others")))),
                where);
  if (array.device_type() != nb::device::cpu::value)
    throw Error("expected an array in the memory of the CPU", where);
  Sizes sizes(array.ndim());
  int64_t step = 1;
  bool isDense = true;
  for (size_t dim = sizes.size(); dim-- > 0;) {
    sizes[dim] = array.shape(dim);
    isDense &= sizes[dim] <= 1 || array.stride(dim) == step;
    step *= sizes[dim];
  }
  if (!isDense && step > 0)
    throw Error("expected elements in row-major order without gaps, as "
                "numpy.ascontiguousarray() or tensor.contiguous() make them",
                where);
  return from_blob(array.data(), sizes, [array](void *) {}, *dtype, where);
}
