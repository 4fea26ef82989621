#include "runtime/Data/Array.h"

#include <algorithm>
#include <utility>

namespace luge::data {

const char *nameOf(Type type) {
  switch (type) {
  case Type::f32:
    return "float32";
  case Type::f64:
    return "float64";
  case Type::i64:
    return "int64";
  case Type::i32:
    return "int32";
  case Type::u8:
    return "uint8";
  case Type::boolean:
    return "bool";
  }
  return "unknown";
}

std::string toString(const std::vector<int64_t> &extents) {
  std::string text = "[";
  for (size_t i = 0; i < extents.size(); ++i)
    text += (i ? ", " : "") + std::to_string(extents[i]);
  return text + "]";
}

static int64_t countElements(const std::vector<int64_t> &extents) {
  int64_t elements = 1;
  for (int64_t extent : extents)
    elements *= extent;
  return elements;
}

int64_t View::elements() const { return countElements(extents); }
int64_t Array::elements() const { return countElements(extents); }

Array::Array(Type type, std::vector<int64_t> extents)
    : type(type), extents(std::move(extents)), bytes(size_t(elements()) * sizeOf(type)) {}

/// Calls `body` with a value of the C++ type that holds elements of `type`.
template <typename Body> static void dispatch(Type type, Body body) {
  switch (type) {
  case Type::f32:
    return body(float());
  case Type::f64:
    return body(double());
  case Type::i64:
    return body(int64_t());
  case Type::i32:
    return body(int32_t());
  case Type::u8:
    return body(uint8_t());
  case Type::boolean:
    return body(bool());
  }
}

Array Array::as(Type other) const {
  if (other == type)
    return *this;
  Array result(other, extents);
  dispatch(type, [&](auto from) {
    dispatch(other, [&](auto to) {
      using To = decltype(to);
      auto *source = data<decltype(from)>();
      std::transform(source, source + elements(), result.data<To>(),
                     [](auto value) { return static_cast<To>(value); });
    });
  });
  return result;
}

} // namespace luge::data
