/// An optimizer's groups and state as Python's dicts.
#ifndef LUGE_PYTHON_PARAMGROUP_H
#define LUGE_PYTHON_PARAMGROUP_H

#include "OptionValue.h"

#include <functional>

namespace luge::python {

/// An option as group["name"] reads and changes it.
struct GroupOption {
  std::string name;
  std::function<nb::object(const optim::OptimizerOptions &)> get;
  std::function<void(optim::OptimizerOptions &, nb::handle)> set;
};

template <typename Options, typename OptionT> GroupOption groupOption(const OptionT &option) {
  auto typed = [](const optim::OptimizerOptions &values) {
    Options result;
    static_cast<optim::OptimizerOptions &>(result) = values;
    return result;
  };
  return {
      option.name,
      [=](const optim::OptimizerOptions &values) { return nb::cast(option.get(typed(values))); },
      [=](optim::OptimizerOptions &values, nb::handle value) {
        Options changed = typed(values);
        option.set(changed, valueOf<typename OptionT::template Value<Options>>(option.name, value));
        values = changed;
      }};
}

/// The options of an optimizer's class, by the class.
std::vector<GroupOption> &groupOptions(const std::type_info &type);

/// A list of parameters, or of dicts: groups with "params" and options of their own.
std::vector<optim::OptimizerParamGroup> groupsOf(nb::handle params,
                                                 const optim::OptimizerOptions &defaults,
                                                 const std::vector<GroupOption> &options);

void bindGroups(nb::module_ &m, nb::class_<optim::Optimizer> &optimizer);

} // namespace luge::python

#endif // LUGE_PYTHON_PARAMGROUP_H
