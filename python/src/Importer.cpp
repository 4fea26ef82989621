/// luge._native._importer: what luge.importer needs to compile programs of torch.
#include "Importer.h"

#include "Compile.h"
#include "Exchange.h"
#include "Interchange.h"

#include <set>

using namespace luge;
using namespace luge::python;

//===----------------------------------------------------------------------===//
// Tensors over torch's memory
//===----------------------------------------------------------------------===//

/// A tensor of the compiled program that is torch's, under its name there.
static Tensor share(nb::handle memory, std::string name, bool isParameter, bool requires_grad) {
  Tensor tensor = fromMemory(memory);
  tensor.impl->role = isParameter ? frontend::Role::Parameter : frontend::Role::State;
  tensor.impl->name = std::move(name);
  return requires_grad ? tensor.requires_grad_(true, here()) : tensor;
}

/// Moves a tensor that nothing was recorded of to other memory, whose elements it then has.
static void rebind(const Tensor &tensor, nb::handle memory) {
  Tensor other = fromMemory(memory);
  if (other.dtype() != tensor.dtype() || other.sizes() != tensor.sizes())
    throw Error("expected " + std::string(name(tensor.dtype())) + " of shape " +
                    frontend::toString(tensor.sizes()) + " for '" + tensor.name() + "', got " +
                    name(other.dtype()) + " of shape " + frontend::toString(other.sizes()),
                here());
  tensor.impl->storage = other.impl->storage;
}

/// The same for a number of an optimizer's state, which may be of another float type than before.
static void rebindNumber(const Tensor &tensor, nb::handle memory) {
  if (DType type = fromMemory(memory).dtype(); type == kFloat32 || type == kFloat64)
    tensor.impl->dtype = type;
  rebind(tensor, memory);
}

/// The tensor as one of torch, over the same memory; `like` is any of torch's.
static nb::object toTorch(const Tensor &tensor, nb::handle like) {
  if (const exchange::Table *table = exchange::tableOf(like))
    return exchange::give(tensor, *table);
  return nb::module_::import_("torch").attr("from_dlpack")(tensor);
}

//===----------------------------------------------------------------------===//
// What a compiled step was made for
//===----------------------------------------------------------------------===//

void Watch::addDict(nb::dict dict) {
  std::vector<std::pair<nb::object, nb::object>> items;
  for (auto [key, value] : dict)
    items.emplace_back(nb::borrow(key), nb::borrow(value));
  dicts.push_back({std::move(dict), std::move(items)});
}

void Watch::addList(nb::list list) {
  std::vector<nb::object> items;
  for (nb::handle item : list)
    items.push_back(nb::borrow(item));
  lists.push_back({std::move(list), std::move(items)});
}

void Watch::addTensor(nb::object tensor, bool isParameter) {
  std::optional<bool> gradient;
  if (isParameter)
    gradient = requiresGrad(tensor);
  tensors.push_back({tensor, addressOf(tensor), gradient});
}

bool Watch::Dict::holds() const {
  if (PyDict_Size(dict.ptr()) != Py_ssize_t(items.size()))
    return false;
  Py_ssize_t position = 0;
  PyObject *key = nullptr, *value = nullptr;
  for (auto next = items.begin(); PyDict_Next(dict.ptr(), &position, &key, &value); ++next)
    if (next->first.ptr() != key || next->second.ptr() != value)
      return false;
  return true;
}

bool Watch::List::holds() const {
  if (PyList_Size(list.ptr()) != Py_ssize_t(items.size()))
    return false;
  for (size_t i = 0; i < items.size(); ++i)
    if (PyList_GetItem(list.ptr(), i) != items[i].ptr())
      return false;
  return true;
}

void *Watch::addressOf(nb::handle tensor) {
  if (std::optional<exchange::DenseTensor> borrowed = exchange::borrow(tensor))
    return exchange::addressOf(*borrowed);
  return reinterpret_cast<void *>(nb::cast<uintptr_t>(tensor.attr("data_ptr")()));
}
bool Watch::requiresGrad(nb::handle tensor) {
  static PyObject *name = PyUnicode_InternFromString("requires_grad");
  nb::object value = nb::steal(PyObject_GetAttr(tensor.ptr(), name));
  return value.is(Py_True);
}

nb::object Watch::changed() const {
  for (const Dict &entry : dicts)
    if (!entry.holds())
      return entry.dict;
  for (const List &entry : lists)
    if (!entry.holds())
      return entry.list;
  for (const Shared &entry : tensors)
    if (addressOf(entry.tensor) != entry.address ||
        (entry.requiresGrad && requiresGrad(entry.tensor) != *entry.requiresGrad))
      return entry.tensor;
  return nb::none();
}

/// Whether a torch tensor's elements are the negatives of those in its memory.
static bool isNegative(nb::handle tensor) {
  static PyObject *name = PyUnicode_InternFromString("is_neg");
  PyObject *self = tensor.ptr();
  nb::object value = nb::steal(PyObject_VectorcallMethod(name, &self, 1, nullptr));
  return value.is(Py_True);
}

/// The first result of a compiled step for `args`, if these are as many tensors of torch's own class and nothing is
/// different; else None, and nothing has run.
static nb::object callSame(Compiled &step, const Watch &first, const Watch &second, nb::handle type,
                           size_t inputs, const nb::tuple &args) {
  if (args.size() != inputs)
    return nb::none();
  for (nb::handle arg : args)
    if (!arg.type().is(type) || isNegative(arg))
      return nb::none();
  if (!first.changed().is_none() || !second.changed().is_none())
    return nb::none();
  return toTorch(step.run(args).front(), args[0]);
}

//===----------------------------------------------------------------------===//
// Places of another program
//===----------------------------------------------------------------------===//

/// Until the next call, errors and ops are at this place.
static void setPlace(const std::string &file, unsigned line) {
  // Never freed: what was traced refers to the names.
  static auto &files = *new std::set<std::string>;
  place() = Location(files.insert(file).first->c_str(), line);
}
static void clearPlace() { place().reset(); }

void python::bindImporter(nb::module_ &m) {
  m.def("share", share, "memory"_a, "name"_a, "is_parameter"_a, "requires_grad"_a);
  m.def("rebind", rebind, "tensor"_a, "memory"_a);
  m.def("rebind_number", rebindNumber, "tensor"_a, "memory"_a);
  m.def("to_torch", toTorch, "tensor"_a, "like"_a);
  m.def("set_place", setPlace, "file"_a, "line"_a);
  m.def("clear_place", clearPlace);
  nb::class_<Watch>(m, "Watch", "Dicts, lists and torch tensors that a compiled step was made for.")
      .def(nb::init<>())
      .def("add_dict", &Watch::addDict, "dict"_a)
      .def("add_list", &Watch::addList, "list"_a)
      .def("add_tensor", &Watch::addTensor, "tensor"_a, "is_parameter"_a = false)
      .def("changed", &Watch::changed,
           "The first that is not as it was when it was added, or None.");
  m.def(
      "call_same", callSame, "step"_a, "first"_a, "second"_a, "type"_a, "inputs"_a, "args"_a,
      nb::sig("def call_same(step: luge._native.Compiled, first: Watch, second: Watch, "
              "type: type, inputs: int, args: tuple) -> typing.Any"),
      "Calls a compiled step while nothing that it was made for is different, else returns None.");
}
