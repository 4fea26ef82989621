//===- Array.h - Numbers in memory ------------------------------*- C++ -*-===//
#ifndef LUGE_RUNTIME_DATA_ARRAY_H
#define LUGE_RUNTIME_DATA_ARRAY_H

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace luge::data {

/// Element types of files; `boolean` takes one byte.
enum class Type { f32, f64, i64, i32, u8, boolean };

/// Bytes of one element.
constexpr size_t sizeOf(Type type) {
  switch (type) {
  case Type::f64:
  case Type::i64:
    return 8;
  case Type::f32:
  case Type::i32:
    return 4;
  case Type::u8:
  case Type::boolean:
    return 1;
  }
  return 0;
}

/// The Type of a C++ type.
template <typename T>
constexpr Type typeOf = std::is_same_v<T, float>     ? Type::f32
                        : std::is_same_v<T, double>  ? Type::f64
                        : std::is_same_v<T, int64_t> ? Type::i64
                        : std::is_same_v<T, int32_t> ? Type::i32
                        : std::is_same_v<T, uint8_t> ? Type::u8
                                                     : Type::boolean;

/// The name of a type as in numpy, such as "float32".
const char *nameOf(Type type);

/// Extents as text, such as "[60000, 28, 28]".
std::string toString(const std::vector<int64_t> &extents);

/// Rows in memory that someone else owns; row-major, the first extent counts rows.
struct View {
  Type type;
  std::vector<int64_t> extents;
  const void *memory;

  int64_t rows() const { return extents.empty() ? 1 : extents.front(); }
  int64_t elements() const;
  template <typename T> const T *data() const {
    assert(type == typeOf<T>);
    return static_cast<const T *>(memory);
  }
};

/// Row-major numbers that are owned.
struct Array {
  Type type = Type::f32;
  std::vector<int64_t> extents;
  std::vector<std::byte> bytes;

  Array() = default;
  /// Zeros.
  Array(Type type, std::vector<int64_t> extents);

  int64_t rows() const { return extents.empty() ? 1 : extents.front(); }
  int64_t elements() const;
  View view() const { return {type, extents, bytes.data()}; }
  template <typename T> T *data() {
    assert(type == typeOf<T>);
    return reinterpret_cast<T *>(bytes.data());
  }
  template <typename T> const T *data() const {
    assert(type == typeOf<T>);
    return reinterpret_cast<const T *>(bytes.data());
  }
  /// The same numbers as another type, converted as C++ does.
  Array as(Type other) const;
};

} // namespace luge::data

#endif // LUGE_RUNTIME_DATA_ARRAY_H
