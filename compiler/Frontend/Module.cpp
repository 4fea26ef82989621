#include "luge/Module.h"

#include "compiler/Frontend/StepTrace.h"
#include "compiler/Frontend/TensorImpl.h"

using namespace luge;
using namespace luge::frontend;
using luge::nn::Module;

Module::~Module() = default;

//===----------------------------------------------------------------------===//
// Registration
//===----------------------------------------------------------------------===//

void Module::checkName(const std::string &name, Location where) const {
  if (name.empty() || name.find('.') != std::string::npos)
    throw Error("expected a name that is not empty and has no dot, got '" + name + "'", where);
  if (ownParameters.contains(name) || ownBuffers.contains(name) || submodules.contains(name))
    throw Error("the module already has a '" + name + "'", where);
}

Tensor Module::register_parameter(std::string name, Tensor tensor, bool requires_grad,
                                  Location where) {
  checkName(name, where);
  // As in torch, a parameter that is absent (a layer without bias) may be registered.
  if (tensor.defined()) {
    tensor.requires_grad_(requires_grad, where);
    tensor.impl->role = Role::Parameter;
    tensor.impl->name = prefix + name;
    ownParameters.insert(std::move(name), tensor);
  }
  return tensor;
}

Tensor Module::register_buffer(std::string name, Tensor tensor, Location where) {
  checkName(name, where);
  expectDefined(tensor, where);
  tensor.impl->role = Role::State;
  tensor.impl->name = prefix + name;
  ownBuffers.insert(std::move(name), tensor);
  return tensor;
}

void Module::addModule(std::string name, std::shared_ptr<Module> module, Location where) {
  checkName(name, where);
  if (!module)
    throw Error("cannot register an empty module as '" + name + "'", where);
  module->setPrefix(prefix + name + ".");
  submodules.insert(std::move(name), std::move(module));
}

template <typename T>
static T &placeOf(OrderedDict<T> &dict, const std::string &name, Location where) {
  dict.at(name, where);
  return *dict.find(name);
}

void Module::replace_parameter(const std::string &name, Tensor tensor, Location where) {
  expectDefined(tensor, where);
  Tensor &place = placeOf(ownParameters, name, where);
  tensor.impl->role = Role::Parameter;
  // One that is shared keeps its first name.
  if (tensor.impl->name.empty())
    tensor.impl->name = prefix + name;
  place = tensor;
}

void Module::replace_buffer(const std::string &name, Tensor tensor, Location where) {
  expectDefined(tensor, where);
  Tensor &place = placeOf(ownBuffers, name, where);
  tensor.impl->role = Role::State;
  tensor.impl->name = prefix + name;
  place = tensor;
}

void Module::replace_module(const std::string &name, std::shared_ptr<Module> module,
                            Location where) {
  if (!module)
    throw Error("cannot register an empty module as '" + name + "'", where);
  std::shared_ptr<Module> &place = placeOf(submodules, name, where);
  module->setPrefix(prefix + name + ".");
  place = std::move(module);
}

void Module::unregister(const std::string &name) {
  ownParameters.erase(name);
  ownBuffers.erase(name);
  submodules.erase(name);
}

void Module::setPrefix(const std::string &longer) {
  prefix = longer;
  for (auto &item : ownParameters)
    item.value().impl->name = prefix + item.key();
  for (auto &item : ownBuffers)
    item.value().impl->name = prefix + item.key();
  for (auto &item : submodules)
    item.value()->setPrefix(prefix + item.key() + ".");
}

//===----------------------------------------------------------------------===//
// Listing
//===----------------------------------------------------------------------===//

void Module::collect(const std::string &path, bool recurse, bool wantBuffers,
                     OrderedDict<Tensor> &result) const {
  for (auto &item : wantBuffers ? ownBuffers : ownParameters) {
    auto isIt = [&](const auto &other) { return other.value().impl == item.value().impl; };
    if (std::none_of(result.begin(), result.end(), isIt))
      result.insert(path + item.key(), item.value());
  }
  for (auto &item : submodules)
    if (recurse)
      item.value()->collect(path + item.key() + ".", recurse, wantBuffers, result);
}

OrderedDict<Tensor> Module::named_parameters(bool recurse) const {
  OrderedDict<Tensor> result;
  collect("", recurse, /*wantBuffers=*/false, result);
  return result;
}

OrderedDict<Tensor> Module::named_buffers(bool recurse) const {
  OrderedDict<Tensor> result;
  collect("", recurse, /*wantBuffers=*/true, result);
  return result;
}

static std::vector<Tensor> valuesOf(const OrderedDict<Tensor> &dict) {
  std::vector<Tensor> result;
  for (auto &item : dict)
    result.push_back(item.value());
  return result;
}
std::vector<Tensor> Module::parameters(bool recurse) const {
  return valuesOf(named_parameters(recurse));
}
std::vector<Tensor> Module::buffers(bool recurse) const { return valuesOf(named_buffers(recurse)); }

OrderedDict<std::shared_ptr<Module>> Module::named_children() const { return submodules; }

std::vector<std::shared_ptr<Module>> Module::children() const {
  std::vector<std::shared_ptr<Module>> result;
  for (auto &item : submodules)
    result.push_back(item.value());
  return result;
}

//===----------------------------------------------------------------------===//
// Modes
//===----------------------------------------------------------------------===//

void Module::train(bool on) {
  *training = on;
  for (auto &item : submodules)
    item.value()->train(on);
}

bool Module::is_training() const {
  if (StepTrace *trace = StepTrace::active())
    trace->guard([mode = training, before = *training] { return *mode == before; });
  return *training;
}

void Module::zero_grad(Location where) {
  for (Tensor &parameter : parameters())
    parameter.set_grad({}, where);
}
