#include "ParamGroup.h"

#include "Interchange.h"

#include <algorithm>
#include <typeindex>
#include <unordered_map>

using namespace luge;
using namespace luge::python;
using namespace luge::optim;

std::vector<GroupOption> &python::groupOptions(const std::type_info &type) {
  static auto &options = *new std::unordered_map<std::type_index, std::vector<GroupOption>>;
  return options[type];
}

static const GroupOption *find(const std::vector<GroupOption> &options, const std::string &name) {
  auto found = std::find_if(options.begin(), options.end(),
                            [&](const GroupOption &option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

//===----------------------------------------------------------------------===//
// Groups from dicts
//===----------------------------------------------------------------------===//

/// With its module, unless it is Python's own.
static std::string typeName(nb::handle value) {
  auto text = [&](const char *attribute) {
    return nb::cast<std::string>(nb::str(value.type().attr(attribute)));
  };
  std::string module = text("__module__");
  return (module == "builtins" ? "" : module + ".") + text("__qualname__");
}

static nb::list itemsOf(nb::handle params) {
  if (!nb::hasattr(params, "__iter__"))
    throw TypeError("expected 'params' to be tensors or dicts in a list, got " + typeName(params),
                    here());
  return nb::list(params);
}

static Tensor parameterOf(nb::handle value) {
  Tensor tensor;
  if (!nb::try_cast(value, tensor) || !tensor.defined())
    throw TypeError("expected parameters that are tensors of Luge, got " + typeName(value), here());
  return tensor;
}

/// The parameters of a group, each with a name, as named_parameters() lists them, or each without.
struct Parameters {
  std::vector<Tensor> tensors;
  bool areNamed;
};

static Parameters parametersOf(nb::handle params) {
  if (nb::isinstance<TensorImpl>(params))
    return {{nb::cast<Tensor>(params)}, /*areNamed=*/false};
  if (PyAnySet_Check(params.ptr()))
    throw TypeError("expected parameters in a list, got a set, whose order changes between runs",
                    here());
  std::vector<Tensor> tensors;
  size_t named = 0;
  for (nb::handle item : itemsOf(params)) {
    bool isNamed = nb::isinstance<nb::tuple>(item) && nb::len(item) == 2;
    named += isNamed;
    tensors.push_back(parameterOf(isNamed ? item[1] : nb::object(nb::borrow(item))));
  }
  if (named != 0 && named != tensors.size())
    throw ValueError("expected all parameters of a group with names, or all without, got " +
                         std::to_string(named) + " of " + std::to_string(tensors.size()) +
                         " with names",
                     here());
  return {std::move(tensors), named != 0};
}

/// A group, and whether its parameters have names.
static std::pair<OptimizerParamGroup, bool> groupOf(const nb::dict &dict,
                                                    const OptimizerOptions &defaults,
                                                    const std::vector<GroupOption> &options) {
  OptimizerOptions own = defaults;
  for (auto [key, value] : dict) {
    auto name = nb::cast<std::string>(key);
    if (name == "params")
      continue;
    const GroupOption *option = find(options, name);
    if (!option)
      throw Error("the optimizer has no option '" + name + "'", here());
    option->set(own, value);
  }
  if (!dict.contains("params"))
    throw Error("a parameter group needs 'params'", here());
  Parameters parameters = parametersOf(dict["params"]);
  return {OptimizerParamGroup(parameters.tensors, own), parameters.areNamed};
}

std::vector<OptimizerParamGroup> python::groupsOf(nb::handle params,
                                                  const OptimizerOptions &defaults,
                                                  const std::vector<GroupOption> &options) {
  if (nb::isinstance<TensorImpl>(params))
    throw TypeError("expected 'params' to be tensors or dicts in a list, got one tensor", here());
  nb::list items = itemsOf(params);
  std::vector<OptimizerParamGroup> groups;
  if (nb::len(items) == 0 || !nb::isinstance<nb::dict>(items[0])) {
    groups.emplace_back(parametersOf(items).tensors);
    return groups;
  }
  size_t named = 0;
  for (nb::handle item : items) {
    if (!nb::isinstance<nb::dict>(item))
      throw TypeError("expected a parameter group to be a dict, got " + typeName(item), here());
    auto [group, areNamed] = groupOf(nb::cast<nb::dict>(item), defaults, options);
    groups.push_back(std::move(group));
    named += areNamed;
  }
  if (named != 0 && named != groups.size())
    throw ValueError("expected the parameters of all groups with names, or of all without, got " +
                         std::to_string(named) + " of " + std::to_string(groups.size()) +
                         " groups with names",
                     here());
  return groups;
}

//===----------------------------------------------------------------------===//
// A group as a dict
//===----------------------------------------------------------------------===//

namespace {
/// Its options count from the next step on. It may hold others, as schedulers leave them there.
class Group {
public:
  Group(nb::handle optimizer, size_t index) : owner(optimizer), index(index) {}

  OptimizerParamGroup &group() const { return optimizer().param_groups().at(index); }

  nb::object get(const std::string &name) const {
    if (name == "params")
      return nb::cast(group().params());
    if (const GroupOption *option = find(options(), name))
      return option->get(group().options());
    // What schedulers keep with the group.
    const std::map<std::string, double> &scheduled = group().scheduled();
    if (auto kept = scheduled.find(name); kept != scheduled.end())
      return nb::float_(kept->second);
    if (extra.contains(name.c_str()))
      return extra[name.c_str()];
    throw nb::key_error(name.c_str());
  }

  void set(const std::string &name, nb::object value) {
    if (name == "params")
      throw Error("the parameters of a group cannot be replaced; use add_param_group()", here());
    if (const GroupOption *option = find(options(), name)) {
      OptimizerOptions changed = group().options();
      option->set(changed, value);
      group().set_options(changed, here());
    } else {
      extra[name.c_str()] = value;
    }
  }

  nb::list keys() const {
    nb::list names;
    names.append("params");
    for (const GroupOption &option : options())
      names.append(option.name);
    for (const auto &[name, value] : group().scheduled())
      names.append(name);
    for (auto [name, value] : extra)
      if (!group().scheduled().contains(nb::cast<std::string>(name)))
        names.append(name);
    return names;
  }

  nb::dict all() const {
    nb::dict result;
    for (nb::handle name : keys())
      result[name] = get(nb::cast<std::string>(name));
    return result;
  }

private:
  Optimizer &optimizer() const {
    nb::object alive = owner();
    if (alive.is_none())
      throw Error("the optimizer of this group is gone", here());
    return nb::cast<Optimizer &>(alive);
  }
  const std::vector<GroupOption> &options() const {
    const Optimizer &alive = optimizer();
    return groupOptions(typeid(alive));
  }

  nb::weakref owner;
  size_t index;
  nb::dict extra;
};
} // namespace

static nb::list paramGroups(nb::handle optimizer) {
  const char *attribute = "_param_groups";
  if (!nb::hasattr(optimizer, attribute))
    nb::setattr(optimizer, attribute, nb::list());
  nb::list groups = optimizer.attr(attribute);
  while (nb::len(groups) < nb::cast<Optimizer &>(optimizer).param_groups().size())
    groups.append(Group(optimizer, nb::len(groups)));
  return groups;
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

static nb::dict stateOf(const Optimizer &optimizer, const Tensor &parameter) {
  nb::dict result;
  for (const auto &[key, tensor] : optimizer.state(parameter))
    result[key.c_str()] = tensor;
  return result;
}

static nb::dict state(Optimizer &optimizer) {
  nb::dict result;
  for (const OptimizerParamGroup &group : optimizer.param_groups())
    for (const Tensor &parameter : group.params())
      result[nb::cast(parameter)] = stateOf(optimizer, parameter);
  return result;
}

/// As torch's: states by the numbers of their parameters.
static nb::dict stateDict(nb::handle self) {
  auto &optimizer = nb::cast<Optimizer &>(self);
  nb::dict states;
  nb::list groups;
  int64_t number = 0;
  for (nb::handle group : paramGroups(self)) {
    nb::dict options = nb::cast<Group &>(group).all();
    nb::list numbers;
    for (const Tensor &parameter : nb::cast<Group &>(group).group().params()) {
      states[nb::int_(number)] = stateOf(optimizer, parameter);
      numbers.append(number++);
    }
    options["params"] = numbers;
    groups.append(options);
  }
  nb::dict result;
  result["state"] = states;
  result["param_groups"] = groups;
  return result;
}

/// Copies the state of one parameter. An optimizer that counts no steps in torch has made one if it has a state.
static void loadState(const Optimizer &optimizer, const Tensor &parameter, int64_t number,
                      const nb::dict &saved) {
  for (const auto &[key, tensor] : optimizer.state(parameter)) {
    bool isSaved = saved.contains(key.c_str()) && !saved[key.c_str()].is_none();
    if (!isSaved && key != "step")
      throw Error("the state of parameter " + std::to_string(number) + " has no '" + key + "'",
                  here());
    Tensor value = isSaved ? toTensor(saved[key.c_str()]) : full({}, 1, kFloat32, here());
    if (value.sizes() != tensor.sizes())
      throw Error("'" + key + "' of parameter " + std::to_string(number) + " has shape " +
                      shapeText(value) + ", expected " + shapeText(tensor),
                  here());
    NoGradGuard guard;
    Tensor(tensor).copy_(value, here());
  }
}

static void loadStateDict(nb::handle self, const nb::dict &saved) {
  auto &optimizer = nb::cast<Optimizer &>(self);
  nb::list groups = nb::cast<nb::list>(saved["param_groups"]), own = paramGroups(self);
  auto states = nb::cast<nb::dict>(saved["state"]);
  if (nb::len(groups) != nb::len(own))
    throw Error("expected " + std::to_string(nb::len(own)) + " parameter groups, got " +
                    std::to_string(nb::len(groups)),
                here());
  for (size_t i = 0; i < nb::len(own); ++i) {
    auto &group = nb::cast<Group &>(own[i]);
    auto options = nb::cast<nb::dict>(groups[i]);
    auto numbers = nb::cast<std::vector<int64_t>>(options["params"]);
    if (numbers.size() != group.group().params().size())
      throw Error("expected " + std::to_string(group.group().params().size()) +
                      " parameters in group " + std::to_string(i) + ", got " +
                      std::to_string(numbers.size()),
                  here());
    for (auto [name, value] : options)
      if (nb::cast<std::string>(name) != "params")
        group.set(nb::cast<std::string>(name), nb::borrow(value));
    for (size_t p = 0; p < numbers.size() && nb::len(states); ++p)
      loadState(optimizer, group.group().params()[p], numbers[p],
                nb::cast<nb::dict>(states[nb::int_(numbers[p])]));
  }
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

void python::bindGroups(nb::module_ &m, nb::class_<Optimizer> &optimizer) {
  nb::class_<Group>(m, "ParamGroup", "Parameters and their options, as a dict.")
      .def("__getitem__", &Group::get, "name"_a,
           nb::sig("def __getitem__(self, name: str) -> typing.Any"))
      .def("__setitem__", &Group::set, "name"_a, "value"_a,
           nb::sig("def __setitem__(self, name: str, value: typing.Any) -> None"))
      .def(
          "__contains__",
          [](const Group &self, nb::handle name) { return self.all().contains(name); }, "name"_a)
      .def("__iter__", [](const Group &self) { return nb::iter(self.keys()); })
      .def("__len__", [](const Group &self) { return nb::len(self.keys()); })
      .def("__repr__", [](const Group &self) { return nb::repr(self.all()); })
      .def("keys", &Group::keys)
      .def("values", [](const Group &self) { return self.all().values(); })
      .def("items", [](const Group &self) { return self.all().items(); })
      .def(
          "get",
          [](const Group &self, nb::handle name, nb::object other) {
            nb::dict all = self.all();
            return all.contains(name) ? nb::object(all[name]) : other;
          },
          "name"_a, "default"_a = nb::none())
      .def(
          "setdefault",
          [](Group &self, const std::string &name, nb::object value) {
            if (!self.all().contains(name.c_str()))
              self.set(name, value);
            return self.get(name);
          },
          "name"_a, "default"_a = nb::none())
      .def(
          "update",
          [](Group &self, const nb::dict &options) {
            for (auto [name, value] : options)
              self.set(nb::cast<std::string>(name), nb::borrow(value));
          },
          "options"_a);

  optimizer
      .def_prop_ro("param_groups", paramGroups,
                   nb::sig("def param_groups(self) -> list[ParamGroup]"))
      .def_prop_ro(
          "state", state,
          nb::sig("def state(self) -> dict[luge._native.Tensor, dict[str, luge._native.Tensor]]"))
      .def("state_dict", stateDict, nb::sig("def state_dict(self) -> dict[str, typing.Any]"))
      .def("load_state_dict", loadStateDict, "state_dict"_a,
           nb::sig("def load_state_dict(self, state_dict: dict[str, typing.Any]) -> None"))
      .def(
          "add_param_group",
          [](Optimizer &self, const nb::dict &group) {
            const std::vector<GroupOption> &options = groupOptions(typeid(self));
            self.add_param_group(groupOf(group, self.default_options(), options).first, here());
          },
          "param_group"_a);
}
