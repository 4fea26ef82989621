/// Sums of products.
#include "Dims.h"

using namespace luge;
using namespace luge::python;

void python::bindContractions(nb::module_ &m, nb::class_<TensorImpl> &tensor) {
  both(m, tensor, "matmul", at(&Tensor::matmul), "other"_a);
  both(m, tensor, "mm", at(&Tensor::mm), "mat2"_a);
  both(m, tensor, "bmm", at(&Tensor::bmm), "mat2"_a);
  tensor.def("__matmul__", at(&Tensor::matmul), nb::is_operator());
  both(m, tensor, "mv", at(&luge::mv), "vec"_a);
  both(m, tensor, "dot", at(&luge::dot), "tensor"_a);
  both(m, tensor, "outer", at(&luge::outer), "vec2"_a);
  both(m, tensor, "inner", at(&luge::inner), "other"_a);
  both(m, tensor, "addmm", at(&luge::addmm), "mat1"_a, "mat2"_a, nb::kw_only(), "beta"_a = 1,
       "alpha"_a = 1);
  both(m, tensor, "addmv", at(&luge::addmv), "mat"_a, "vec"_a, nb::kw_only(), "beta"_a = 1,
       "alpha"_a = 1);
  both(m, tensor, "baddbmm", at(&luge::baddbmm), "batch1"_a, "batch2"_a, nb::kw_only(),
       "beta"_a = 1, "alpha"_a = 1);
  m.def(
      "tensordot",
      [](const Tensor &a, const Tensor &b, int64_t dims) { return tensordot(a, b, dims, here()); },
      "a"_a, "b"_a, "dims"_a = 2);
  m.def(
      "tensordot",
      [](const Tensor &a, const Tensor &b, const std::pair<Sizes, Sizes> &dims) {
        return tensordot(a, b, dims.first, dims.second, here());
      },
      "a"_a, "b"_a, "dims"_a);
  m.def(
      "einsum",
      [](const std::string &equation, const nb::args &operands) {
        nb::handle given = operands;
        if (operands.size() == 1 && !nb::isinstance<TensorImpl>(operands[0]))
          given = operands[0];
        return einsum(equation, nb::cast<std::vector<Tensor>>(given), here());
      },
      "equation"_a, "operands"_a);
}
