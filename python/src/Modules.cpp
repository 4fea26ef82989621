/// luge.nn: the base of modules, and Sequential.
#include "Interchange.h"
#include "Module.h"

#include <typeinfo>

using namespace luge;
using namespace luge::python;
using luge::nn::Module;

void python::expectCpu(nb::handle device) {
  if (!device.is_none() && nb::cast<std::string>(nb::str(device)) != "cpu")
    throw Error("the only device is the CPU, got '" + nb::cast<std::string>(nb::str(device)) + "'",
                here());
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static bool isParameter(nb::handle value) {
  return nb::isinstance<TensorImpl>(value) &&
         nb::cast<Tensor>(value).impl->role == frontend::Role::Parameter;
}

static std::string typeName(nb::handle value) {
  return nb::cast<std::string>(nb::str(value.type().attr("__name__")));
}

/// A parameter, buffer or submodule by its name.
static nb::object getAttribute(nb::handle self, const std::string &name) {
  const auto &module = nb::cast<const Module &>(self);
  if (const Tensor *parameter = module.named_parameters(/*recurse=*/false).find(name))
    return nb::cast(*parameter);
  if (const Tensor *buffer = module.named_buffers(/*recurse=*/false).find(name))
    return nb::cast(*buffer);
  if (const std::shared_ptr<Module> *child = module.named_children().find(name))
    return nb::cast(*child);
  throw nb::attribute_error(
      ("'" + typeName(self) + "' object has no attribute '" + name + "'").c_str());
}

/// Parameters, buffers and modules are registered, as in torch; anything else is an attribute as usual.
static void setAttribute(nb::handle self, nb::handle key, nb::handle value) {
  auto &module = nb::cast<Module &>(self);
  auto name = nb::cast<std::string>(key);
  bool isField = nb::hasattr(self.type(), key);
  bool hasParameter = module.named_parameters(/*recurse=*/false).contains(name);
  bool hasBuffer = module.named_buffers(/*recurse=*/false).contains(name);
  bool hasModule = module.named_children().contains(name);
  bool isKnown = hasParameter || hasBuffer || hasModule;
  if (isField || (!isKnown && !isParameter(value) && !nb::isinstance<Module>(value))) {
    if (PyObject_GenericSetAttr(self.ptr(), key.ptr(), value.ptr()))
      throw nb::python_error();
    return;
  }
  // A layer of C++ holds what it works with in fields of its own.
  if (isKnown && typeid(module) != typeid(Module))
    throw Error("'" + name + "' of " + typeName(self) + " cannot be replaced; change it in place",
                here());
  if (hasParameter && !value.is_none() && !isParameter(value))
    throw nb::type_error(("cannot assign '" + typeName(value) + "' as parameter '" + name +
                          "' (nn.Parameter or None expected)")
                             .c_str());
  if (hasParameter && isParameter(value))
    module.replace_parameter(name, nb::cast<Tensor>(value), here());
  else if (hasBuffer && nb::isinstance<TensorImpl>(value))
    module.replace_buffer(name, nb::cast<Tensor>(value), here());
  else if (hasModule && nb::isinstance<Module>(value))
    module.replace_module(name, nb::cast<std::shared_ptr<Module>>(value), here());
  else {
    if (isKnown)
      module.unregister(name);
    if (isParameter(value))
      module.register_parameter(name, nb::cast<Tensor>(value),
                                nb::cast<Tensor>(value).requires_grad(), here());
    else if (nb::isinstance<Module>(value))
      module.register_module(name, nb::cast<std::shared_ptr<Module>>(value), here());
    else if (PyObject_GenericSetAttr(self.ptr(), key.ptr(), value.ptr()))
      throw nb::python_error();
  }
}

static void deleteAttribute(nb::handle self, nb::handle key) {
  auto &module = nb::cast<Module &>(self);
  auto name = nb::cast<std::string>(key);
  if (module.named_parameters(false).contains(name) || module.named_buffers(false).contains(name) ||
      module.named_children().contains(name))
    module.unregister(name);
  else if (PyObject_GenericSetAttr(self.ptr(), key.ptr(), nullptr))
    throw nb::python_error();
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

static OrderedDict<Tensor> stateOf(const Module &module) {
  // In torch's order: of each module its parameters, its buffers, then its submodules.
  OrderedDict<Tensor> result;
  auto add = [&](const std::string &prefix, const Module &part, auto &&add) -> void {
    for (const auto &item : part.named_parameters(/*recurse=*/false))
      result.insert(prefix + item.key(), item.value());
    for (const auto &item : part.named_buffers(/*recurse=*/false))
      result.insert(prefix + item.key(), item.value());
    for (const auto &item : part.named_children())
      add(prefix + item.key() + ".", *item.value(), add);
  };
  add("", module, add);
  return result;
}

static nb::dict stateDict(const Module &module) {
  nb::dict result;
  for (const auto &item : stateOf(module))
    result[item.key().c_str()] = alias(item.value());
  return result;
}

static void loadStateDict(nb::handle self, const nb::dict &state, bool strict) {
  OrderedDict<Tensor> own = stateOf(nb::cast<const Module &>(self));
  std::string problems;
  auto list = [&](const char *what, const std::vector<std::string> &names) {
    std::string text;
    for (const std::string &name : names)
      text += (text.empty() ? "" : ", ") + ("\"" + name + "\"");
    if (!text.empty())
      problems += std::string("\n\t") + what + " in state_dict: " + text + ". ";
  };
  std::vector<std::string> missing, unexpected;
  for (const auto &item : own)
    if (!state.contains(item.key().c_str()))
      missing.push_back(item.key());
  for (auto [key, value] : state)
    if (!own.contains(nb::cast<std::string>(key)))
      unexpected.push_back(nb::cast<std::string>(key));
  if (strict) {
    list("Unexpected key(s)", unexpected);
    list("Missing key(s)", missing);
  }
  std::vector<std::pair<Tensor, Tensor>> copies;
  for (const auto &item : own) {
    if (!state.contains(item.key().c_str()))
      continue;
    Tensor value = toTensor(state[item.key().c_str()]);
    if (value.sizes() != item.value().sizes())
      problems += "\n\tsize mismatch for " + item.key() + ": copying a param with shape " +
                  shapeText(value) + " from checkpoint, the shape in current model is " +
                  shapeText(item.value()) + ".";
    copies.emplace_back(item.value(), value);
  }
  if (!problems.empty())
    throw Error("Error(s) in loading state_dict for " + typeName(self) + ":" + problems, here());
  NoGradGuard guard;
  for (auto &[target, value] : copies)
    target.copy_(value, here());
}

//===----------------------------------------------------------------------===//
// The class
//===----------------------------------------------------------------------===//

template <typename T> static nb::list items(const OrderedDict<T> &dict) {
  nb::list result;
  for (const auto &item : dict)
    result.append(nb::make_tuple(item.key(), item.value()));
  return result;
}

/// As torch: `Name(extra)`, or a line for each submodule.
static std::string text(nb::handle self) {
  std::string name = typeName(self), lines;
  auto extra = nb::cast<std::string>(self.attr("extra_repr")());
  OrderedDict<std::shared_ptr<Module>> children = nb::cast<const Module &>(self).named_children();
  if (children.is_empty())
    return name + "(" + extra + ")";
  for (const auto &item : children) {
    std::string child = nb::cast<std::string>(nb::repr(nb::cast(item.value())));
    lines += "  (" + item.key() + "): ";
    for (char c : child)
      lines += c == '\n' ? std::string("\n  ") : std::string(1, c);
    lines += "\n";
  }
  return name + "(\n" + (extra.empty() ? "" : "  " + extra + "\n") + lines + ")";
}

static void addModules(const std::string &path, nb::handle module, nb::list &result,
                       std::vector<PyObject *> &seen) {
  if (std::find(seen.begin(), seen.end(), module.ptr()) != seen.end())
    return;
  seen.push_back(module.ptr());
  result.append(nb::make_tuple(path, module));
  for (const auto &item : nb::cast<const Module &>(module).named_children())
    addModules(path + (path.empty() ? "" : ".") + item.key(), nb::cast(item.value()), result, seen);
}

static nb::list namedModules(nb::handle self) {
  nb::list result;
  std::vector<PyObject *> seen;
  addModules("", self, result, seen);
  return result;
}

static void bindListing(nb::class_<Module> &module) {
  module.def("parameters", &Module::parameters, "recurse"_a = true)
      .def(
          "named_parameters",
          [](const Module &self, bool recurse) { return items(self.named_parameters(recurse)); },
          "recurse"_a = true,
          nb::sig("def named_parameters(self, recurse: bool = True) -> list[tuple[str, "
                  "luge._native.Tensor]]"))
      .def("buffers", &Module::buffers, "recurse"_a = true)
      .def(
          "named_buffers",
          [](const Module &self, bool recurse) { return items(self.named_buffers(recurse)); },
          "recurse"_a = true,
          nb::sig("def named_buffers(self, recurse: bool = True) -> list[tuple[str, "
                  "luge._native.Tensor]]"))
      .def("children", &Module::children)
      .def(
          "named_children", [](const Module &self) { return items(self.named_children()); },
          nb::sig("def named_children(self) -> list[tuple[str, Module]]"))
      .def("named_modules", namedModules,
           nb::sig("def named_modules(self) -> list[tuple[str, Module]]"))
      .def(
          "modules",
          [](nb::handle self) {
            nb::list result;
            for (nb::handle item : namedModules(self))
              result.append(item[1]);
            return result;
          },
          nb::sig("def modules(self) -> list[Module]"))
      .def("state_dict", stateDict, "Parameters and buffers by name; they share the memory.",
           nb::sig("def state_dict(self) -> dict[str, luge._native.Tensor]"))
      .def("load_state_dict", loadStateDict, "state_dict"_a, "strict"_a = true,
           "Copies tensors, also NumPy's or torch's, into parameters and buffers by name.");
}

/// `self`, changed.
template <typename Function> static auto chained(Function function) {
  return [function](nb::handle self) {
    function(nb::cast<Module &>(self));
    return nb::borrow(self);
  };
}

static void bindModule(nb::module_ &m) {
  nb::class_<Module> module(m, "Module", nb::dynamic_attr(), nb::is_weak_referenceable(),
                            "The base of all modules: parameters, buffers and submodules by name.");
  module.def(nb::init<>())
      .def(
          "__call__",
          [](nb::handle self, const nb::args &args, const nb::kwargs &kwargs) {
            return self.attr("forward")(*args, **kwargs);
          },
          nb::sig("def __call__(self, *args: typing.Any, **kwargs: typing.Any) -> typing.Any"))
      .def("__getattr__", getAttribute, "name"_a,
           nb::sig("def __getattr__(self, name: str) -> typing.Any"))
      .def("__setattr__", setAttribute, "name"_a, "value"_a.none(),
           nb::sig("def __setattr__(self, name: str, value: typing.Any) -> None"))
      .def("__delattr__", deleteAttribute, "name"_a,
           nb::sig("def __delattr__(self, name: str) -> None"))
      .def(
          "__reduce__",
          [](nb::handle self) -> nb::object {
            throw TypeError("modules cannot be pickled or copied; pickle their state_dict()",
                            here());
          },
          nb::sig("def __reduce__(self) -> tuple[typing.Any, ...]"))
      .def("__repr__", text)
      .def("extra_repr", [](const Module &) { return ""; })
      .def(
          "register_parameter",
          [](Module &self, std::string name, const Tensor &parameter) {
            self.register_parameter(std::move(name), parameter, parameter.requires_grad(), here());
          },
          "name"_a, nb::arg("param").none())
      .def(
          "register_buffer",
          [](Module &self, std::string name, const Tensor &tensor) {
            self.register_buffer(std::move(name), tensor, here());
          },
          "name"_a, "tensor"_a)
      .def(
          "add_module",
          [](Module &self, std::string name, std::shared_ptr<Module> module) {
            self.register_module(std::move(name), std::move(module), here());
          },
          "name"_a, "module"_a)
      .def_prop_ro("training", &Module::is_training)
      .def(
          "train",
          [](nb::handle self, bool mode) {
            nb::cast<Module &>(self).train(mode);
            return nb::borrow(self);
          },
          "mode"_a = true, nb::sig("def train(self, mode: bool = True) -> Module"))
      .def("eval", chained([](Module &self) { self.eval(); }), nb::sig("def eval(self) -> Module"))
      .def(
          "requires_grad_",
          [](nb::handle self, bool value) {
            for (Tensor &parameter : nb::cast<Module &>(self).parameters())
              parameter.requires_grad_(value, here());
            return nb::borrow(self);
          },
          "requires_grad"_a = true,
          nb::sig("def requires_grad_(self, requires_grad: bool = True) -> Module"))
      .def(
          "apply",
          [](nb::handle self, const nb::callable &function) {
            for (nb::handle child : self.attr("named_children")())
              child[1].attr("apply")(function);
            function(self);
            return nb::borrow(self);
          },
          "fn"_a, nb::sig("def apply(self, fn: typing.Callable[[Module], object]) -> Module"))
      .def(
          "to",
          [](nb::handle self, nb::handle device) {
            expectCpu(device);
            return nb::borrow(self);
          },
          "device"_a, nb::sig("def to(self, device: object) -> Module"))
      .def("zero_grad", [](Module &self, bool) { self.zero_grad(here()); }, "set_to_none"_a = true);
  bindListing(module);
}

//===----------------------------------------------------------------------===//
// Sequential
//===----------------------------------------------------------------------===//

static void append(nn::SequentialImpl &sequential, std::string name, nb::handle module) {
  // The shared pointer keeps the object.
  auto forward = [module](const Tensor &input, Location) {
    return nb::cast<Tensor>(module(input));
  };
  sequential.push_back(std::move(name), nb::cast<std::shared_ptr<Module>>(module), forward, here());
}

static void initSequential(nn::SequentialImpl *self, const nb::args &modules) {
  new (self) nn::SequentialImpl();
  if (modules.size() == 1 && nb::isinstance<nb::dict>(modules[0])) {
    for (auto [name, module] : nb::borrow<nb::dict>(modules[0]))
      append(*self, nb::cast<std::string>(name), module);
    return;
  }
  for (size_t i = 0; i < modules.size(); ++i)
    append(*self, std::to_string(i), modules[i]);
}

static std::shared_ptr<Module> moduleAt(const nn::SequentialImpl &self, int64_t index) {
  int64_t size = self.size(), place = index < 0 ? index + size : index;
  if (place < 0 || place >= size)
    throw nb::index_error(("index " + std::to_string(index) + " is out of range").c_str());
  return self[place];
}

static void bindSequential(nb::module_ &m) {
  nb::class_<nn::SequentialImpl, Module>(m, "Sequential",
                                         "Modules one after the other, or a dict of them.")
      .def("__init__", initSequential, "modules"_a)
      .def(
          "append",
          [](nb::handle self, nb::handle module) {
            auto &sequential = nb::cast<nn::SequentialImpl &>(self);
            append(sequential, std::to_string(sequential.size()), module);
            return nb::borrow(self);
          },
          "module"_a, nb::sig("def append(self, module: Module) -> Sequential"))
      .def("forward", at(&nn::SequentialImpl::forward), "input"_a)
      .def("__len__", &nn::SequentialImpl::size)
      .def("__getitem__", moduleAt, "index"_a);
}

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

static Tensor makeParameter(const Tensor &data, bool requires_grad) {
  Location where = here();
  Tensor parameter = zeros(data.sizes(), data.dtype(), where);
  parameter.copy_(data.detach(where), where);
  parameter.impl->role = frontend::Role::Parameter;
  return parameter.requires_grad_(requires_grad, where);
}

void python::bindModules(nb::module_ &m) {
  bindModule(m);
  bindSequential(m);
  m.def("make_parameter", makeParameter, "data"_a, "requires_grad"_a = true);
  bindLayers(m);
}
