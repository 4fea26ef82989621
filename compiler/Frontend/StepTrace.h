/// An explicit trace: one function of a program, from inputs to results and updated state.
#ifndef LUGE_COMPILER_FRONTEND_STEPTRACE_H
#define LUGE_COMPILER_FRONTEND_STEPTRACE_H

#include "compiler/Frontend/Trace.h"

#include "llvm/ADT/StringSet.h"

#include <functional>

namespace luge::frontend {

/// The names that tensors have in one program, shared by its functions.
class ProgramNames {
public:
  /// The tensor's name, as its module or optimizer gave it, or a new one; unique in the program.
  const std::string &of(const std::shared_ptr<TensorImpl> &tensor);
  std::string unique(const std::string &wanted);
  /// The number of the parameter group a hyper-parameter belongs to; 0 of one that belongs to none.
  int64_t group(const TensorImpl &hyper);
  /// How many checks of the same condition there were before.
  int64_t group(const Check &check) { return conditions[check.condition]++; }

private:
  llvm::DenseMap<TensorImpl *, std::string> names;
  llvm::StringSet<> taken;
  llvm::StringMap<int64_t> conditions;
  std::vector<std::shared_ptr<TensorImpl>> groups, held;
};

/// An input of a traced function; `kBatch` stands for the batch.
struct InputSpec {
  std::string name;
  DType dtype;
  Sizes sizes;
};

/// A finished function: what its arguments and outputs are.
struct TracedFunction {
  std::vector<Binding> arguments;
  std::vector<InputSpec> outputs;
  size_t checks; ///< numbers, which follow the outputs
  /// Whether what the trace depended on beyond its arguments is still so.
  std::vector<std::function<bool()>> guards;
};

class StepTrace : public Trace {
public:
  /// Becomes the current trace. One at a time.
  StepTrace(mlir::ModuleOp module, llvm::StringRef function, ProgramNames &names, Location where);
  ~StepTrace() override;

  static StepTrace *active();

  Tensor addInput(const InputSpec &input, Location where);
  /// Ends the trace: every tensor from outside whose value changed becomes a result.
  TracedFunction finish(llvm::ArrayRef<Tensor> outputs, llvm::ArrayRef<std::string> outputNames,
                        Location where);

  /// Removes the unfinished function.
  void discard();

  void useGradient(const std::shared_ptr<TensorImpl> &tensor, GradientUse use) override;
  /// A number for the next random op.
  int64_t nextDraw() { return draws++; }
  /// The trace holds only as long as `condition` does.
  void guard(std::function<bool()> condition) { guards.push_back(std::move(condition)); }
  void check(const Check &check) override;
  /// Whether one of the checks so far fails, 0-d; undefined without checks. What comes after a check must not change
  /// parameters or states then.
  const Tensor &failed() const { return anyFailed; }

protected:
  mlir::Value capture(const std::shared_ptr<TensorImpl> &tensor, Location where) override;

private:
  /// A tensor's gradient when it was first used in the trace.
  struct GradientSlot {
    std::shared_ptr<TensorImpl> tensor, before;
    std::shared_ptr<TensorImpl> after; ///< what it will be when the trace is over
    bool created;                      ///< `before` did not exist, and is zero
  };

  void finishGradients(Location where);
  mlir::DictionaryAttr roleOf(const Binding &binding);
  mlir::DictionaryAttr attributesOf(const Binding &binding);

  ProgramNames &names;
  llvm::MapVector<TensorImpl *, GradientSlot> gradients;
  std::vector<std::function<bool()>> guards;
  std::vector<Check> checks;
  Tensor anyFailed;
  int64_t draws = 0;
};

/// What a tensor from outside becomes that is to change from `before` to `after`: in a step of which a check fails,
/// `before`.
Tensor unlessFailed(const Tensor &before, const Tensor &after, Location where);

} // namespace luge::frontend

#endif // LUGE_COMPILER_FRONTEND_STEPTRACE_H
