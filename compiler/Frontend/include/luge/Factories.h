/// Functions that make tensors (https://docs.pytorch.org/cppdocs/notes/tensor_creation.html).
#ifndef LUGE_FACTORIES_H
#define LUGE_FACTORIES_H

#include "luge/Tensor.h"

#include <functional>
#include <initializer_list>

namespace luge {

/// A nested list of numbers of one kind: `{{1., 2.}, {3., 4.}}`.
class TensorData {
public:
  template <Number T> TensorData(T value) : numbers{Scalar(value)} {}
  TensorData(std::initializer_list<TensorData> rows, Location where = Location::current());
  template <Number T> TensorData(const std::vector<T> &values);
  /// Row-major.
  TensorData(Sizes sizes, std::vector<Scalar> values)
      : extents(std::move(sizes)), numbers(std::move(values)) {}

  const Sizes &sizes() const { return extents; }
  const std::vector<Scalar> &values() const { return numbers; }

private:
  Sizes extents;
  std::vector<Scalar> numbers;
};

template <Number T>
TensorData::TensorData(const std::vector<T> &values) : extents{int64_t(values.size())} {
  numbers.assign(values.begin(), values.end());
}

/// A tensor of the numbers given: float32 when one of them is floating-point, else int64, or bool.
Tensor tensor(const TensorData &data, TensorOptions options = {},
              Location where = Location::current());

Tensor zeros(const Sizes &size, TensorOptions options = {}, Location where = Location::current());
Tensor ones(const Sizes &size, TensorOptions options = {}, Location where = Location::current());
/// The type is that of `value` unless `options` say.
Tensor full(const Sizes &size, Scalar value, TensorOptions options = {},
            Location where = Location::current());
Tensor zeros_like(const Tensor &input, Location where = Location::current());
Tensor ones_like(const Tensor &input, Location where = Location::current());
Tensor full_like(const Tensor &input, Scalar value, Location where = Location::current());
/// `start`, `start + step`, ... below `end`; int64 when all three are integers.
Tensor arange(Scalar end, TensorOptions options = {}, Location where = Location::current());
Tensor arange(Scalar start, Scalar end, Scalar step = 1, TensorOptions options = {},
              Location where = Location::current());

/// `steps` numbers at equal distances from `start` to `end`, which are the first and the last.
Tensor linspace(Scalar start, Scalar end, int64_t steps, TensorOptions options = {},
                Location where = Location::current());
/// Ones on the diagonal of an n x m matrix (n x n without `m`), and zeros else.
Tensor eye(int64_t n, std::optional<int64_t> m = std::nullopt, TensorOptions options = {},
           Location where = Location::current());

/// Uniform in [0, 1), from the generator that `manual_seed` sets.
Tensor rand(const Sizes &size, TensorOptions options = {}, Location where = Location::current());
/// Standard normal.
Tensor randn(const Sizes &size, TensorOptions options = {}, Location where = Location::current());
/// In the type and shape of `input`.
Tensor rand_like(const Tensor &input, Location where = Location::current());
Tensor randn_like(const Tensor &input, Location where = Location::current());

/// A tensor over the caller's memory, row-major, which must outlive it unless `deleter` frees it. The memory is used
/// as it is when aligned to 64 bytes; the values of a compiled step's state are then updated there.
Tensor from_blob(void *data, const Sizes &size, TensorOptions options = {},
                 Location where = Location::current());
Tensor from_blob(void *data, const Sizes &size, std::function<void(void *)> deleter,
                 TensorOptions options = {}, Location where = Location::current());

/// Starts the generator anew: the same seed gives the same parameters, dropout masks and random tensors.
void manual_seed(int64_t seed);

} // namespace luge

#endif // LUGE_FACTORIES_H
