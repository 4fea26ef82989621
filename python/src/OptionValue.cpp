#include "OptionValue.h"

using namespace luge;
using namespace luge::python;

bool python::isTensor(nb::handle value) {
  return nb::hasattr(value, "shape") && nb::hasattr(value, "item");
}

static nb::object numberOf(const char *name, nb::handle tensor) {
  nb::tuple shape(tensor.attr("shape"));
  for (nb::handle extent : shape)
    if (!extent.equal(nb::int_(1)))
      throw ValueError(std::string("expected '") + name +
                           "' to be a number or a tensor of one element, got shape " +
                           nb::cast<std::string>(nb::str(nb::list(shape))),
                       here());
  return tensor.attr("item")();
}

nb::object python::withoutTensors(const char *name, nb::handle value) {
  if (isTensor(value))
    return numberOf(name, value);
  if (!nb::isinstance<nb::tuple>(value) && !nb::isinstance<nb::list>(value))
    return nb::borrow(value);
  nb::list numbers;
  size_t tensors = 0;
  for (nb::handle item : value) {
    tensors += isTensor(item);
    numbers.append(isTensor(item) ? numberOf(name, item) : nb::borrow(item));
  }
  if (tensors != 0 && tensors != nb::len(numbers))
    throw ValueError(std::string("expected '") + name +
                         "' to be all numbers or all tensors, got a tensor beside a number",
                     here());
  return nb::tuple(numbers);
}

void python::failOption(const char *name, const char *expected, nb::handle value) {
  throw TypeError(std::string("expected '") + name + "' to be " + expected + ", got " +
                      nb::cast<std::string>(nb::repr(value)),
                  here());
}
