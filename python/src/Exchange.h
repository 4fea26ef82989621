/// Tensors of other libraries in a few nanoseconds: DLPack's table of C functions, which the type of an object offers as
/// `__dlpack_c_exchange_api__` (https://dmlc.github.io/dlpack/latest/c_api.html). Layouts are of DLPack 1.x.
#ifndef LUGE_PYTHON_EXCHANGE_H
#define LUGE_PYTHON_EXCHANGE_H

#include "Binding.h"

#include <nanobind/ndarray.h>

namespace luge::python::exchange {

struct Device {
  int32_t type, id;
};
struct DenseTensor {
  void *data;
  Device device;
  int32_t rank;
  nb::dlpack::dtype dtype;
  int64_t *extents, *strides; // in elements
  uint64_t offset;            // in bytes
};
struct Version {
  uint32_t major, minor;
};
struct ManagedTensor {
  Version version;
  void *owner;
  void (*deleter)(ManagedTensor *);
  uint64_t flags;
  DenseTensor tensor;
};
struct Table {
  Version version;
  Table *previous;
  void *allocate;
  void *take;
  /// A new reference to an object of the library over a tensor that it then owns; negative: an error of Python.
  int (*give)(ManagedTensor *tensor, void **object);
  /// Describes an object, without owning it; negative: an error of Python.
  int (*borrow)(void *object, DenseTensor *result);
  void *currentStream;
};

/// The functions of an object's type; null if it offers none.
const Table *tableOf(nb::handle object);

/// The object's tensor; none if it cannot be borrowed.
std::optional<DenseTensor> borrow(nb::handle object);

inline void *addressOf(const DenseTensor &tensor) {
  return static_cast<char *>(tensor.data) + tensor.offset;
}

/// A tensor of the library that `table` is of, over the same memory.
nb::object give(const Tensor &tensor, const Table &table);

} // namespace luge::python::exchange

#endif // LUGE_PYTHON_EXCHANGE_H
