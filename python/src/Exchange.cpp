#include "Exchange.h"

#include "compiler/Frontend/Host.h"

#include "Interchange.h"

#include <unordered_map>

using namespace luge;
using namespace luge::python;
using namespace luge::python::exchange;

static const Table *findTable(nb::handle type) {
  if (!nb::hasattr(type, "__dlpack_c_exchange_api__"))
    return nullptr;
  nb::object capsule = type.attr("__dlpack_c_exchange_api__");
  auto *table =
      static_cast<const Table *>(PyCapsule_GetPointer(capsule.ptr(), "dlpack_exchange_api"));
  PyErr_Clear();
  while (table && table->version.major != 1)
    table = table->previous;
  return table && table->borrow ? table : nullptr;
}

const Table *exchange::tableOf(nb::handle object) {
  // Types are kept alive, so that their addresses stay theirs.
  static auto &known = *new std::unordered_map<PyObject *, const Table *>;
  PyObject *type = reinterpret_cast<PyObject *>(Py_TYPE(object.ptr()));
  auto [entry, isNew] = known.try_emplace(type, nullptr);
  if (isNew) {
    Py_INCREF(type);
    entry->second = findTable(type);
  }
  return entry->second;
}

std::optional<DenseTensor> exchange::borrow(nb::handle object) {
  const Table *table = tableOf(object);
  DenseTensor tensor;
  if (!table)
    return std::nullopt;
  if (table->borrow(object.ptr(), &tensor) < 0) {
    PyErr_Clear();
    return std::nullopt;
  }
  return tensor;
}

namespace {
/// What a tensor that was given away refers to.
struct Given {
  ManagedTensor managed;
  std::shared_ptr<frontend::Storage> storage;
  Sizes extents, strides;
};
} // namespace

nb::object exchange::give(const Tensor &tensor, const Table &table) {
  auto *given = new Given{{}, nullptr, tensor.sizes(), Sizes(tensor.dim(), 1)};
  void *data = elements(tensor, here());
  given->storage = frontend::share(tensor);
  for (size_t dim = given->strides.size(); dim-- > 1;)
    given->strides[dim - 1] = given->strides[dim] * std::max<int64_t>(given->extents[dim], 1);
  given->managed = {{1, 0},
                    given,
                    [](ManagedTensor *managed) { delete static_cast<Given *>(managed->owner); },
                    0,
                    {data,
                     {nb::device::cpu::value, 0},
                     int32_t(tensor.dim()),
                     toDlpackType(tensor.dtype()),
                     given->extents.data(),
                     given->strides.data(),
                     0}};
  void *object = nullptr;
  if (table.give(&given->managed, &object) < 0) {
    delete given;
    throw nb::python_error();
  }
  return nb::steal(static_cast<PyObject *>(object));
}
