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

Tensor python::makeTensor(nb::handle data, std::optional<DType> dtype, bool requires_grad) {
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

Tensor python::toTensor(nb::handle value) {
  return nb::isinstance<TensorImpl>(value) ? nb::cast<Tensor>(value)
                                           : makeTensor(value, std::nullopt, false);
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

//===----------------------------------------------------------------------===//
// Random integers, and random values in place
//===----------------------------------------------------------------------===//

/// Integers from `low` up to, and without, `high`.
static Tensor integers(int64_t low, int64_t high, const Sizes &sizes, Location where) {
  if (low >= high)
    throw Error("expected numbers from a range that is not empty, got one from " +
                    std::to_string(low) + " to " + std::to_string(high),
                where);
  Tensor uniform = rand(sizes, kFloat64, where);
  Tensor scaled = Operand(uniform, where) * Operand(double(high - low), where);
  return Operand(scaled.to(kInt64, where), where) + Operand(low, where);
}

static Tensor randint(int64_t low, int64_t high, const Sizes &size, DType dtype) {
  return integers(low, high, size, here()).to(dtype, here());
}

static void bindRandom(nb::module_ &m) {
  m.def("randint", randint, "low"_a, "high"_a, "size"_a, nb::kw_only(), "dtype"_a = kInt64);
  m.def(
      "randint",
      [](int64_t high, const Sizes &size, DType dtype) { return randint(0, high, size, dtype); },
      "high"_a, "size"_a, nb::kw_only(), "dtype"_a = kInt64);
  nb::borrow<nb::class_<TensorImpl>>(nb::type<TensorImpl>())
      .def(
          "random_",
          [](Tensor t, int64_t from, std::optional<int64_t> to) {
            int64_t low = to ? from : 0, high = to.value_or(from);
            return t.copy_(integers(low, high, t.sizes(), here()), here());
          },
          "from_"_a, "to"_a = nb::none(), "Integers from `from`, or 0, up to the last argument.")
      .def(
          "uniform_",
          [](Tensor t, double from, double to) {
            Location where = here();
            Tensor unit = rand(t.sizes(), t.dtype(), where);
            Tensor scaled = Operand(unit, where) * Operand(to - from, where);
            return t.copy_(Operand(scaled, where) + Operand(from, where), where);
          },
          "from_"_a = 0.0, "to"_a = 1.0)
      .def(
          "normal_",
          [](Tensor t, double mean, double std) {
            Location where = here();
            Tensor unit = randn(t.sizes(), t.dtype(), where);
            Tensor scaled = Operand(unit, where) * Operand(std, where);
            return t.copy_(Operand(scaled, where) + Operand(mean, where), where);
          },
          "mean"_a = 0.0, "std"_a = 1.0);
}

void python::bindFactories(nb::module_ &m) {
  m.def("tensor", makeTensor, "data"_a, nb::kw_only(), "dtype"_a = nb::none(),
        "requires_grad"_a = false);
  sized<luge::zeros>(m, "zeros");
  sized<luge::zeros>(m, "empty");
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
  m.def(
      "linspace",
      [](Scalar start, Scalar end, int64_t steps, std::optional<DType> dtype) {
        return linspace(start, end, steps, options(dtype, false), here());
      },
      "start"_a, "end"_a, "steps"_a, nb::kw_only(), "dtype"_a = nb::none());
  m.def(
      "eye",
      [](int64_t n, std::optional<int64_t> columns, std::optional<DType> dtype) {
        return eye(n, columns, options(dtype, false), here());
      },
      "n"_a, "m"_a = nb::none(), nb::kw_only(), "dtype"_a = nb::none());
  m.def("full_like", at(&luge::full_like), "input"_a, "fill_value"_a);
  m.def("rand_like", at(&luge::rand_like), "input"_a);
  m.def("randn_like", at(&luge::randn_like), "input"_a);
  m.def("zeros_like", at(&luge::zeros_like), "input"_a);
  m.def("ones_like", at(&luge::ones_like), "input"_a);
  m.def("from_dlpack", fromMemory, "source"_a,
        "A tensor over the memory of an array of another library, which both then write.");
  m.def("from_numpy", fromMemory, "array"_a,
        "A tensor over the memory of a NumPy array, which both then write.");
  bindRandom(m);
  m.def("manual_seed", &luge::manual_seed, "seed"_a);
}
