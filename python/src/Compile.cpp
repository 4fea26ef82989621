/// luge.compile: a function of Python, traced and compiled when it is first called.
#include "Compile.h"

#include "Interchange.h"
#include "compiler/Frontend/Host.h"
#include "luge/GradMode.h"

using namespace luge;
using namespace luge::python;

//===----------------------------------------------------------------------===//
// What a function returns
//===----------------------------------------------------------------------===//

/// The same nest of tuples, lists and dicts with `leaf(item)` in the place of everything else.
template <typename LeafT> static nb::object mapNest(nb::handle value, const LeafT &leaf) {
  if (nb::isinstance<nb::dict>(value)) {
    nb::dict result;
    for (auto [key, item] : nb::borrow<nb::dict>(value))
      result[key] = mapNest(item, leaf);
    return result;
  }
  bool isTuple = nb::isinstance<nb::tuple>(value);
  if (!isTuple && !nb::isinstance<nb::list>(value))
    return leaf(value);
  nb::list result;
  for (nb::handle item : value)
    result.append(mapNest(item, leaf));
  return isTuple ? nb::object(nb::tuple(result)) : result;
}

/// A nest with a number in the place of each tensor, to compare and to build from; the tensors go to `tensors`.
static nb::object outline(nb::handle value, std::vector<Tensor> &tensors) {
  return mapNest(value, [&](nb::handle item) -> nb::object {
    if (item.is_none())
      return nb::none();
    if (!nb::isinstance<TensorImpl>(item))
      throw Error("a compiled function returns tensors, in tuples, lists or dicts, or None; got " +
                      nb::cast<std::string>(nb::str(item.type().attr("__name__"))),
                  here());
    tensors.push_back(nb::cast<Tensor>(item));
    return nb::int_(tensors.size() - 1);
  });
}

static nb::object build(nb::handle outline, const std::vector<Tensor> &tensors) {
  return mapNest(outline, [&](nb::handle item) -> nb::object {
    return item.is_none() ? nb::none() : nb::cast(tensors[nb::cast<size_t>(item)]);
  });
}

//===----------------------------------------------------------------------===//
// Compiled functions
//===----------------------------------------------------------------------===//

nb::object Compiled::call(const nb::args &args) {
  std::vector<Tensor> outputs = run(args);
  return build(result, outputs);
}

std::vector<Tensor> Compiled::run(const nb::tuple &args) {
  std::vector<Tensor> inputs;
  inputs.reserve(args.size());
  for (nb::handle arg : args)
    inputs.push_back(nb::isinstance<TensorImpl>(arg) ? nb::cast<Tensor>(arg) : fromMemory(arg));
  return step.call(inputs, here());
}

std::vector<Tensor> Compiled::trace(const std::vector<Tensor> &inputs) {
  nb::list args;
  for (const Tensor &input : inputs)
    args.append(input);
  nb::object returned = function(*nb::tuple(args));
  std::vector<Tensor> tensors;
  nb::object traced = outline(returned, tensors);
  if (result.is_valid() && !result.equal(traced))
    throw Error("a compiled function must return the same structure each time it is traced; got " +
                    nb::cast<std::string>(nb::repr(traced)) + " after " +
                    nb::cast<std::string>(nb::repr(result)),
                here());
  result = traced;
  return tensors;
}

namespace {
/// Lets the garbage collector see the function, which often refers to what refers to this.
int traverse(PyObject *self, visitproc visit, void *arg) {
  Py_VISIT(Py_TYPE(self));
  if (nb::inst_ready(self))
    Py_VISIT(nb::inst_ptr<Compiled>(self)->function.ptr());
  return 0;
}
int clear(PyObject *self) {
  if (nb::inst_ready(self))
    nb::inst_ptr<Compiled>(self)->function.reset();
  return 0;
}
PyType_Slot slots[] = {{Py_tp_traverse, reinterpret_cast<void *>(traverse)},
                       {Py_tp_clear, reinterpret_cast<void *>(clear)},
                       {0, nullptr}};
} // namespace

static void initCompiled(Compiled *self, nb::object function, std::optional<int64_t> max_batch,
                         const std::string &name, std::optional<int> threads,
                         std::vector<std::string> inputs, std::vector<std::string> outputs) {
  CompileOptions options;
  options.name(name).inputs(std::move(inputs)).outputs(std::move(outputs));
  if (max_batch)
    options.max_batch(*max_batch);
  if (threads)
    options.threads(*threads);
  new (self) Compiled(std::move(function), options);
}

void python::bindCompile(nb::module_ &m) {
  // A step runs while other threads of Python do.
  frontend::setHost(
      {[]() -> void * { return PyEval_SaveThread(); },
       [](void *state) { PyEval_RestoreThread(static_cast<PyThreadState *>(state)); }});

  nb::class_<Compiled>(m, "Compiled", nb::type_slots(slots), nb::is_weak_referenceable(),
                       "A function that luge.compile compiles at its first call.")
      .def("__init__", initCompiled, "function"_a, nb::kw_only(), "max_batch"_a = nb::none(),
           "name"_a = "program", "threads"_a = nb::none(), "inputs"_a = std::vector<std::string>(),
           "outputs"_a = std::vector<std::string>())
      .def("__call__", &Compiled::call,
           nb::sig("def __call__(self, *inputs: typing.Any) -> typing.Any"),
           "Runs the program on tensors, or on arrays of NumPy and other libraries, in place.")
      .def(
          "ir",
          [](const Compiled &self, const std::string &stage) {
            return self.step.ir(stage, here());
          },
          "stage"_a = "trace", "The program after a stage: 'trace', 'autodiff', ...")
      .def_prop_ro(
          "compilations", [](const Compiled &self) { return self.step.compilations(); },
          "How often the function was traced and compiled.");

  m.def("set_num_threads", at(&luge::set_num_threads), "threads"_a,
        "Threads of compiled programs; results do not depend on their number.");
  m.def("get_num_threads", &luge::get_num_threads);
  m.def("is_grad_enabled", &luge::is_grad_enabled);
  nb::class_<NoGradGuard>(m, "NoGradGuard", "While one lives, results do not require gradients.")
      .def(nb::init<>());
}
