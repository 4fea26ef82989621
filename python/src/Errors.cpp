/// Luge's errors as exceptions of Python.
#include "Binding.h"

using namespace luge;
using namespace luge::python;

/// luge.Error, a RuntimeError; and errors that are both luge.Error and the one that torch raises in their place.
static PyObject *error, *indexError, *typeError, *valueError;

static PyObject *makeType(nb::module_ &m, const char *name, nb::handle bases, const char *doc) {
  std::string fullName = std::string("luge.") + name;
  nb::object type =
      nb::steal(PyErr_NewExceptionWithDoc(fullName.c_str(), doc, bases.ptr(), nullptr));
  if (!type.is_valid())
    throw nb::python_error();
  m.attr(name) = type;
  return type.release().ptr();
}

static void translate(const std::exception_ptr &thrown, void *) {
  try {
    std::rethrow_exception(thrown);
  } catch (const IndexError &e) {
    PyErr_SetString(indexError, e.what());
  } catch (const TypeError &e) {
    PyErr_SetString(typeError, e.what());
  } catch (const ValueError &e) {
    PyErr_SetString(valueError, e.what());
  } catch (const Error &e) {
    PyErr_SetString(error, e.what());
  }
}

void python::bindErrors(nb::module_ &m) {
  error = makeType(m, "Error", PyExc_RuntimeError,
                   "The user's program is wrong; the text begins with its file and line.");
  auto both = [&](const char *name, PyObject *builtin) {
    std::string doc = std::string("An Error that is a ") + name + ", too.";
    return makeType(m, name, nb::make_tuple(nb::handle(error), nb::handle(builtin)), doc.c_str());
  };
  indexError = both("IndexError", PyExc_IndexError);
  typeError = both("TypeError", PyExc_TypeError);
  valueError = both("ValueError", PyExc_ValueError);
  nb::register_exception_translator(translate);
}
