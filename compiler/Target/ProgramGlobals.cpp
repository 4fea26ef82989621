//===- ProgramGlobals.cpp - luge_program as constant data -----------------===//
#include "compiler/Target/ProgramGlobals.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"

using namespace llvm;

namespace luge {
namespace {

/// Builds constants with the layout a C compiler gives the structures of Program.h.
class GlobalsBuilder {
public:
  explicit GlobalsBuilder(Module &module) : module(module), context(module.getContext()) {}
  void build(const ProgramDescription &program);

private:
  Constant *i32(int64_t value) { return ConstantInt::getSigned(Type::getInt32Ty(context), value); }
  Constant *i64(int64_t value) { return ConstantInt::getSigned(Type::getInt64Ty(context), value); }
  Constant *f64(double value) { return ConstantFP::get(Type::getDoubleTy(context), value); }
  /// A private constant; the address of it.
  Constant *address(Constant *value);
  Constant *string(StringRef text) { return address(ConstantDataArray::getString(context, text)); }
  template <typename T> Constant *array(ArrayRef<T> values) {
    return address(ConstantDataArray::get(context, values));
  }
  Constant *table(ArrayRef<Constant *> rows, size_t rowBytes);
  Constant *tensor(const TensorDescription &tensor);
  Constant *function(const FunctionDescription &function);

  Module &module;
  LLVMContext &context;
};

} // namespace

Constant *GlobalsBuilder::address(Constant *value) {
  auto *global = new GlobalVariable(module, value->getType(), /*isConstant=*/true,
                                    GlobalValue::PrivateLinkage, value);
  global->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  return global;
}

Constant *GlobalsBuilder::table(ArrayRef<Constant *> rows, [[maybe_unused]] size_t rowBytes) {
  if (rows.empty())
    return ConstantPointerNull::get(PointerType::get(context, 0));
  assert(module.getDataLayout().getTypeAllocSize(rows.front()->getType()) == rowBytes &&
         "unlike Program.h");
  return address(ConstantArray::get(ArrayType::get(rows.front()->getType(), rows.size()), rows));
}

Constant *GlobalsBuilder::tensor(const TensorDescription &tensor) {
  return ConstantStruct::getAnon(
      {string(tensor.name), i32(tensor.role), i32(tensor.dtype), i32(tensor.extents.size()),
       array<int64_t>(tensor.extents), f64(tensor.low), f64(tensor.high), i64(tensor.stream),
       i32(tensor.group), i64(tensor.indexLimit), i64(tensor.indexIgnore)});
}

Constant *GlobalsBuilder::function(const FunctionDescription &function) {
  Function *entry = module.getFunction("luge_entry_" + function.name);
  entry->setLinkage(GlobalValue::InternalLinkage);
  return ConstantStruct::getAnon({string(function.name), entry, i32(function.args.size()),
                                  array<int32_t>(function.args), i64(function.arenaBytes),
                                  i32(function.parallel)});
}

void GlobalsBuilder::build(const ProgramDescription &program) {
  SmallVector<Constant *> tensors, functions;
  for (const TensorDescription &description : program.tensors)
    tensors.push_back(tensor(description));
  for (const FunctionDescription &description : program.functions)
    functions.push_back(function(description));
  Constant *value =
      ConstantStruct::getAnon({i32(LUGE_ABI_VERSION), string(program.name), i64(program.maxBatch),
                               i32(tensors.size()), table(tensors, sizeof(luge_tensor)),
                               i32(functions.size()), table(functions, sizeof(luge_function))});
  assert(module.getDataLayout().getTypeAllocSize(value->getType()) == sizeof(luge_program) &&
         "unlike Program.h");
  new GlobalVariable(module, value->getType(), /*isConstant=*/true, GlobalValue::ExternalLinkage,
                     value, makeIdentifier(program.name) + "_program");
}

void emitProgramGlobals(Module &module, const ProgramDescription &program) {
  GlobalsBuilder(module).build(program);
}

} // namespace luge
