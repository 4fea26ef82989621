/// Where in Python the user is, and numbers.
#include "Binding.h"

#include <unordered_map>

using namespace luge;
using namespace luge::python;

/// A file of Python, by the object that is its name: a name that lives on, and whether it is one of this package's.
struct File {
  nb::object name;
  const char *text;
  bool isOurs;
};

static const std::string &packageFolder() {
  static const std::string &folder = *[] {
    auto path = nb::cast<std::string>(nb::module_::import_("luge").attr("__file__"));
    return new std::string(path.substr(0, path.rfind('/') + 1));
  }();
  return folder;
}

static const File &fileOf(nb::handle code) {
  // Never freed: what was traced refers to the names.
  static auto &files = *new std::unordered_map<PyObject *, File>;
  nb::object name = code.attr("co_filename");
  auto [known, isNew] = files.try_emplace(name.ptr());
  if (isNew) {
    const char *text = nb::cast<const char *>(name);
    known->second = {name, text, std::string_view(text).starts_with(packageFolder())};
  }
  return known->second;
}

std::optional<Location> &python::place() {
  static std::optional<Location> current;
  return current;
}

/// The line of a frame. Python searches it from the start of the code, which takes long for a call in a loop: the last
/// line that was found is remembered.
static Location lineOf(nb::handle frame, nb::handle code, const File &file) {
  static nb::object &lastCode = *new nb::object;
  static int lastInstruction;
  static Location last("", 0);
  int instruction = nb::cast<int>(frame.attr("f_lasti"));
  if (!lastCode.is(code) || lastInstruction != instruction) {
    last =
        Location(file.text, PyFrame_GetLineNumber(reinterpret_cast<PyFrameObject *>(frame.ptr())));
    lastCode = nb::borrow(code);
    lastInstruction = instruction;
  }
  return last;
}

Location python::here() {
  if (place())
    return *place();
  nb::object frame = nb::borrow(reinterpret_cast<PyObject *>(PyEval_GetFrame()));
  while (frame.is_valid() && !frame.is_none()) {
    nb::object code = frame.attr("f_code");
    const File &file = fileOf(code);
    if (!file.isOurs)
      return lineOf(frame, code, file);
    frame = frame.attr("f_back");
  }
  return Location("<python>", 0);
}

std::optional<Scalar> python::toScalar(nb::handle value) {
  if (PyBool_Check(value.ptr()))
    return Scalar(value.is(Py_True));
  if (PyFloat_Check(value.ptr()))
    return Scalar(PyFloat_AsDouble(value.ptr()));
  if (nb::isinstance<TensorImpl>(value) || PyUnicode_Check(value.ptr()))
    return std::nullopt;
  if (PyIndex_Check(value.ptr())) {
    nb::object number = nb::steal(PyNumber_Index(value.ptr()));
    int64_t integer = number.is_valid() ? PyLong_AsLongLong(number.ptr()) : -1;
    if (!PyErr_Occurred())
      return Scalar(integer);
  } else if (nb::hasattr(value, "__float__")) {
    double number = PyFloat_AsDouble(value.ptr());
    if (!PyErr_Occurred())
      return Scalar(number);
  }
  PyErr_Clear();
  return std::nullopt;
}

nb::object python::fromScalar(Scalar value) {
  switch (value.dtype()) {
  case DType::Bool:
    return nb::bool_(value.toDouble() != 0);
  case DType::Int64:
    return nb::int_(value.toInt());
  default:
    return nb::float_(value.toDouble());
  }
}

Sizes python::toSizes(const nb::args &args) {
  Sizes sizes;
  nb::object given = args;
  if (args.size() == 1 && !PyIndex_Check(args[0].ptr()))
    given = args[0];
  if (!nb::try_cast(given, sizes))
    throw TypeError("expected extents that are integers, got " +
                        nb::cast<std::string>(nb::repr(given)),
                    here());
  return sizes;
}
