/// Recording: the one tracer behind `luge::compile` and behind operations on concrete tensors.
///
/// A trace is a function under construction. A tensor's value in it is an SSA value; a tensor that comes from
/// outside becomes an argument when first used. The two kinds of trace end differently: a StepTrace with the user's
/// function (StepTrace.h), the LazyTrace when a value is read (LazyTrace.h).
#ifndef LUGE_COMPILER_FRONTEND_TRACE_H
#define LUGE_COMPILER_FRONTEND_TRACE_H

#include "compiler/Frontend/Context.h"
#include "compiler/Frontend/TensorImpl.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"

namespace luge::frontend {

/// The range of a tensor of class indices, which is checked before a program runs.
struct IndexRange {
  int64_t limit, ignore;
};

/// What a program checks as it runs: a 0-d tensor of floating-point type is in [low, high].
struct Check {
  Tensor number;
  double low, high;
  std::string condition; ///< what that says: "'x' is finite"
  Location where;
  Tensor result =
      {}; ///< what was recorded before the check and does not count if it fails, if anything
};

/// What an argument of a traced function stands for.
struct Binding {
  enum class Kind { Tensor, Gradient, Input };
  Kind kind;
  /// The tensor; the one whose gradient it is; the placeholder of an input.
  std::shared_ptr<TensorImpl> tensor;
  /// In a lazy trace: the value when it was recorded.
  std::shared_ptr<Storage> storage;
  std::optional<IndexRange> indices;
};

class Trace {
public:
  virtual ~Trace();

  /// The step being traced, or the lazy trace.
  static Trace &current();
  /// A tensor is gone.
  static void forget(TensorImpl *tensor);
  /// An explicit trace is under way.
  static bool isTracingStep();

  /// Adds an op; its result type is inferred unless given. Throws what inference or verification say.
  mlir::Operation *emit(llvm::StringRef op, mlir::ValueRange operands,
                        llvm::ArrayRef<mlir::NamedAttribute> attributes, Location where,
                        mlir::TypeRange results = {});

  /// The tensor's value here; makes it an argument if it comes from outside.
  mlir::Value valueOf(const Tensor &tensor, Location where);
  /// A new tensor.
  Tensor wrap(mlir::Value value, bool requiresGrad);
  /// Gives a tensor, and thus all its handles, another value of the same type.
  virtual void rebind(const Tensor &tensor, mlir::Value value, Location where);

  /// Adds gradients of the 0-d `loss` to the leaves it was computed from.
  void backward(mlir::Value loss, bool retainGraph, Location where);
  /// To be called before a tensor's gradient is read or replaced.
  enum class GradientUse { Read, Replace, Accumulate };
  virtual void useGradient(const std::shared_ptr<TensorImpl> &tensor, GradientUse use) {}

  /// Sets whether a leaf takes gradients.
  void requireGradient(const std::shared_ptr<TensorImpl> &tensor, bool value);

  /// Has `indices` checked before the program runs, if they are an argument that can be; returns whether they are.
  bool limitIndices(mlir::Value indices, IndexRange range);
  /// The program ends with an error if the check fails. What is recorded afterwards counts only if it does not.
  virtual void check(const Check &check) = 0;

protected:
  explicit Trace(mlir::ModuleOp module, llvm::StringRef function);

  /// The tensor's memory no longer holds what its value here was made from.
  virtual bool isStale(const TensorImpl &tensor, mlir::Value value) const { return false; }
  /// Makes a tensor from outside an argument.
  virtual mlir::Value capture(const std::shared_ptr<TensorImpl> &tensor, Location where) = 0;
  mlir::Value addArgument(mlir::Type type, Binding binding, mlir::Location loc);
  mlir::Block &block() { return func.getBody().front(); }

  mlir::func::FuncOp func;
  mlir::OpBuilder builder;
  std::vector<Binding> bindings; // one per argument
  llvm::DenseMap<TensorImpl *, mlir::Value> values;
  /// Values whose tensors take gradients, in the order of their first use.
  llvm::MapVector<mlir::Value, std::weak_ptr<TensorImpl>> leaves;
  /// Values that a gradient must not flow into, and why.
  llvm::DenseMap<mlir::Value, const char *> barred;

  static thread_local Trace *step;
};

/// Why a second backward() fails.
extern const char *const kGraphFreed;

/// The attributes of a function's arguments and results that say what they are.
mlir::DictionaryAttr inputAttributes(llvm::StringRef name, std::optional<IndexRange> indices);
mlir::DictionaryAttr outputAttributes(llvm::StringRef name);
/// `group` tells checks of one condition apart.
mlir::DictionaryAttr checkAttributes(const Check &check, int64_t group);

mlir::Type elementType(DType dtype);
/// `kBatch` becomes `?`.
mlir::RankedTensorType tensorType(DType dtype, const Sizes &sizes);
DType dtypeOf(mlir::Type type);
Sizes sizesOf(mlir::Type type);

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_TRACE_H
