#include "runtime/Data/Npy.h"

#include <charconv>
#include <optional>

namespace luge::data {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

struct Descr {
  std::string_view name;
  Type type;
};
constexpr Descr descrs[] = {{"<f4", Type::f32}, {"<f8", Type::f64}, {"<i8", Type::i64},
                            {"<i4", Type::i32}, {"|u1", Type::u8},  {"|b1", Type::boolean}};

Type parseDescr(std::string_view descr) {
  for (const Descr &known : descrs)
    if (known.name == descr)
      return known.type;
  throw NpyError("expected elements of type <f4, <f8, <i8, <i4, |u1 or |b1, found '" +
                 std::string(descr) + "'");
}

/// Reads a Python dictionary with the three keys of a header.
class HeaderParser {
public:
  explicit HeaderParser(std::string_view text) : rest(text) {}

  Array parse() {
    expect('{');
    while (!accept('}')) {
      parseField(parseString());
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (!rest.empty())
      fail("text after the dictionary");
    if (!type || !rowMajor || !extents)
      fail("expected the keys 'descr', 'fortran_order' and 'shape'");
    if (!*rowMajor)
      throw NpyError("expected a row-major array, found Fortran order; "
                     "save it as numpy.ascontiguousarray(...)");
    Array array;
    array.type = *type;
    array.extents = *extents;
    return array;
  }

private:
  [[noreturn]] static void fail(const std::string &reason) {
    throw NpyError("malformed npy header: " + reason);
  }
  void skipSpace() {
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\n'))
      rest.remove_prefix(1);
  }
  bool accept(char c) {
    skipSpace();
    if (rest.empty() || rest.front() != c)
      return false;
    rest.remove_prefix(1);
    return true;
  }
  void expect(char c) {
    if (!accept(c))
      fail(std::string("expected '") + c + "'");
  }
  bool acceptWord(std::string_view word) {
    skipSpace();
    if (!rest.starts_with(word))
      return false;
    rest.remove_prefix(word.size());
    return true;
  }
  std::string_view parseString() {
    char quote = accept('\'') ? '\'' : accept('"') ? '"' : 0;
    size_t end = quote ? rest.find(quote) : rest.npos;
    if (end == rest.npos)
      fail("expected a string; arrays of records and objects are not read");
    std::string_view value = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return value;
  }
  std::vector<int64_t> parseShape() {
    std::vector<int64_t> shape;
    expect('(');
    while (!accept(')')) {
      skipSpace();
      int64_t extent = 0;
      auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), extent);
      if (error != std::errc() || extent < 0)
        fail("expected an extent");
      rest.remove_prefix(size_t(end - rest.data()));
      shape.push_back(extent);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    return shape;
  }
  void parseField(std::string_view key) {
    expect(':');
    if (key == "descr" && !type)
      type = parseDescr(parseString());
    else if (key == "shape" && !extents)
      extents = parseShape();
    else if (key == "fortran_order" && !rowMajor) {
      rowMajor = acceptWord("False");
      if (!*rowMajor && !acceptWord("True"))
        fail("expected True or False");
    } else {
      fail("unexpected key '" + std::string(key.substr(0, 64)) + "'");
    }
  }

  std::string_view rest;
  std::optional<Type> type;
  std::optional<bool> rowMajor;
  std::optional<std::vector<int64_t>> extents;
};

} // namespace

NpyPrefix parseNpyPrefix(std::string_view bytes) {
  auto byte = [&](size_t i) { return size_t(uint8_t(bytes[i])); };
  if (bytes.size() < 10 || !bytes.starts_with(magic))
    throw NpyError("expected an npy array, which begins with \\x93NUMPY");
  switch (byte(6)) {
  case 1:
    return {10, byte(8) | byte(9) << 8};
  case 2:
  case 3:
    if (bytes.size() < 12)
      throw NpyError("the npy header ends early");
    return {12, byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24};
  default:
    throw NpyError("expected npy version 1, 2 or 3, found " + std::to_string(byte(6)));
  }
}

Array parseNpyHeader(std::string_view text) { return HeaderParser(text).parse(); }

std::string formatNpyHeader(const Array &array) {
  std::string text = "{'descr': '";
  for (const Descr &known : descrs)
    if (known.type == array.type)
      text += known.name;
  text += "', 'fortran_order': False, 'shape': (";
  for (int64_t extent : array.extents)
    text += std::to_string(extent) + ",";
  text += "), }";
  text.resize((10 + text.size() + 64) / 64 * 64 - 10, ' ');
  text.back() = '\n';
  std::string prefix = std::string(magic) + '\1' + '\0';
  prefix += char(text.size());
  prefix += char(text.size() >> 8);
  return prefix + text;
}

} // namespace luge::data
