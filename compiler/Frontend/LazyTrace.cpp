#include "compiler/Frontend/LazyTrace.h"

#include "compiler/Frontend/Execution.h"
#include "mlir/IR/IRMapping.h"

#include <cstring>

using namespace luge;
using namespace luge::frontend;

/// Beyond this, compile time would be felt.
static constexpr size_t kMaxRecordedOps = 2000;

static mlir::ModuleOp newModule(llvm::StringRef name) {
  return mlir::ModuleOp::create(mlir::UnknownLoc::get(&context()), name);
}

LazyTrace::LazyTrace()
    : Trace(newModule("recording"), "recording"), module(func->getParentOfType<mlir::ModuleOp>()) {}

LazyTrace &LazyTrace::get() {
  // Never destroyed: tensors with static storage duration may outlive it.
  static LazyTrace &trace = *new LazyTrace;
  return trace;
}

void LazyTrace::drop(TensorImpl *tensor) {
  values.erase(tensor);
  rebound.erase(tensor);
}

static void requireStorage(const TensorImpl &tensor, Location where) {
  if (!tensor.storage)
    throw Error("the tensor has no value: it was made inside luge::compile, which must return it, "
                "or its computation has failed",
                where);
}

mlir::Value LazyTrace::capture(const std::shared_ptr<TensorImpl> &tensor, Location where) {
  requireStorage(*tensor, where);
  // Of shared memory the value that it has now.
  std::shared_ptr<Storage> seen =
      tensor->storage->isShared() ? tensor->storage->copy() : tensor->storage;
  return addArgument(tensorType(tensor->dtype, tensor->sizes),
                     {Binding::Kind::Tensor, nullptr, std::move(seen), std::nullopt},
                     toMlir(where));
}

bool LazyTrace::isStale(const TensorImpl &tensor, mlir::Value value) const {
  auto argument = mlir::dyn_cast<mlir::BlockArgument>(value);
  if (!argument || !tensor.storage || !tensor.storage->isShared() || isPending(&tensor))
    return false;
  const Storage &seen = *bindings[argument.getArgNumber()].storage;
  return std::memcmp(seen.data(), tensor.storage->data(), seen.bytes()) != 0;
}

void LazyTrace::rebind(const Tensor &tensor, mlir::Value value, Location where) {
  Trace::rebind(tensor, value, where);
  rebound.insert(tensor.impl.get());
}

void LazyTrace::check(const Check &check) {
  mlir::Value number = valueOf(check.number, check.where);
  mlir::Value result = check.result.defined() ? valueOf(check.result, check.where) : number;
  checks.push_back({check, number, result});
  checks.back().check.number = checks.back().check.result = {};
}

void LazyTrace::limitLength(Location where) {
  if (block().getOperations().size() > kMaxRecordedOps)
    evaluate(where);
}

//===----------------------------------------------------------------------===//
// Running what was recorded
//===----------------------------------------------------------------------===//

static unsigned number(mlir::Value value) {
  if (auto result = mlir::dyn_cast<mlir::OpResult>(value))
    return result.getResultNumber();
  return mlir::cast<mlir::BlockArgument>(value).getArgNumber();
}

bool LazyTrace::isPending(const TensorImpl *tensor) const {
  return values.contains(tensor) && (!tensor->storage || rebound.contains(tensor));
}

std::vector<TensorImpl *> LazyTrace::pendingTensors() const {
  std::vector<TensorImpl *> pending;
  for (auto &[tensor, value] : values)
    if (isPending(tensor))
      pending.push_back(tensor);
  // In the order of the program, so that the same program is found in the cache.
  std::sort(pending.begin(), pending.end(), [&](TensorImpl *a, TensorImpl *b) {
    mlir::Value left = values.lookup(a), right = values.lookup(b);
    mlir::Operation *leftOp = left.getDefiningOp(), *rightOp = right.getDefiningOp();
    if (!leftOp || !rightOp || leftOp == rightOp)
      return std::pair(leftOp != nullptr, number(left)) <
             std::pair(rightOp != nullptr, number(right));
    return leftOp->isBeforeInBlock(rightOp);
  });
  return pending;
}

/// The ops that `roots` need, in order.
static std::vector<mlir::Operation *> slice(mlir::Block &block, llvm::ArrayRef<mlir::Value> roots) {
  llvm::SmallPtrSet<mlir::Operation *, 32> needed;
  for (mlir::Value root : roots)
    needed.insert(root.getDefiningOp());
  std::vector<mlir::Operation *> ops;
  for (mlir::Operation &op : llvm::reverse(block)) {
    if (!needed.contains(&op))
      continue;
    ops.push_back(&op);
    for (mlir::Value operand : op.getOperands())
      needed.insert(operand.getDefiningOp());
  }
  std::reverse(ops.begin(), ops.end());
  return ops;
}

void LazyTrace::evaluate(Location where) {
  std::vector<TensorImpl *> pending = pendingTensors();
  if (pending.empty() && checks.empty())
    return;
  llvm::SetVector<mlir::Value> roots;
  for (TensorImpl *tensor : pending)
    roots.insert(values.lookup(tensor));

  Recording recording = extract(roots.getArrayRef());
  std::vector<std::shared_ptr<Storage>> results;
  for (mlir::Value root : roots) {
    mlir::Type type = root.getType();
    int64_t bytes = countBytes(dtypeOf(type), sizesOf(type), where);
    results.push_back(std::make_shared<Storage>(bytes, where));
    recording.pointers.push_back(results.back()->data());
  }
  std::vector<double> numbers(checks.size());
  for (double &number : numbers)
    recording.pointers.push_back(&number);
  try {
    CompiledProgram::get(*recording.module, where)
        ->run("recorded", recording.pointers, /*batch=*/0, where);
  } catch (const IndexError &) {
    forgetFrom(firstUseOutOfRange(), pending);
    evaluate(where);
    throw;
  } catch (const CheckError &error) {
    PendingCheck failed = checks[error.position];
    forgetFrom(failed.result.getDefiningOp(), pending);
    evaluate(where);
    throw ValueError(error.message(), failed.check.where);
  } catch (const Error &) {
    forgetFrom(nullptr, pending);
    throw;
  }
  checks.clear();

  std::vector<std::pair<TensorImpl *, std::shared_ptr<Storage>>> stores;
  for (TensorImpl *tensor : pending) {
    size_t index = llvm::find(roots, values.lookup(tensor)) - roots.begin();
    stores.emplace_back(tensor, results[index]);
  }
  removeUnneeded();
  for (auto &[tensor, value] : stores)
    store(*tensor, value);
}

mlir::Operation *LazyTrace::firstUseOutOfRange() {
  auto isOutOfRange = [&](mlir::Value value) {
    auto argument = mlir::dyn_cast<mlir::BlockArgument>(value);
    if (!argument)
      return false;
    const Binding &binding = bindings[argument.getArgNumber()];
    if (!binding.indices)
      return false;
    auto *indices = static_cast<const int64_t *>(binding.storage->data());
    return std::any_of(indices, indices + binding.storage->bytes() / 8, [&](int64_t index) {
      return (index < 0 || index >= binding.indices->limit) && index != binding.indices->ignore;
    });
  };
  for (mlir::Operation &op : block())
    if (llvm::any_of(op.getOperands(), isOutOfRange))
      return &op;
  return nullptr;
}

/// Else what is wrong would be wrong again whenever another tensor is read.
void LazyTrace::forgetFrom(mlir::Operation *wrong, llvm::ArrayRef<TensorImpl *> pending) {
  auto isBefore = [&](mlir::Value value) {
    mlir::Operation *op = value.getDefiningOp();
    return wrong && (!op || op->isBeforeInBlock(wrong));
  };
  std::erase_if(checks, [&](const PendingCheck &check) { return !isBefore(check.number); });
  bool areAllForgotten = checks.empty();
  for (TensorImpl *tensor : pending) {
    if (isBefore(values.lookup(tensor)))
      areAllForgotten = false;
    else
      values.erase(tensor);
  }
  if (areAllForgotten)
    removeUnneeded();
}

LazyTrace::Recording LazyTrace::extract(llvm::ArrayRef<mlir::Value> roots) {
  Recording recording;
  recording.module = newModule("recorded");
  mlir::OpBuilder to = mlir::OpBuilder::atBlockEnd(recording.module->getBody());
  auto function = mlir::func::FuncOp::create(to, recording.module->getLoc(), "recorded",
                                             to.getFunctionType({}, {}));
  mlir::Block *body = function.addEntryBlock();
  to.setInsertionPointToStart(body);

  mlir::IRMapping map;
  std::vector<mlir::DictionaryAttr> argumentAttributes;
  bool hasTarget = false;
  auto use = [&](mlir::Value value) {
    auto argument = mlir::dyn_cast<mlir::BlockArgument>(value);
    if (!argument || map.contains(value))
      return;
    const Binding &binding = bindings[argument.getArgNumber()];
    map.map(value, body->addArgument(value.getType(), value.getLoc()));
    bool isFirstTarget = binding.indices && !hasTarget;
    hasTarget |= isFirstTarget;
    std::string number = isFirstTarget ? "" : std::to_string(recording.pointers.size());
    argumentAttributes.push_back(
        inputAttributes((binding.indices ? "target" : "input") + number, binding.indices));
    recording.pointers.push_back(binding.storage->data());
  };
  llvm::SmallVector<mlir::Value> results(roots);
  for (const PendingCheck &check : checks)
    results.push_back(check.number);
  for (mlir::Operation *op : slice(block(), results)) {
    llvm::for_each(op->getOperands(), use);
    to.clone(*op, map);
  }
  llvm::for_each(results, use);

  llvm::SmallVector<mlir::Value> returned;
  std::vector<mlir::DictionaryAttr> resultAttributes;
  for (size_t i = 0; i < results.size(); ++i) {
    resultAttributes.push_back(i < roots.size()
                                   ? outputAttributes("r" + std::to_string(i))
                                   : checkAttributes(checks[i - roots.size()].check, i));
    returned.push_back(map.lookup(results[i]));
  }
  mlir::func::ReturnOp::create(to, function.getLoc(), returned);
  function.setType(
      to.getFunctionType(body->getArgumentTypes(), mlir::ValueRange(returned).getTypes()));
  function.setAllArgAttrs(argumentAttributes);
  function.setAllResultAttrs(resultAttributes);
  return recording;
}

/// A parameter keeps its memory, which others may point to; any other tensor takes the new one.
void LazyTrace::store(TensorImpl &tensor, std::shared_ptr<Storage> value) {
  if (!tensor.storage) {
    tensor.storage = std::move(value);
    return;
  }
  keepSnapshot(tensor.storage);
  std::memcpy(tensor.storage->data(), value->data(), value->bytes());
}

void LazyTrace::keepSnapshot(const std::shared_ptr<Storage> &storage) {
  std::shared_ptr<Storage> snapshot;
  for (Binding &binding : bindings) {
    if (binding.storage != storage)
      continue;
    if (!snapshot)
      snapshot = storage->copy();
    binding.storage = snapshot;
  }
}

void LazyTrace::removeUnneeded() {
  // Only what backward() may go through stays.
  llvm::SmallPtrSet<void *, 16> kept;
  for (auto &[tensor, value] : llvm::make_early_inc_range(values)) {
    if (tensor->requiresGrad && !tensor->isLeaf && !tensor->graphFreed)
      kept.insert(value.getAsOpaquePointer());
    else
      values.erase(tensor);
  }
  rebound.clear();

  auto unneeded = [&](mlir::Value value) {
    return value.use_empty() && !kept.contains(value.getAsOpaquePointer());
  };
  for (mlir::Operation &op : llvm::make_early_inc_range(llvm::reverse(block()))) {
    if (!llvm::all_of(op.getResults(), unneeded))
      continue;
    for (mlir::Value result : op.getResults())
      forgetValue(result);
    op.erase();
  }
  for (unsigned i = block().getNumArguments(); i-- > 0;) {
    if (!unneeded(block().getArgument(i)))
      continue;
    forgetValue(block().getArgument(i));
    block().eraseArgument(i);
    bindings.erase(bindings.begin() + i);
  }
}

void LazyTrace::forgetValue(mlir::Value value) {
  leaves.erase(value);
  barred.erase(value);
}

void LazyTrace::materialize(TensorImpl &tensor, Location where) {
  if (isPending(&tensor))
    evaluate(where);
  requireStorage(tensor, where);
}

void LazyTrace::share(TensorImpl &tensor) {
  if (tensor.storage->isShared())
    return;
  keepSnapshot(tensor.storage);
  tensor.storage->setShared();
}

void LazyTrace::release(TensorImpl &tensor) {
  keepSnapshot(tensor.storage);
  // A leaf's next use reads its new value.
  if (tensor.isLeaf)
    values.erase(&tensor);
}
