//===- InterfaceCode.cpp - The C functions of a program, in LLVM IR -------===//
#include "compiler/Target/InterfaceCode.h"

#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace luge {
namespace {

class InterfaceBuilder {
public:
  InterfaceBuilder(Module &module, const Interface &interface)
      : module(module), interface(interface), builder(module.getContext()),
        program(module.getOrInsertGlobal(interface.prefix + "_program", builder.getInt8Ty())) {}
  void build();

private:
  Function *begin(const Twine &name, Type *result, ArrayRef<Type *> parameters);
  void forward(StringRef callee, Type *result, ArrayRef<Value *> arguments);
  Value *buildTable(ArrayRef<Value *> pointers);
  Value *buildHypers(Value *given, ArrayRef<size_t> members);
  void buildCall(int32_t index, const InterfaceFunction &function);

  Module &module;
  const Interface &interface;
  IRBuilder<> builder;
  Constant *program;
};

} // namespace

Function *InterfaceBuilder::begin(const Twine &name, Type *result, ArrayRef<Type *> parameters) {
  Function *function =
      Function::Create(FunctionType::get(result, parameters, /*isVarArg=*/false),
                       GlobalValue::ExternalLinkage, interface.prefix + "_" + name, module);
  builder.SetInsertPoint(BasicBlock::Create(module.getContext(), "", function));
  return function;
}

/// Ends the function with `return callee(arguments)`.
void InterfaceBuilder::forward(StringRef callee, Type *result, ArrayRef<Value *> arguments) {
  SmallVector<Type *> types;
  for (Value *argument : arguments)
    types.push_back(argument->getType());
  FunctionCallee function =
      module.getOrInsertFunction(callee, FunctionType::get(result, types, /*isVarArg=*/false));
  Value *value = builder.CreateCall(function, arguments);
  if (result->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(value);
}

/// An array of `pointers` on the stack.
Value *InterfaceBuilder::buildTable(ArrayRef<Value *> pointers) {
  Value *table = builder.CreateAlloca(ArrayType::get(builder.getPtrTy(), pointers.size()));
  for (auto [index, pointer] : enumerate(pointers))
    builder.CreateStore(pointer, builder.CreateConstGEP1_64(builder.getPtrTy(), table, index));
  return table;
}

/// The `members` of the struct at `given` as an array; null, for the defaults, if `given` is.
Value *InterfaceBuilder::buildHypers(Value *given, ArrayRef<size_t> members) {
  Function *function = builder.GetInsertBlock()->getParent();
  auto *copy = BasicBlock::Create(module.getContext(), "copy", function);
  auto *end = BasicBlock::Create(module.getContext(), "end", function);
  Type *type = builder.getDoubleTy();
  Value *values = builder.CreateAlloca(ArrayType::get(type, members.size()));
  BasicBlock *start = builder.GetInsertBlock();
  builder.CreateCondBr(builder.CreateIsNull(given), end, copy);
  builder.SetInsertPoint(copy);
  for (auto [index, member] : enumerate(members)) {
    Value *value = builder.CreateLoad(type, builder.CreateConstGEP1_64(type, given, member));
    builder.CreateStore(value, builder.CreateConstGEP1_64(type, values, index));
  }
  builder.CreateBr(end);
  builder.SetInsertPoint(end);
  PHINode *result = builder.CreatePHI(builder.getPtrTy(), 2);
  result->addIncoming(given, start);
  result->addIncoming(values, copy);
  return result;
}

void InterfaceBuilder::buildCall(int32_t index, const InterfaceFunction &description) {
  Type *pointer = builder.getPtrTy(), *i64 = builder.getInt64Ty();
  size_t tensors = description.inputs.size() + description.outputs.size();
  SmallVector<Type *> parameters{pointer, i64};
  parameters.append(tensors, pointer);
  bool hasHypers = !description.hypers.empty();
  parameters.append(hasHypers ? 2 : 1, pointer);
  Function *function = begin(description.name, builder.getInt32Ty(), parameters);

  SmallVector<Value *> arguments(
      map_range(function->args(), [](Argument &argument) { return &argument; }));
  ArrayRef<Value *> passed = ArrayRef(arguments).slice(2, tensors);
  Value *inputs = buildTable(passed.take_front(description.inputs.size()));
  Value *outputs = buildTable(passed.drop_front(description.inputs.size()));
  Value *hypers = hasHypers ? buildHypers(arguments[2 + tensors], description.hypers)
                            : ConstantPointerNull::get(builder.getPtrTy());
  forward("luge_instance_call", builder.getInt32Ty(),
          {arguments[0], builder.getInt32(index), arguments[1], inputs, outputs, hypers,
           arguments.back()});
}

void InterfaceBuilder::build() {
  Type *pointer = builder.getPtrTy(), *i32 = builder.getInt32Ty(), *i64 = builder.getInt64Ty();
  Function *size = begin("size", i64, {i32});
  forward("luge_instance_size", i64, {program, size->getArg(0)});
  Function *init = begin("init", i32, {pointer, i64, i64, i32});
  forward("luge_instance_init", i32,
          {init->getArg(0), init->getArg(1), program, init->getArg(2), init->getArg(3)});
  Function *destroy = begin("destroy", builder.getVoidTy(), {pointer});
  forward("luge_instance_destroy", builder.getVoidTy(), {destroy->getArg(0)});
  Function *data = begin("data", pointer, {pointer, i32});
  forward("luge_instance_data", pointer, {data->getArg(0), data->getArg(1)});
  Function *save = begin("save", i32, {pointer, pointer, pointer});
  forward("luge_instance_save", i32,
          {save->getArg(0), save->getArg(1), ConstantPointerNull::get(builder.getPtrTy()),
           builder.getInt32(0), save->getArg(2)});
  Function *load = begin("load", i32, {pointer, pointer, pointer});
  forward("luge_instance_load", i32, {load->getArg(0), load->getArg(1), load->getArg(2)});
  for (auto [index, function] : enumerate(interface.functions))
    buildCall(index, function);
}

void emitInterface(Module &module, const Interface &interface) {
  InterfaceBuilder(module, interface).build();
}

} // namespace luge
