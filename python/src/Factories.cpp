/// Functions that make tensors.
#include "Interchange.h"

#include <cstring>

using namespace luge;
using namespace luge::python;

//===----------------------------------------------------------------------===//
// Nested lists
//===----------------------------------------------------------------------===//

/// Numbers of nested lists, row-major, and their shape.
struct Nested {
  Sizes sizes;
  std::vector<Scalar> numbers;

  void add(nb::handle value, size_t dim, Location where) {
    if (nb::isinstance<TensorImpl>(value))
      return add(value.attr("tolist")(), dim, where);
    if (nb::isinstance<nb::list>(value) || nb::isinstance<nb::tuple>(value)) {
      int64_t extent = nb::len(value);
      if (dim == sizes.size() && numbers.empty())
        sizes.push_back(extent);
      else if (dim >= sizes.size() || sizes[dim] != extent)
        throw Error("the rows of a tensor differ in shape", where);
      for (nb::handle item : value)
        add(item, dim + 1, where);
      return;
    }
    std::optional<Scalar> number = toScalar(value);
    if (!number)
      throw Error("expected numbers or lists of numbers, got " +
                      nb::cast<std::string>(nb::str(value.type().attr("__name__"))),
                  where);
    if (dim != sizes.size())
      throw Error("the rows of a tensor differ in shape", where);
    numbers.push_back(*number);
  }
};

/// A copy of numbers, lists of them, an array or a tensor.
static Tensor makeTensor(nb::handle data, std::optional<DType> dtype, bool requires_grad) {
  Location where = here();
  Tensor result;
  if (nb::hasattr(data, "__dlpack__")) {
    Tensor shared =
        nb::isinstance<TensorImpl>(data) ? nb::cast<Tensor>(data).detach(where) : fromMemory(data);
    result = zeros(shared.sizes(), shared.dtype(), where);
    std::memcpy(elements(result, where), elements(shared, where),
                shared.numel() * itemsize(shared.dtype()));
    if (dtype)
      result = result.to(*dtype, where);
  } else {
    Nested nested;
    nested.add(data, 0, where);
    result = tensor(TensorData(nested.sizes, nested.numbers),
                    dtype ? TensorOptions(*dtype) : TensorOptions(), where);
  }
  return requires_grad ? result.requires_grad_(true, where) : result;
}

//===----------------------------------------------------------------------===//
// Known and random elements
//===----------------------------------------------------------------------===//

static TensorOptions options(std::optional<DType> dtype, bool requires_grad) {
  return (dtype ? TensorOptions(*dtype) : TensorOptions()).requires_grad(requires_grad);
}

/// `f(2, 3)`, `f((2, 3), dtype=luge.float64)`
template <Tensor (*function)(const Sizes &, TensorOptions, Location)>
static void sized(nb::module_ &m, const char *name) {
  m.def(
      name,
      [](const nb::args &size, std::optional<DType> dtype, bool requires_grad) {
        return function(toSizes(size), options(dtype, requires_grad), here());
      },
      "size"_a, nb::kw_only(), "dtype"_a = nb::none(), "requires_grad"_a = false);
}

static Tensor range(Scalar start, std::optional<Scalar> end, Scalar step,
                    std::optional<DType> dtype, bool requires_grad) {
  Scalar first = end ? start : isFloat(start.dtype()) ? Scalar(0.0) : Scalar(0);
  return arange(first, end.value_or(start), step, options(dtype, requires_grad), here());
}

void python::bindFactories(nb::module_ &m) {
  m.def("tensor", makeTensor, "data"_a, nb::kw_only(), "dtype"_a = nb::none(),
        "requires_grad"_a = false);
  sized<luge::zeros>(m, "zeros");
  sized<luge::ones>(m, "ones");
  sized<luge::rand>(m, "rand");
  sized<luge::randn>(m, "randn");
  m.def(
      "full",
      [](const Sizes &size, Scalar value, std::optional<DType> dtype, bool requires_grad) {
        return full(size, value, options(dtype, requires_grad), here());
      },
      "size"_a, "fill_value"_a, nb::kw_only(), "dtype"_a = nb::none(), "requires_grad"_a = false);
  m.def("arange", range, "start"_a, "end"_a = nb::none(), "step"_a = 1, nb::kw_only(),
        "dtype"_a = nb::none(), "requires_grad"_a = false);
  m.def("zeros_like", at(&luge::zeros_like), "input"_a);
  m.def("ones_like", at(&luge::ones_like), "input"_a);
  m.def("from_dlpack", fromMemory, "source"_a,
        "A tensor over the memory of an array of another library, which both then write.");
  m.def("from_numpy", fromMemory, "array"_a,
        "A tensor over the memory of a NumPy array, which both then write.");
  m.def("manual_seed", &luge::manual_seed, "seed"_a);
}
