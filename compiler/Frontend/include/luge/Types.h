/// Element types, numbers and tensor options.
#ifndef LUGE_TYPES_H
#define LUGE_TYPES_H

#include <concepts>
#include <cstdint>
#include <ostream>
#include <vector>

namespace luge {

/// An element type. Names are libtorch's (https://docs.pytorch.org/cppdocs/notes/tensor_creation.html).
enum class DType { Float32, Float64, Int64, Bool };
inline constexpr DType kFloat32 = DType::Float32, kFloat = kFloat32;
inline constexpr DType kFloat64 = DType::Float64, kDouble = kFloat64;
inline constexpr DType kInt64 = DType::Int64, kLong = kInt64;
inline constexpr DType kBool = DType::Bool;

/// Bytes of one element.
int64_t itemsize(DType dtype);
inline bool isFloat(DType dtype) { return dtype == kFloat32 || dtype == kFloat64; }
/// "float32", "float64", "int64", "bool".
const char *name(DType dtype);
std::ostream &operator<<(std::ostream &os, DType dtype);

/// The element type of a C++ type: float, double, int64_t, bool.
template <typename T> struct DTypeOf;
template <> struct DTypeOf<float> {
  static constexpr DType value = kFloat32;
};
template <> struct DTypeOf<double> {
  static constexpr DType value = kFloat64;
};
template <> struct DTypeOf<int64_t> {
  static constexpr DType value = kInt64;
};
template <> struct DTypeOf<bool> {
  static constexpr DType value = kBool;
};

/// The batch extent of a tensor that is being traced by `luge::compile`: known only when the step runs.
inline constexpr int64_t kBatch = -1;

template <typename T>
concept Number = std::integral<T> || std::floating_point<T>;

/// A number of any element type.
class Scalar {
public:
  template <std::floating_point T> Scalar(T value) : number(value), type(kFloat64) {}
  template <std::integral T>
  Scalar(T value)
      : number(static_cast<double>(value)), integer(static_cast<int64_t>(value)),
        type(std::same_as<T, bool> ? kBool : kInt64) {}

  /// Float64 for any floating-point number, Int64 for any integer, Bool.
  DType dtype() const { return type; }
  double toDouble() const { return number; }
  int64_t toInt() const { return isFloat(type) ? static_cast<int64_t>(number) : integer; }
  template <typename T> T to() const {
    return isFloat(type) ? static_cast<T>(number) : static_cast<T>(integer);
  }
  operator double() const { return number; }

private:
  double number;
  int64_t integer = 0;
  DType type;
};

/// How a loss becomes its result.
enum class Reduction { None, Mean, Sum };
inline constexpr Reduction kNone = Reduction::None, kMean = Reduction::Mean, kSum = Reduction::Sum;

/// What a factory function makes: `luge::zeros({2, 3}, luge::kFloat64)`.
class TensorOptions {
public:
  TensorOptions() = default;
  TensorOptions(DType dtype) : type(dtype), typeGiven(true) {}
  TensorOptions dtype(DType dtype) const {
    TensorOptions result = *this;
    result.type = dtype;
    result.typeGiven = true;
    return result;
  }
  TensorOptions requires_grad(bool value) const {
    TensorOptions result = *this;
    result.grad = value;
    return result;
  }
  DType dtype() const { return type; }
  bool has_dtype() const { return typeGiven; }
  bool requires_grad() const { return grad; }

private:
  DType type = kFloat32;
  bool typeGiven = false;
  bool grad = false;
};

} // namespace luge

#endif // LUGE_TYPES_H
