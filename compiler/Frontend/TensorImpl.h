/// What a tensor handle refers to.
#ifndef LUGE_COMPILER_FRONTEND_TENSORIMPL_H
#define LUGE_COMPILER_FRONTEND_TENSORIMPL_H

#include "luge/Tensor.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace luge {

namespace frontend {

/// Memory of a tensor's elements, aligned for vectors.
class Storage {
public:
  /// Zeros. Throws where the machine has no such memory.
  explicit Storage(int64_t bytes, Location where = {});
  /// The caller's memory.
  Storage(void *data, int64_t bytes, std::function<void(void *)> deleter);
  ~Storage();
  Storage(const Storage &) = delete;
  Storage &operator=(const Storage &) = delete;

  void *data() const { return memory; }
  int64_t bytes() const { return size; }
  std::shared_ptr<Storage> copy() const;

  /// Others may write the memory, too, between any two operations.
  bool isShared() const { return shared; }
  void setShared() { shared = true; }

private:
  void *memory;
  int64_t size;
  bool shared = false;
  std::function<void(void *)> deleter;
};

/// What a tensor is to a compiled program.
enum class Role { Captured, Parameter, State, Hyper };

/// How a program's own `init` makes the first value again: uniform in [low, high) from a stream of numbers.
struct InitialValue {
  double low = 0, high = 0;
  int64_t stream = 0;
};

} // namespace frontend

/// A tensor has a value in `storage`, or in a trace, which then knows it; or in both.
struct TensorImpl : std::enable_shared_from_this<TensorImpl> {
  TensorImpl(DType dtype, Sizes sizes) : dtype(dtype), sizes(std::move(sizes)) {}
  ~TensorImpl();

  DType dtype;
  Sizes sizes;
  std::shared_ptr<frontend::Storage> storage;

  bool requiresGrad = false;
  bool isLeaf = true;
  /// The tensor whose memory this one would share in torch.
  std::weak_ptr<TensorImpl> viewOf;
  /// `backward` has gone through the operations that made it.
  bool graphFreed = false;
  std::shared_ptr<TensorImpl> grad;

  frontend::Role role = frontend::Role::Captured;
  /// The full name of a parameter or buffer; the key of an optimizer's state, whose name begins with its owner's.
  std::string name;
  std::weak_ptr<TensorImpl> owner;
  std::optional<frontend::InitialValue> init;
};

namespace frontend {

/// Product of the extents.
int64_t count(const Sizes &sizes);
/// The bytes of a tensor, of one row where its batch is symbolic. Throws where no process can address so many.
int64_t countBytes(DType dtype, const Sizes &sizes, Location where);
/// "[2, 3]"
std::string toString(const Sizes &sizes);
/// A number as a user writes it.
std::string toString(double number);

/// A tensor with zeroed storage. Throws where the machine has no memory for it.
Tensor makeTensor(DType dtype, const Sizes &sizes, Location where = {});
/// A 0-d tensor.
Tensor makeScalar(DType dtype, Scalar value);
/// Writes `value` to the elements of `storage`.
void fill(Storage &storage, DType dtype, Scalar value);
/// Throws when the handle is undefined.
const Tensor &expectDefined(const Tensor &tensor, Location where);
/// A temporary would be gone before the result is used.
const Tensor &expectDefined(const Tensor &&tensor, Location where) = delete;

} // namespace frontend
} // namespace luge

#endif // LUGE_COMPILER_FRONTEND_TENSORIMPL_H
