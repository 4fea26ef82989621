/// Memory shared with NumPy and, through DLPack, with other libraries.
#ifndef LUGE_PYTHON_INTERCHANGE_H
#define LUGE_PYTHON_INTERCHANGE_H

#include "Binding.h"

#include <nanobind/ndarray.h>

namespace luge::python {

nb::dlpack::dtype toDlpackType(DType dtype);

/// The tensor's memory, with its elements up to date.
void *elements(const Tensor &tensor, Location where);

nb::object toNumpy(const Tensor &tensor);
nb::object toArray(const Tensor &tensor, const nb::object &dtype, std::optional<bool> copy);
nb::object toDlpack(const Tensor &tensor, const nb::kwargs &options);
/// Another tensor over the same memory, through which no gradient flows.
Tensor alias(const Tensor &tensor);
/// A tensor over the memory of `source`: a NumPy array, or what offers `__dlpack__`.
Tensor fromMemory(nb::handle source);
/// A copy of numbers, lists of them, an array or a tensor.
Tensor makeTensor(nb::handle data, std::optional<DType> dtype, bool requires_grad);
/// A tensor as it is, anything else as `makeTensor`.
Tensor toTensor(nb::handle value);
/// "torch.Size([2, 3])"
std::string shapeText(const Tensor &tensor);

} // namespace luge::python

#endif // LUGE_PYTHON_INTERCHANGE_H
