/// luge.nn: the base of modules, and layers. A layer is one line of a table.
#include "Binding.h"

using namespace luge;
using namespace luge::python;
using luge::nn::Module;

//===----------------------------------------------------------------------===//
// The base
//===----------------------------------------------------------------------===//

/// What an attribute of a module is to it: a parameter, a buffer, a submodule, or nothing (None).
static nb::object findRegistered(const Module &module, const std::string &name) {
  if (const Tensor *parameter = module.named_parameters(/*recurse=*/false).find(name))
    return nb::cast(*parameter);
  if (const Tensor *buffer = module.named_buffers(/*recurse=*/false).find(name))
    return nb::cast(*buffer);
  if (const std::shared_ptr<Module> *child = module.named_children().find(name))
    return nb::cast(*child);
  return nb::none();
}

static nb::object getAttribute(nb::handle self, const std::string &name) {
  nb::object found = findRegistered(nb::cast<Module &>(self), name);
  if (found.is_none())
    throw nb::attribute_error(("'" + nb::cast<std::string>(self.type().attr("__name__")) +
                               "' object has no attribute '" + name + "'")
                                  .c_str());
  return found;
}

static void setAttribute(nb::handle self, nb::handle name, nb::handle value) {
  auto &module = nb::cast<Module &>(self);
  if (nb::isinstance<Module>(value)) {
    module.register_module(nb::cast<std::string>(name), nb::cast<std::shared_ptr<Module>>(value),
                           here());
  } else if (nb::isinstance<TensorImpl>(value) &&
             nb::cast<Tensor>(value).impl->role == frontend::Role::Parameter) {
    auto parameter = nb::cast<Tensor>(value);
    module.register_parameter(nb::cast<std::string>(name), parameter, parameter.requires_grad(),
                              here());
  } else if (PyObject_GenericSetAttr(self.ptr(), name.ptr(), value.ptr())) {
    throw nb::python_error();
  }
}

template <typename T> static nb::list items(const OrderedDict<T> &dict) {
  nb::list result;
  for (const auto &item : dict)
    result.append(nb::make_tuple(item.key(), item.value()));
  return result;
}

static void bindModule(nb::module_ &m) {
  nb::class_<Module>(m, "Module", nb::dynamic_attr(), nb::is_weak_referenceable(),
                     "The base of all modules: parameters, buffers and submodules by name.")
      .def(nb::init<>())
      .def("__call__",
           [](nb::handle self, const nb::args &args, const nb::kwargs &kwargs) {
             return self.attr("forward")(*args, **kwargs);
           })
      .def("__getattr__", getAttribute, nb::sig("def __getattr__(self, name: str) -> typing.Any"))
      .def("__setattr__", setAttribute,
           nb::sig("def __setattr__(self, name: str, value: typing.Any) -> None"))
      .def(
          "register_parameter",
          [](Module &self, std::string name, const Tensor &parameter) {
            self.register_parameter(std::move(name), parameter, parameter.requires_grad(), here());
          },
          "name"_a, nb::arg("param").none())
      .def("register_buffer", at(&Module::register_buffer), "name"_a, "tensor"_a)
      .def("parameters", &Module::parameters, "recurse"_a = true)
      .def(
          "named_parameters",
          [](const Module &self, bool recurse) { return items(self.named_parameters(recurse)); },
          "recurse"_a = true,
          nb::sig("def named_parameters(self, recurse: bool = True) -> list[tuple[str, Tensor]]"))
      .def("buffers", &Module::buffers, "recurse"_a = true)
      .def(
          "named_buffers",
          [](const Module &self, bool recurse) { return items(self.named_buffers(recurse)); },
          "recurse"_a = true,
          nb::sig("def named_buffers(self, recurse: bool = True) -> list[tuple[str, Tensor]]"))
      .def("children", &Module::children)
      .def(
          "named_children", [](const Module &self) { return items(self.named_children()); },
          nb::sig("def named_children(self) -> list[tuple[str, Module]]"))
      .def_prop_ro("training", &Module::is_training)
      .def(
          "train",
          [](nb::handle self, bool mode) {
            nb::cast<Module &>(self).train(mode);
            return nb::borrow(self);
          },
          "mode"_a = true, nb::sig("def train(self, mode: bool = True) -> Module"))
      .def(
          "eval",
          [](nb::handle self) {
            nb::cast<Module &>(self).eval();
            return nb::borrow(self);
          },
          nb::sig("def eval(self) -> Module"))
      .def("zero_grad", at(&Module::zero_grad));
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

template <typename Impl> static nb::class_<Impl, Module> layer(nb::module_ &m, const char *name) {
  return nb::class_<Impl, Module>(m, name).def("forward", at(&Impl::forward), "input"_a);
}

static nb::object forwardOf(nb::handle module, const Tensor &input) { return module(input); }

static void appendTo(nn::SequentialImpl &sequential, std::string name, nb::handle module) {
  // The shared pointer keeps the object.
  auto forward = [module](const Tensor &input, Location) {
    return nb::cast<Tensor>(forwardOf(module, input));
  };
  sequential.push_back(std::move(name), nb::cast<std::shared_ptr<Module>>(module), forward, here());
}

static void bindSequential(nb::module_ &m) {
  nb::class_<nn::SequentialImpl, Module>(m, "Sequential")
      .def("__init__",
           [](nn::SequentialImpl *self, const nb::args &modules) {
             new (self) nn::SequentialImpl();
             size_t place = 0;
             if (modules.size() == 1 && nb::isinstance<nb::dict>(modules[0]))
               for (auto [name, module] : nb::borrow<nb::dict>(modules[0]))
                 appendTo(*self, nb::cast<std::string>(name), module);
             else
               for (nb::handle module : modules)
                 appendTo(*self, std::to_string(place++), module);
           })
      .def("append",
           [](nn::SequentialImpl &self, nb::handle module) {
             appendTo(self, std::to_string(self.size()), module);
             return nb::cast(self);
           })
      .def("forward", at(&nn::SequentialImpl::forward), "input"_a)
      .def("__len__", &nn::SequentialImpl::size)
      .def("__getitem__", [](const nn::SequentialImpl &self, int64_t index) {
        int64_t size = self.size(), place = index < 0 ? index + size : index;
        if (place < 0 || place >= size)
          throw nb::index_error(("index " + std::to_string(index) + " is out of range").c_str());
        return self[place];
      });
}

static Tensor makeParameter(const Tensor &data, bool requires_grad) {
  Tensor parameter = zeros(data.sizes(), data.dtype(), here());
  parameter.copy_(data.detach(here()), here());
  parameter.impl->role = frontend::Role::Parameter;
  return parameter.requires_grad_(requires_grad, here());
}

void python::bindModules(nb::module_ &m) {
  bindModule(m);
  m.def("Parameter", makeParameter, "data"_a, "requires_grad"_a = true,
        "A copy of a tensor that becomes a parameter of the module it is assigned to.");
  layer<nn::LinearImpl>(m, "Linear")
      .def(
          "__init__",
          [](nn::LinearImpl *self, int64_t in_features, int64_t out_features, bool bias,
             std::optional<DType> dtype) {
            new (self) nn::LinearImpl(nn::LinearOptions(in_features, out_features)
                                          .bias(bias)
                                          .dtype(dtype.value_or(kFloat32)),
                                      here());
          },
          "in_features"_a, "out_features"_a, "bias"_a = true, nb::kw_only(),
          "dtype"_a = nb::none());
  layer<nn::ReLUImpl>(m, "ReLU").def(nb::init<>());
  layer<nn::SigmoidImpl>(m, "Sigmoid").def(nb::init<>());
  layer<nn::TanhImpl>(m, "Tanh").def(nb::init<>());
  layer<nn::IdentityImpl>(m, "Identity").def(nb::init<>());
  bindSequential(m);
}
