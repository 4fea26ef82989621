/// Sums, means, extrema and other reductions; what runs along one dimension.
#include "Dims.h"

using namespace luge;
using namespace luge::python;

/// torch's pair of values and positions.
static nb::object withIndices(const char *name, const std::pair<Tensor, Tensor> &result) {
  return nb::module_::import_("luge._return_types").attr(name)(result.first, result.second);
}

/// The extremum of all elements, of two operands, or along a dimension.
template <Tensor (*all)(const Tensor &, Location),
          Tensor (*ofTwo)(const Operand &, const Operand &),
          std::pair<Tensor, Tensor> (*along)(const Tensor &, int64_t, bool, Location)>
static void bindExtremum(nb::module_ &m, nb::class_<TensorImpl> &tensor, const char *name) {
  both(m, tensor, name, at(all));
  both(
      m, tensor, name,
      [name](const Tensor &t, int64_t dim, bool keepdim) {
        return withIndices(name, along(t, dim, keepdim, here()));
      },
      "dim"_a, "keepdim"_a = false);
  both(
      m, tensor, name,
      [](const Tensor &a, const Tensor &b) { return ofTwo({a, here()}, {b, here()}); }, "other"_a);
}

void python::bindReductions(nb::module_ &m, nb::class_<TensorImpl> &tensor) {
  const auto dim = nb::arg("dim").none() = nb::none();
#define LUGE_BIND_REDUCTION(FN)                                                                    \
  both(                                                                                            \
      m, tensor, #FN,                                                                              \
      [](const Tensor &t, Dims dims, bool keepdim) {                                               \
        return luge::FN(t, std::move(dims.list), keepdim, here());                                 \
      },                                                                                           \
      dim, "keepdim"_a = false);
  LUGE_BIND_REDUCTION(amax)
  LUGE_BIND_REDUCTION(amin)
  LUGE_BIND_REDUCTION(logsumexp)
  LUGE_BIND_REDUCTION(any)
  LUGE_BIND_REDUCTION(all)
#undef LUGE_BIND_REDUCTION
#define LUGE_BIND_TYPED(FN)                                                                        \
  both(                                                                                            \
      m, tensor, #FN,                                                                              \
      [](const Tensor &t, Dims dims, bool keepdim, std::optional<DType> dtype) {                   \
        return luge::FN(dtype ? t.to(*dtype, here()) : t, std::move(dims.list), keepdim, here());  \
      },                                                                                           \
      dim, "keepdim"_a = false, nb::kw_only(), "dtype"_a = nb::none());
  LUGE_BIND_TYPED(sum)
  LUGE_BIND_TYPED(mean)
  LUGE_BIND_TYPED(prod)
  LUGE_BIND_TYPED(nansum)
#undef LUGE_BIND_TYPED
#define LUGE_BIND_SPREAD(FN)                                                                       \
  both(                                                                                            \
      m, tensor, #FN,                                                                              \
      [](const Tensor &t, Dims dims, double correction, bool keepdim) {                            \
        return luge::FN(t, std::move(dims.list), correction, keepdim, here());                     \
      },                                                                                           \
      dim, nb::kw_only(), "correction"_a = 1.0, "keepdim"_a = false);
  LUGE_BIND_SPREAD(var)
  LUGE_BIND_SPREAD(std)
  LUGE_BIND_SPREAD(var_mean)
  LUGE_BIND_SPREAD(std_mean)
#undef LUGE_BIND_SPREAD
  bindExtremum<luge::max, luge::maximum, luge::max>(m, tensor, "max");
  bindExtremum<luge::min, luge::minimum, luge::min>(m, tensor, "min");
  both(
      m, tensor, "count_nonzero",
      [](const Tensor &t, Dims dims) { return count_nonzero(t, std::move(dims.list), here()); },
      dim);
  both(
      m, tensor, "norm",
      [](const Tensor &t, double p, Dims dims, bool keepdim) {
        return vector_norm(t, p, std::move(dims.list), keepdim, here());
      },
      "p"_a = 2.0, dim, "keepdim"_a = false);
  both(m, tensor, "aminmax", at(&luge::aminmax), nb::kw_only(), dim, "keepdim"_a = false);
  both(m, tensor, "argmax", at(&Tensor::argmax), dim, "keepdim"_a = false);
  both(m, tensor, "argmin", at(&luge::argmin), dim, "keepdim"_a = false);
  both(m, tensor, "cumsum", at(&luge::cumsum), "dim"_a);
  both(m, tensor, "softmax", at(&Tensor::softmax), "dim"_a);
  both(m, tensor, "log_softmax", at(&Tensor::log_softmax), "dim"_a);
}
