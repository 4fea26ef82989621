#include "compiler/Frontend/Trace.h"

#include "compiler/Frontend/LazyTrace.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace luge;
using namespace luge::frontend;

thread_local Trace *Trace::step = nullptr;

const char *const frontend::kGraphFreed =
    "backward() has already gone through these operations, and their graph is freed; call the "
    "first backward() with "
    "retain_graph = true";

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

mlir::Type frontend::elementType(DType dtype) {
  mlir::Builder builder(&context());
  switch (dtype) {
  case DType::Float32:
    return builder.getF32Type();
  case DType::Float64:
    return builder.getF64Type();
  case DType::Int64:
    return builder.getI64Type();
  case DType::Bool:
    return builder.getI1Type();
  }
  llvm_unreachable("all types are covered");
}

mlir::RankedTensorType frontend::tensorType(DType dtype, const Sizes &sizes) {
  Sizes shape = sizes;
  std::replace(shape.begin(), shape.end(), kBatch, mlir::ShapedType::kDynamic);
  return mlir::RankedTensorType::get(shape, elementType(dtype));
}

DType frontend::dtypeOf(mlir::Type type) {
  mlir::Type element = mlir::getElementTypeOrSelf(type);
  if (element.isF32())
    return kFloat32;
  if (element.isF64())
    return kFloat64;
  return element.isInteger(1) ? kBool : kInt64;
}

Sizes frontend::sizesOf(mlir::Type type) {
  Sizes sizes(mlir::cast<mlir::ShapedType>(type).getShape());
  std::replace(sizes.begin(), sizes.end(), mlir::ShapedType::kDynamic, kBatch);
  return sizes;
}

mlir::DictionaryAttr frontend::inputAttributes(llvm::StringRef name,
                                               std::optional<IndexRange> indices) {
  mlir::Builder b(&context());
  mlir::NamedAttrList attributes;
  attributes.set("luge.input", b.getStringAttr(name));
  if (indices) {
    attributes.set("luge.index_limit", b.getI64IntegerAttr(indices->limit));
    attributes.set("luge.index_ignore", b.getI64IntegerAttr(indices->ignore));
  }
  return attributes.getDictionary(&context());
}

mlir::DictionaryAttr frontend::outputAttributes(llvm::StringRef name) {
  mlir::Builder b(&context());
  return b.getDictionaryAttr(b.getNamedAttr("luge.output", b.getStringAttr(name)));
}

mlir::DictionaryAttr frontend::checkAttributes(const Check &check, int64_t group) {
  mlir::Builder b(&context());
  return b.getDictionaryAttr({b.getNamedAttr("luge.check", b.getStringAttr(check.condition)),
                              b.getNamedAttr("luge.low", b.getF64FloatAttr(check.low)),
                              b.getNamedAttr("luge.high", b.getF64FloatAttr(check.high)),
                              b.getNamedAttr("luge.group", b.getI64IntegerAttr(group))});
}

//===----------------------------------------------------------------------===//
// The current trace
//===----------------------------------------------------------------------===//

Trace::Trace(mlir::ModuleOp module, llvm::StringRef function) : builder(&context()) {
  builder.setInsertionPointToEnd(module.getBody());
  func = mlir::func::FuncOp::create(builder, module.getLoc(), function,
                                    builder.getFunctionType({}, {}));
  builder.setInsertionPointToStart(func.addEntryBlock());
}

Trace::~Trace() = default;

Trace &Trace::current() { return step ? *step : static_cast<Trace &>(LazyTrace::get()); }

bool Trace::isTracingStep() { return step != nullptr; }

void Trace::forget(TensorImpl *tensor) {
  if (step)
    step->values.erase(tensor);
  LazyTrace::get().drop(tensor);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// The result types that an op infers from its operands and attributes.
static mlir::LogicalResult inferTypes(mlir::OperationState &state,
                                      mlir::RegisteredOperationName name) {
  std::vector<std::max_align_t> memory(name.getOpPropertyByteSize() / sizeof(std::max_align_t) + 1);
  mlir::OpaqueProperties properties(memory.data());
  name.initOpProperties(properties, /*init=*/nullptr);
  auto attributes = state.attributes.getDictionary(state.getContext());
  auto error = [&] {
    return mlir::emitError(state.location) << "'" << name.getStringRef() << "' op ";
  };
  mlir::LogicalResult result = mlir::success();
  if (name.getOpPropertyByteSize())
    result = name.setOpPropertiesFromAttribute(state.name, properties, attributes, error);
  if (succeeded(result))
    result = name.getInterface<mlir::InferTypeOpInterface>()->inferReturnTypes(
        state.getContext(), state.location, state.operands, attributes, properties, state.regions,
        state.types);
  name.destroyOpProperties(properties);
  return result;
}

mlir::Operation *Trace::emit(llvm::StringRef op, mlir::ValueRange operands,
                             llvm::ArrayRef<mlir::NamedAttribute> attributes, Location where,
                             mlir::TypeRange results) {
  DiagnosticCapture diagnostics;
  mlir::OperationState state(toMlir(where), op, operands, results, attributes);
  if (results.empty() && failed(inferTypes(state, *state.name.getRegisteredInfo())))
    diagnostics.raise(where);
  mlir::Operation *created = builder.create(state);
  if (failed(mlir::verify(created, /*verifyRecursively=*/false))) {
    created->erase();
    diagnostics.raise(where);
  }
  return created;
}

mlir::Value Trace::valueOf(const Tensor &tensor, Location where) {
  auto known = values.find(expectDefined(tensor, where).impl.get());
  if (known != values.end() && !isStale(*tensor.impl, known->second))
    return known->second;
  TensorImpl &impl = *tensor.impl;
  mlir::Value value = capture(tensor.impl, where);
  values[&impl] = value;
  if (impl.requiresGrad && impl.isLeaf)
    leaves.insert({value, tensor.impl});
  else if (impl.requiresGrad && impl.graphFreed)
    barred[value] = kGraphFreed;
  else if (impl.requiresGrad)
    barred[value] =
        "the loss depends on a tensor that was computed, with gradients, outside of the step; "
        "compute it in the step, or detach() it";
  return value;
}

Tensor Trace::wrap(mlir::Value value, bool requiresGrad) {
  auto impl = std::make_shared<TensorImpl>(dtypeOf(value.getType()), sizesOf(value.getType()));
  impl->requiresGrad = requiresGrad;
  impl->isLeaf = !requiresGrad;
  values[impl.get()] = value;
  return Tensor(std::move(impl));
}

void Trace::rebind(const Tensor &tensor, mlir::Value value, Location where) {
  // The old value becomes an argument even if nothing reads it: its memory is where the new one goes.
  valueOf(tensor, where);
  values[tensor.impl.get()] = value;
  if (tensor.impl->requiresGrad && tensor.impl->isLeaf)
    leaves.insert({value, tensor.impl});
}

void Trace::requireGradient(const std::shared_ptr<TensorImpl> &tensor, bool value) {
  tensor->requiresGrad = value;
  auto known = values.find(tensor.get());
  if (value && known != values.end())
    leaves.insert({known->second, tensor});
}

mlir::Value Trace::addArgument(mlir::Type type, Binding binding, mlir::Location loc) {
  bindings.push_back(std::move(binding));
  return block().addArgument(type, loc);
}

static bool contains(IndexRange range, int64_t index) {
  return (index >= 0 && index < range.limit) || index == range.ignore;
}

bool Trace::limitIndices(mlir::Value indices, IndexRange range) {
  while (mlir::Operation *op = indices.getDefiningOp()) {
    if (op->getName().getStringRef() != "nn.reshape" &&
        op->getName().getStringRef() != "nn.transpose")
      return false;
    indices = op->getOperand(0);
  }
  Binding &binding = bindings[mlir::cast<mlir::BlockArgument>(indices).getArgNumber()];
  if (binding.kind != Binding::Kind::Input && !binding.storage)
    return false;
  std::optional<IndexRange> &known = binding.indices;
  if (!known) {
    known = range;
    return true;
  }
  // What both allow. Above the smaller limit that is at most its own number to be ignored.
  auto [smaller, larger] =
      known->limit < range.limit ? std::pair(*known, range) : std::pair(range, *known);
  known = {smaller.limit, contains(larger, smaller.ignore) ? smaller.ignore : 0};
  return true;
}
