#include "compiler/Frontend/StepTrace.h"

#include "compiler/Frontend/Formula.h"
#include "compiler/Frontend/LazyTrace.h"
#include "compiler/Frontend/Random.h"
#include "compiler/Frontend/Record.h"
#include "dialects/Nn/NnOps.h"

using namespace luge;
using namespace luge::frontend;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

std::string ProgramNames::unique(const std::string &wanted) {
  std::string name = wanted;
  for (int i = 1; !taken.insert(name).second; ++i)
    name = wanted + "_" + std::to_string(i);
  return name;
}

static bool isParameter(const TensorImpl &tensor) {
  return tensor.role == Role::Parameter || (tensor.requiresGrad && tensor.isLeaf);
}

const std::string &ProgramNames::of(const std::shared_ptr<TensorImpl> &tensor) {
  auto known = names.find(tensor.get());
  if (known != names.end())
    return known->second;
  held.push_back(tensor);
  std::string name = tensor->name;
  if (std::shared_ptr<TensorImpl> owner = tensor->owner.lock())
    name = unique(of(owner) + "." + name);
  else if (!name.empty())
    name = unique(name);
  else
    for (int i = 0; name.empty() || !taken.insert(name).second; ++i)
      name = (isParameter(*tensor) ? "param" : "captured") + std::to_string(i);
  return names[tensor.get()] = name;
}

int64_t ProgramNames::group(const TensorImpl &hyper) {
  std::shared_ptr<TensorImpl> group = hyper.owner.lock();
  if (!group)
    return 0;
  auto known = llvm::find(groups, group);
  if (known == groups.end())
    known = groups.insert(groups.end(), group);
  return known - groups.begin();
}

//===----------------------------------------------------------------------===//
// Begin and end
//===----------------------------------------------------------------------===//

StepTrace::StepTrace(mlir::ModuleOp module, llvm::StringRef function, ProgramNames &names,
                     Location where)
    : Trace(module, function), names(names) {
  if (step)
    throw Error("a compiled step cannot be called while another is being traced", where);
  step = this;
  func->setLoc(toMlir(where));
}

StepTrace::~StepTrace() {
  step = nullptr;
  for (auto &[tensor, slot] : gradients)
    slot.tensor->grad = slot.after;
}

void StepTrace::discard() { func.erase(); }

StepTrace *StepTrace::active() { return static_cast<StepTrace *>(step); }

Tensor StepTrace::addInput(const InputSpec &input, Location where) {
  auto placeholder = std::make_shared<TensorImpl>(input.dtype, input.sizes);
  placeholder->name = input.name;
  values[placeholder.get()] =
      addArgument(tensorType(input.dtype, input.sizes),
                  {Binding::Kind::Input, placeholder, nullptr, std::nullopt}, toMlir(where));
  return Tensor(placeholder);
}

mlir::Value StepTrace::capture(const std::shared_ptr<TensorImpl> &tensor, Location where) {
  LazyTrace::get().materialize(*tensor, where);
  Binding binding{Binding::Kind::Tensor, tensor, nullptr, std::nullopt};
  for (auto &[owner, slot] : gradients)
    if (slot.before == tensor)
      binding = {Binding::Kind::Gradient, slot.tensor, nullptr, std::nullopt};
  return addArgument(tensorType(tensor->dtype, tensor->sizes), std::move(binding), toMlir(where));
}

TracedFunction StepTrace::finish(llvm::ArrayRef<Tensor> outputs,
                                 llvm::ArrayRef<std::string> outputNames, Location where) {
  if (draws) {
    Tensor one = asTensor(1, where);
    rebind(Generator::get().step(), valueOf(Operand(Generator::get().step(), where) + one, where),
           where);
  }
  finishGradients(where);

  TracedFunction result;
  llvm::SmallVector<mlir::Value> outputValues;
  for (const Tensor &output : outputs)
    outputValues.push_back(valueOf(output, where));

  llvm::SmallVector<mlir::Value> returned;
  std::vector<mlir::DictionaryAttr> argumentAttributes, resultAttributes;
  for (auto [binding, argument] : llvm::zip(bindings, block().getArguments())) {
    guard([tensor = binding.tensor.get(), before = binding.tensor->requiresGrad] {
      return tensor->requiresGrad == before;
    });
    argumentAttributes.push_back(attributesOf(binding));
    bool isGradient = binding.kind == Binding::Kind::Gradient;
    auto current = values.lookup(isGradient ? gradients[binding.tensor.get()].before.get()
                                            : binding.tensor.get());
    if (!current || current == argument)
      continue;
    returned.push_back(current);
    resultAttributes.push_back(roleOf(binding));
  }
  for (auto [value, name] : llvm::zip(outputValues, outputNames)) {
    returned.push_back(value);
    resultAttributes.push_back(outputAttributes(name));
    result.outputs.push_back({name, dtypeOf(value.getType()), sizesOf(value.getType())});
  }
  for (const Check &check : checks) {
    returned.push_back(valueOf(check.number, check.where));
    resultAttributes.push_back(checkAttributes(check, names.group(check)));
  }
  result.checks = checks.size();
  mlir::func::ReturnOp::create(builder, toMlir(where), returned);
  func.setType(
      builder.getFunctionType(block().getArgumentTypes(), mlir::ValueRange(returned).getTypes()));
  func.setAllArgAttrs(argumentAttributes);
  func.setAllResultAttrs(resultAttributes);
  result.arguments = bindings;
  result.guards = std::move(guards);
  return result;
}

void StepTrace::check(const Check &check) {
  checks.push_back(check);
  Term number = Term(check.number, check.where).to(kFloat64);
  // NaN is in no range.
  Term failed = !((number >= check.low) & (number <= check.high));
  anyFailed = anyFailed.defined() ? failed.with(anyFailed) | failed : failed;
}

Tensor frontend::unlessFailed(const Tensor &before, const Tensor &after, Location where) {
  StepTrace *trace = StepTrace::active();
  if (!trace || !trace->failed().defined())
    return after;
  Tensor old = trace->wrap(trace->valueOf(before, where), /*requiresGrad=*/false);
  return select(Term(trace->failed(), where), Term(old, where), Term(after, where));
}

//===----------------------------------------------------------------------===//
// Roles
//===----------------------------------------------------------------------===//

/// Exactly one attribute, which results share with the argument they update.
mlir::DictionaryAttr StepTrace::roleOf(const Binding &binding) {
  std::string name = names.of(binding.tensor);
  llvm::StringRef role = isParameter(*binding.tensor) ? "luge.parameter" : "luge.state";
  if (binding.kind == Binding::Kind::Gradient) {
    name += ".grad";
    role = "luge.state";
  }
  return builder.getDictionaryAttr(builder.getNamedAttr(role, builder.getStringAttr(name)));
}

mlir::DictionaryAttr StepTrace::attributesOf(const Binding &binding) {
  const TensorImpl &tensor = *binding.tensor;
  if (binding.kind == Binding::Kind::Input)
    return inputAttributes(tensor.name, binding.indices);
  if (tensor.role == Role::Hyper) {
    double value = *static_cast<const double *>(tensor.storage->data());
    return builder.getDictionaryAttr(
        {builder.getNamedAttr("luge.hyper", builder.getStringAttr(tensor.name)),
         builder.getNamedAttr("luge.group", builder.getI64IntegerAttr(names.group(tensor))),
         builder.getNamedAttr("luge.default", builder.getF64FloatAttr(value))});
  }
  mlir::NamedAttrList attributes(roleOf(binding));
  if (tensor.init && binding.kind == Binding::Kind::Tensor)
    attributes.set(
        "luge.init",
        builder.getDictionaryAttr(
            {builder.getNamedAttr("low", builder.getF64FloatAttr(tensor.init->low)),
             builder.getNamedAttr("high", builder.getF64FloatAttr(tensor.init->high)),
             builder.getNamedAttr("stream", builder.getI64IntegerAttr(tensor.init->stream))}));
  return attributes.getDictionary(&context());
}

//===----------------------------------------------------------------------===//
// Gradients as state
//===----------------------------------------------------------------------===//

void StepTrace::useGradient(const std::shared_ptr<TensorImpl> &tensor, GradientUse use) {
  // A tensor that the step makes itself has no gradient before it.
  bool isNew = !tensor->storage, settlesNothing = use == GradientUse::Read && !tensor->grad;
  if (isNew || settlesNothing || gradients.contains(tensor.get()))
    return;
  GradientSlot slot{tensor, tensor->grad, tensor->grad, /*created=*/false};
  if (use == GradientUse::Accumulate && !tensor->grad) {
    // What later calls accumulate into.
    slot.before = makeTensor(tensor->dtype, tensor->sizes).impl;
    slot.created = true;
    tensor->grad = slot.before;
  }
  gradients.insert({tensor.get(), slot});
}

void StepTrace::finishGradients(Location where) {
  for (auto &[tensor, slot] : gradients) {
    mlir::Value current = slot.before ? values.lookup(slot.before.get()) : nullptr;
    std::shared_ptr<TensorImpl> last = tensor->grad;
    if (!current) {
      // Never read: dropped first, and so made anew by every call; or only looked at.
      slot.after = last == slot.before ? slot.before : nullptr;
      continue;
    }
    slot.after = slot.before;
    if (last == slot.before)
      continue;
    if (last) {
      values[slot.before.get()] = valueOf(Tensor(last), where);
      continue;
    }
    auto type = mlir::cast<mlir::ShapedType>(current.getType());
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&block());
    mlir::Value zero =
        emit(nn::ConstantOp::getOperationName(), {},
             attribute("value", mlir::DenseElementsAttr::get(
                                    type, builder.getZeroAttr(type.getElementType()))),
             where)
            ->getResult(0);
    if (!slot.created) {
      values[slot.before.get()] = zero;
      continue;
    }
    // Zero at the first call, and dropped at the end of each: not a state, unless another program leaves one.
    guards.push_back([owner = slot.tensor] { return !owner->grad; });
    slot.after = nullptr;
    auto isIt = [&](const Binding &binding) {
      return binding.kind == Binding::Kind::Gradient && binding.tensor.get() == tensor;
    };
    size_t index = llvm::find_if(bindings, isIt) - bindings.begin();
    block().getArgument(index).replaceAllUsesWith(zero);
    block().eraseArgument(index);
    bindings.erase(bindings.begin() + index);
  }
}
