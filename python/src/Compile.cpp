/// luge.compile: a function of Python, traced and compiled when it is first called.
#include "Binding.h"
#include "Interchange.h"
#include "luge/GradMode.h"

using namespace luge;
using namespace luge::python;

namespace {
/// A compiled step over a function of Python.
class Compiled {
public:
  Compiled(nb::object callable, CompileOptions options)
      : function(callable),
        step([this](const auto &inputs) { return trace(inputs); }, std::move(options)) {}

  nb::object call(const nb::args &args) {
    std::vector<Tensor> inputs;
    inputs.reserve(args.size());
    for (nb::handle arg : args)
      inputs.push_back(nb::isinstance<TensorImpl>(arg) ? nb::cast<Tensor>(arg) : fromMemory(arg));
    std::vector<Tensor> outputs = step.call(inputs, here());
    size_t next = 0;
    return build(structure, outputs, next);
  }

  nb::object function;
  CompiledStep step;

private:
  std::vector<Tensor> trace(const std::vector<Tensor> &inputs) {
    nb::list args;
    for (const Tensor &input : inputs)
      args.append(input);
    structure = function(*nb::tuple(args));
    std::vector<Tensor> outputs;
    flatten(structure, outputs);
    return outputs;
  }

  /// Collects the tensors of nested tuples, lists and dicts, and leaves their places empty.
  static void flatten(nb::handle value, std::vector<Tensor> &outputs) {
    if (nb::isinstance<TensorImpl>(value))
      outputs.push_back(nb::cast<Tensor>(value));
    else if (nb::isinstance<nb::tuple>(value) || nb::isinstance<nb::list>(value))
      for (nb::handle item : value)
        flatten(item, outputs);
    else if (nb::isinstance<nb::dict>(value))
      for (auto [key, item] : nb::borrow<nb::dict>(value))
        flatten(item, outputs);
    else if (!value.is_none())
      throw Error("a compiled function returns tensors, in tuples, lists or dicts, or None; got " +
                      nb::cast<std::string>(nb::str(value.type().attr("__name__"))),
                  here());
  }
  static nb::object build(nb::handle like, const std::vector<Tensor> &outputs, size_t &next) {
    if (nb::isinstance<TensorImpl>(like))
      return nb::cast(outputs[next++]);
    if (nb::isinstance<nb::dict>(like)) {
      nb::dict result;
      for (auto [key, item] : nb::borrow<nb::dict>(like))
        result[key] = build(item, outputs, next);
      return result;
    }
    if (!nb::isinstance<nb::tuple>(like) && !nb::isinstance<nb::list>(like))
      return nb::none();
    nb::list result;
    for (nb::handle item : like)
      result.append(build(item, outputs, next));
    return nb::isinstance<nb::tuple>(like) ? nb::object(nb::tuple(result)) : result;
  }

  /// What the function returned when it was traced.
  nb::object structure;
};
} // namespace

void python::bindCompile(nb::module_ &m) {
  nb::class_<Compiled>(m, "Compiled", nb::is_weak_referenceable(),
                       "A function that luge.compile compiles at its first call.")
      .def(
          "__init__",
          [](Compiled *self, nb::object function, std::optional<int64_t> max_batch,
             std::optional<std::string> name) {
            CompileOptions options;
            if (max_batch)
              options.max_batch(*max_batch);
            if (name)
              options.name(*name);
            new (self) Compiled(function, options);
          },
          "function"_a, nb::kw_only(), "max_batch"_a = nb::none(), "name"_a = nb::none())
      .def("__call__", &Compiled::call)
      .def(
          "ir",
          [](const Compiled &self, const std::string &stage) {
            return self.step.ir(stage, here());
          },
          "stage"_a = "trace", "The program after a stage: 'trace', 'autodiff', ...")
      .def_prop_ro(
          "compilations", [](const Compiled &self) { return self.step.compilations(); },
          "How often the function was traced and compiled.");
  m.def("set_num_threads", at(&luge::set_num_threads), "threads"_a);
  m.def("get_num_threads", &luge::get_num_threads);
  nb::class_<NoGradGuard>(m, "NoGradGuard", "While one lives, results do not require gradients.")
      .def(nb::init<>());
  m.def("is_grad_enabled", &luge::is_grad_enabled);
}
