/// Operations on concrete tensors: recorded, and run as one compiled program when a value is read.
#ifndef LUGE_COMPILER_FRONTEND_LAZYTRACE_H
#define LUGE_COMPILER_FRONTEND_LAZYTRACE_H

#include "compiler/Frontend/Trace.h"

namespace luge::frontend {

/// Reading does not destroy the graph: what `backward()` may still go through stays recorded, and is computed again
/// with the gradient. All other tensors keep their value only.
class LazyTrace : public Trace {
public:
  static LazyTrace &get();

  void rebind(const Tensor &tensor, mlir::Value value, Location where) override;
  void check(const Check &check) override;
  /// Computes every tensor that has a handle and no value. If that fails, none gets one, but what was recorded before
  /// indices that are out of range, or before a check that fails: what was to be changed keeps its old value.
  void evaluate(Location where);
  /// The tensor's elements are up to date.
  void materialize(TensorImpl &tensor, Location where);
  /// Evaluates when so much was recorded that compiling it would take long.
  void limitLength(Location where);
  /// The tensor's memory is about to be written: what was recorded keeps the value it saw.
  void release(TensorImpl &tensor);
  /// The tensor's memory may be written by others from now on.
  void share(TensorImpl &tensor);
  /// The tensor is gone.
  void drop(TensorImpl *tensor);

protected:
  bool isStale(const TensorImpl &tensor, mlir::Value value) const override;
  mlir::Value capture(const std::shared_ptr<TensorImpl> &tensor, Location where) override;

private:
  /// A program that computes some values, and the addresses of its arguments.
  struct Recording {
    mlir::OwningOpRef<mlir::ModuleOp> module;
    std::vector<void *> pointers;
  };

  /// A check that was not made yet. Its tensors have no handle here, so as not to be computed for it alone.
  struct PendingCheck {
    Check check;
    mlir::Value number, result;
  };

  LazyTrace();
  bool isPending(const TensorImpl *tensor) const;
  std::vector<TensorImpl *> pendingTensors() const;
  /// The program that computes `roots`, and makes the pending checks.
  Recording extract(llvm::ArrayRef<mlir::Value> roots);
  void store(TensorImpl &tensor, std::shared_ptr<Storage> value);
  void keepSnapshot(const std::shared_ptr<Storage> &storage);
  void removeUnneeded();
  /// The op that reads indices outside their range, where torch would have raised its error.
  mlir::Operation *firstUseOutOfRange();
  /// Takes their values from those of `pending` that were recorded at `wrong` or later; from all if it is null. So go
  /// pending checks.
  void forgetFrom(mlir::Operation *wrong, llvm::ArrayRef<TensorImpl *> pending);
  void forgetValue(mlir::Value value);

  mlir::OwningOpRef<mlir::ModuleOp> module;
  /// Tensors with a newer value than their memory holds.
  llvm::DenseSet<TensorImpl *> rebound;
  std::vector<PendingCheck> checks;
};

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_LAZYTRACE_H
