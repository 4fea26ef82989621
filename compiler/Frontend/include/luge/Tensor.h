/// The tensor: a handle with the meaning, names and defaults of libtorch's.
#ifndef LUGE_TENSOR_H
#define LUGE_TENSOR_H

#include "luge/Error.h"
#include "luge/Types.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace luge {

struct TensorImpl;
class Operand;
namespace data {
struct View;
}

using Sizes = std::vector<int64_t>;

/// A dense tensor. Copies of a handle are the same tensor.
///
/// Outside `luge::compile` operations are recorded and run, compiled as one program, when a value is read
/// (`item`, `data_ptr`, printing). Inside it they become part of the compiled step; reading a value there is an
/// error, and the first extent of the step's inputs is symbolic (`kBatch`).
///
/// Results are values of their own: a `view` or `detach` does not share memory with its operand.
///
/// Functions throw `luge::Error` with the caller's file and line, which `where` is for.
class Tensor {
public:
  /// An undefined tensor, as `grad()` of a tensor without one.
  Tensor() = default;
  explicit Tensor(std::shared_ptr<TensorImpl> impl) : impl(std::move(impl)) {}
  /// A copy of a data set's rows, such as a batch of a `data::DataLoader`.
  Tensor(const data::View &rows, Location where = Location::current());

  bool defined() const { return impl != nullptr; }
  DType dtype(Location where = Location::current()) const;
  int64_t dim(Location where = Location::current()) const;
  /// Extents; `kBatch` where the batch is while tracing.
  const Sizes &sizes(Location where = Location::current()) const;
  /// One extent; negative dimensions count from the end. An error for the symbolic batch, whose value a traced
  /// program cannot depend on.
  int64_t size(int64_t dim, Location where = Location::current()) const;
  int64_t numel(Location where = Location::current()) const;
  /// The name in a compiled program: "0.weight" for a module's parameter, else empty.
  const std::string &name(Location where = Location::current()) const;

  /// The value of a tensor of one element; waits for its computation.
  Scalar item(Location where = Location::current()) const;
  template <typename T> T item(Location where = Location::current()) const {
    return item(where).template to<T>();
  }
  /// The elements, row-major. `T` must be the tensor's type. Valid until the tensor changes.
  template <typename T> T *data_ptr(Location where = Location::current()) const {
    return static_cast<T *>(data(DTypeOf<T>::value, where));
  }
  template <typename T> T *data(Location where = Location::current()) const {
    return data_ptr<T>(where);
  }
  /// A copy of the elements.
  template <typename T> std::vector<T> to_vector(Location where = Location::current()) const {
    const T *begin = data_ptr<T>(where);
    return std::vector<T>(begin, begin + numel(where));
  }

  // Differentiation (https://docs.pytorch.org/docs/stable/autograd.html).
  bool requires_grad() const;
  /// Only for leaves of floating-point type.
  Tensor &requires_grad_(bool value = true, Location where = Location::current());
  bool is_leaf() const;
  /// The gradient that `backward` left, or an undefined tensor.
  Tensor grad() const;
  /// Replaces the gradient; an undefined tensor drops it.
  void set_grad(const Tensor &gradient, Location where = Location::current());
  /// The same value, through which no gradient flows.
  Tensor detach(Location where = Location::current()) const;
  /// Adds the gradient of this tensor to `grad()` of every leaf it was computed from. A tensor of more than one
  /// element needs `gradient`, the weights its elements count with. A second call through the same operations is an
  /// error unless the first one said `retain_graph`.
  void backward(const Tensor &gradient = {}, std::optional<bool> retain_graph = std::nullopt,
                Location where = Location::current()) const;

  // In place: the handle, and all its copies, get a new value.
  Tensor &copy_(const Tensor &source, Location where = Location::current());
  Tensor &fill_(Scalar value, Location where = Location::current());
  Tensor &zero_(Location where = Location::current());
  Tensor &add_(const Operand &other);
  Tensor &sub_(const Operand &other);
  Tensor &mul_(const Operand &other);
  Tensor &div_(const Operand &other);

  /// Elementwise functions, each also a function of namespace luge.
  // clang-format off
#define LUGE_FOR_EACH_UNARY(F) \
  F(neg) \
  F(abs) \
  F(sign) \
  F(exp) \
  F(expm1) \
  F(log) \
  F(log1p) \
  F(log2) \
  F(log10) \
  F(exp2) \
  F(sqrt) \
  F(rsqrt) \
  F(sin) \
  F(cos) \
  F(tan) \
  F(asin) \
  F(acos) \
  F(atan) \
  F(sinh) \
  F(cosh) \
  F(tanh) \
  F(asinh) \
  F(acosh) \
  F(atanh) \
  F(erf) \
  F(erfc) \
  F(sigmoid) \
  F(relu) \
  F(floor) \
  F(ceil) \
  F(round) \
  F(trunc) \
  F(frac) \
  F(isnan) \
  F(isinf) \
  F(isfinite) \
  F(logical_not) \
  F(positive) \
  F(square) \
  F(reciprocal)
// clang-format on
#define LUGE_DECLARE_UNARY(FN) Tensor FN(Location where = Location::current()) const;
  LUGE_FOR_EACH_UNARY(LUGE_DECLARE_UNARY)
#undef LUGE_DECLARE_UNARY

  Tensor pow(const Operand &exponent) const;
  Tensor clamp(std::optional<Scalar> min, std::optional<Scalar> max = std::nullopt,
               Location where = Location::current()) const;
  /// This type's elements converted to `dtype`.
  Tensor to(DType dtype, Location where = Location::current()) const;

  // Contractions.
  /// Products of 1-d vectors, 2-d matrices and batches of matrices, as `torch.matmul`.
  Tensor matmul(const Tensor &other, Location where = Location::current()) const;
  /// [n, k] times [k, m].
  Tensor mm(const Tensor &other, Location where = Location::current()) const;
  /// [b, n, k] times [b, k, m].
  Tensor bmm(const Tensor &other, Location where = Location::current()) const;

  // Reductions. No dimensions: over all of them.
  Tensor sum(Sizes dim = {}, bool keepdim = false, Location where = Location::current()) const;
  Tensor mean(Sizes dim = {}, bool keepdim = false, Location where = Location::current()) const;
  Tensor amax(Sizes dim = {}, bool keepdim = false, Location where = Location::current()) const;
  Tensor amin(Sizes dim = {}, bool keepdim = false, Location where = Location::current()) const;
  /// The position of the first largest element; without `dim` in the flattened tensor.
  Tensor argmax(std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                Location where = Location::current()) const;
  Tensor logsumexp(Sizes dim, bool keepdim = false, Location where = Location::current()) const;
  Tensor softmax(int64_t dim, Location where = Location::current()) const;
  Tensor log_softmax(int64_t dim, Location where = Location::current()) const;

  // Shapes.
  /// One extent may be -1: it follows from the others.
  Tensor reshape(const Sizes &shape, Location where = Location::current()) const;
  Tensor view(const Sizes &shape, Location where = Location::current()) const {
    return reshape(shape, where);
  }
  Tensor flatten(int64_t start_dim = 0, int64_t end_dim = -1,
                 Location where = Location::current()) const;
  Tensor transpose(int64_t dim0, int64_t dim1, Location where = Location::current()) const;
  /// Transposes a matrix.
  Tensor t(Location where = Location::current()) const;
  Tensor permute(const Sizes &dims, Location where = Location::current()) const;
  Tensor unsqueeze(int64_t dim, Location where = Location::current()) const;
  /// Drops extents of 1: all, or one.
  Tensor squeeze(std::optional<int64_t> dim = std::nullopt,
                 Location where = Location::current()) const;
  /// `-1` keeps an extent.
  Tensor expand(const Sizes &shape, Location where = Location::current()) const;
  /// `length` elements from `start` along `dim`.
  Tensor narrow(int64_t dim, int64_t start, int64_t length,
                Location where = Location::current()) const;
  /// Element `index` along `dim`, which is dropped.
  Tensor select(int64_t dim, int64_t index, Location where = Location::current()) const;
  /// Every `step`-th element from `start` to `end` (excluded) along `dim`, as Python's slices.
  Tensor slice(int64_t dim = 0, std::optional<int64_t> start = std::nullopt,
               std::optional<int64_t> end = std::nullopt, int64_t step = 1,
               Location where = Location::current()) const;

  std::shared_ptr<TensorImpl> impl;

private:
  void *data(DType dtype, Location where) const;
};

/// A tensor or a number as operand of an operator, with the place it is used at.
class Operand {
public:
  Operand(const Tensor &tensor, Location where = Location::current());
  Operand(const data::View &rows, Location where = Location::current())
      : tensor(rows, where), where(where) {}
  Operand(Scalar number, Location where = Location::current()) : number(number), where(where) {}
  template <Number T>
  Operand(T number, Location where = Location::current()) : number(number), where(where) {}

  Tensor tensor; ///< undefined: `number` counts
  Scalar number = 0;
  Location where;
};

// Elementwise, broadcast and promoted to a common type as in torch
// (https://docs.pytorch.org/docs/stable/notes/broadcasting.html).
Tensor operator+(const Operand &lhs, const Operand &rhs);
Tensor operator-(const Operand &lhs, const Operand &rhs);
Tensor operator*(const Operand &lhs, const Operand &rhs);
Tensor operator/(const Operand &lhs, const Operand &rhs);
Tensor operator-(const Operand &operand);
// Comparisons: a tensor of bool.
Tensor operator==(const Operand &lhs, const Operand &rhs);
Tensor operator!=(const Operand &lhs, const Operand &rhs);
Tensor operator<(const Operand &lhs, const Operand &rhs);
Tensor operator<=(const Operand &lhs, const Operand &rhs);
Tensor operator>(const Operand &lhs, const Operand &rhs);
Tensor operator>=(const Operand &lhs, const Operand &rhs);
// On bool; of other types see logical_and(), ...
Tensor operator&(const Operand &lhs, const Operand &rhs);
Tensor operator|(const Operand &lhs, const Operand &rhs);
Tensor operator^(const Operand &lhs, const Operand &rhs);
Tensor operator!(const Operand &operand);

/// Prints as libtorch does: the elements, then `[ CPUFloatType{2,3} ]`.
std::ostream &operator<<(std::ostream &os, const Tensor &tensor);

} // namespace luge

#endif // LUGE_TENSOR_H
