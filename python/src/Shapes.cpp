/// Functions that move elements.
#include "Dims.h"
#include "compiler/Frontend/Host.h"

using namespace luge;
using namespace luge::python;

/// A function whose result shares memory with its first argument in torch, and not here.
template <typename Function, typename First, typename... Rest>
static auto viewOf(Function function, Tensor (Function::*)(First, Rest...) const) {
  return [function](First tensor, Rest... rest) {
    Tensor result = function(tensor, std::forward<Rest>(rest)...);
    frontend::setViewOf(result, tensor);
    return result;
  };
}
template <typename Function> static auto view(Function function) {
  return viewOf(function, &Function::operator());
}

void python::bindShapes(nb::module_ &m, nb::class_<TensorImpl> &tensor) {
#define LUGE_BIND_SIZED(NAME, METHOD)                                                              \
  tensor.def(NAME, view([](const Tensor &t, const nb::args &sizes) {                               \
               return t.METHOD(toSizes(sizes), here());                                            \
             }));
  LUGE_BIND_SIZED("reshape", reshape)
  LUGE_BIND_SIZED("view", reshape)
  LUGE_BIND_SIZED("permute", permute)
  LUGE_BIND_SIZED("expand", expand)
#undef LUGE_BIND_SIZED
  m.def("reshape", view(at(&Tensor::reshape)), "input"_a, "shape"_a);
  m.def("permute", view(at(&Tensor::permute)), "input"_a, "dims"_a);
  both(m, tensor, "flatten", view(at(&Tensor::flatten)), "start_dim"_a = 0, "end_dim"_a = -1);
  both(m, tensor, "transpose", view(at(&Tensor::transpose)), "dim0"_a, "dim1"_a);
  both(m, tensor, "t", view(at(&Tensor::t)));
  both(m, tensor, "unsqueeze", view(at(&Tensor::unsqueeze)), "dim"_a);
  both(m, tensor, "squeeze", view(at(&Tensor::squeeze)), "dim"_a = nb::none());
  both(m, tensor, "narrow", view(at(&Tensor::narrow)), "dim"_a, "start"_a, "length"_a);
  both(m, tensor, "select", view(at(&Tensor::select)), "dim"_a, "index"_a);
  tensor.def_prop_ro("T", view(at(&Tensor::t)));
  both(m, tensor, "swapaxes", view(at(&luge::swapaxes)), "axis0"_a, "axis1"_a);
  both(m, tensor, "unflatten", view(at(&luge::unflatten)), "dim"_a, "sizes"_a);
  both(m, tensor, "expand_as", view(at(&luge::expand_as)), "other"_a);
  both(m, tensor, "diagonal", view(at(&luge::diagonal)), "offset"_a = 0, "dim1"_a = 0,
       "dim2"_a = 1);
  both(m, tensor, "movedim", view([](const Tensor &t, Dims source, Dims destination) {
         return movedim(t, source.list, destination.list, here());
       }),
       "source"_a, "destination"_a);

  tensor.def("repeat", [](const Tensor &t, const nb::args &sizes) {
    return luge::repeat(t, toSizes(sizes), here());
  });
  tensor.def("flip", [](const Tensor &t, const nb::args &dims) {
    return luge::flip(t, toSizes(dims), here());
  });
  m.def("flip", at(&luge::flip), "input"_a, "dims"_a);
  both(m, tensor, "tile", at(&luge::tile), "dims"_a);
  both(
      m, tensor, "roll",
      [](const Tensor &t, Dims shifts, Dims dims) {
        return roll(t, shifts.list, dims.list, here());
      },
      "shifts"_a, nb::arg("dims").none() = nb::none());
  both(m, tensor, "tril", at(&luge::tril), "diagonal"_a = 0);
  both(m, tensor, "triu", at(&luge::triu), "diagonal"_a = 0);
  both(
      m, tensor, "split",
      [](const Tensor &t, int64_t size, int64_t dim) {
        return nb::tuple(nb::cast(split(t, size, dim, here())));
      },
      "split_size"_a, "dim"_a = 0);
  both(
      m, tensor, "split",
      [](const Tensor &t, const Sizes &sizes, int64_t dim) {
        return nb::tuple(nb::cast(split(t, sizes, dim, here())));
      },
      "split_size"_a, "dim"_a = 0);
  both(
      m, tensor, "chunk",
      [](const Tensor &t, int64_t chunks, int64_t dim) {
        return nb::tuple(nb::cast(chunk(t, chunks, dim, here())));
      },
      "chunks"_a, "dim"_a = 0);
  both(
      m, tensor, "unbind",
      [](const Tensor &t, int64_t dim) { return nb::tuple(nb::cast(unbind(t, dim, here()))); },
      "dim"_a = 0);
  m.def("cat", at(&luge::cat), "tensors"_a, "dim"_a = 0);
  m.def("stack", at(&luge::stack), "tensors"_a, "dim"_a = 0);
  m.def("hstack", at(&luge::hstack), "tensors"_a);
  m.def("vstack", at(&luge::vstack), "tensors"_a);
}
