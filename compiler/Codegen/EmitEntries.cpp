//===- EmitEntries.cpp - The entry that the runtime calls -----------------===//
#include "compiler/Codegen/Passes.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace luge {
#define GEN_PASS_DEF_EMITENTRIESPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace luge {
namespace {

/// Builds the entry of one function.
class EntryBuilder {
public:
  EntryBuilder(func::FuncOp function, const LLVMTypeConverter &converter)
      : function(function), converter(converter), builder(function) {}
  void build();

private:
  Value buildArgument(unsigned index);
  Value buildMemRef(MemRefType type, Value pointer);
  Value cast(Value value, Type type);

  func::FuncOp function;
  const LLVMTypeConverter &converter;
  OpBuilder builder;
  LLVM::LLVMFuncOp entry;
  /// Arguments of the function seen so far that come from the table.
  int32_t tableIndex = 0;
};

struct EmitEntriesPass final : public impl::EmitEntriesPassBase<EmitEntriesPass> {
  using Base::Base;
  void runOnOperation() override;
};

} // namespace

Value EntryBuilder::cast(Value value, Type type) {
  return UnrealizedConversionCastOp::create(builder, function.getLoc(), type, value).getResult(0);
}

/// A contiguous memref at `pointer` whose dynamic extents are the batch.
Value EntryBuilder::buildMemRef(MemRefType type, Value pointer) {
  Location loc = function.getLoc();
  Value batch = entry.getArgument(1);
  auto constant = [&](int64_t value) -> Value {
    return LLVM::ConstantOp::create(builder, loc, builder.getI64Type(),
                                    builder.getI64IntegerAttr(value));
  };
  auto descriptor = MemRefDescriptor::poison(builder, loc, converter.convertType(type));
  descriptor.setAllocatedPtr(builder, loc, pointer);
  descriptor.setAlignedPtr(builder, loc, pointer);
  descriptor.setConstantOffset(builder, loc, 0);
  Value stride = constant(1);
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    Value size = type.isDynamicDim(dim) ? batch : constant(type.getDimSize(dim));
    descriptor.setSize(builder, loc, dim, size);
    descriptor.setStride(builder, loc, dim, stride);
    if (dim > 0)
      stride = LLVM::MulOp::create(builder, loc, stride, size);
  }
  return cast(descriptor, type);
}

Value EntryBuilder::buildArgument(unsigned index) {
  enum { Table, Batch, Arena, Team, Thread, Threads };
  Location loc = function.getLoc();
  Type type = function.getArgumentTypes()[index];
  auto is = [&](StringRef role) { return static_cast<bool>(function.getArgAttr(index, role)); };
  if (is("luge.arena"))
    return buildMemRef(llvm::cast<MemRefType>(type), entry.getArgument(Arena));
  if (is("luge.team"))
    return entry.getArgument(Team);
  if (is("luge.thread"))
    return cast(entry.getArgument(Thread), type);
  if (is("luge.threads"))
    return cast(entry.getArgument(Threads), type);
  Type pointer = LLVM::LLVMPointerType::get(builder.getContext());
  Value slot = LLVM::GEPOp::create(builder, loc, pointer, pointer, entry.getArgument(Table),
                                   ArrayRef<LLVM::GEPArg>{tableIndex++});
  return buildMemRef(llvm::cast<MemRefType>(type),
                     LLVM::LoadOp::create(builder, loc, pointer, slot));
}

void EntryBuilder::build() {
  Location loc = function.getLoc();
  Type pointer = LLVM::LLVMPointerType::get(builder.getContext()), i64 = builder.getI64Type();
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(builder.getContext()),
                                          {pointer, i64, pointer, pointer, i64, i64});
  entry = LLVM::LLVMFuncOp::create(builder, loc, ("luge_entry_" + function.getName()).str(), type);
  builder.setInsertionPointToStart(entry.addEntryBlock(builder));
  SmallVector<Value> arguments;
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    arguments.push_back(buildArgument(i));
  func::CallOp::create(builder, loc, function, arguments);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}

static LogicalResult verifySignature(func::FuncOp function) {
  if (function.getNumResults() != 0)
    return function.emitOpError("expected a public function to have no results, got ")
           << function.getResultTypes();
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto memref = dyn_cast<MemRefType>(type);
    bool known = function.getArgAttr(index, "luge.team") ||
                 function.getArgAttr(index, "luge.thread") ||
                 function.getArgAttr(index, "luge.threads");
    if (!known && (!memref || !memref.getLayout().isIdentity()))
      return function.emitOpError("expected argument ")
             << index << " to be a memref of contiguous elements, got " << type;
  }
  return success();
}

void EmitEntriesPass::runOnOperation() {
  LLVMTypeConverter converter(&getContext());
  auto internal = LLVM::LinkageAttr::get(&getContext(), LLVM::Linkage::Internal);
  for (auto function : llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
    if (function.isDeclaration())
      continue;
    if (function.isPublic()) {
      if (failed(verifySignature(function)))
        return signalPassFailure();
      EntryBuilder(function, converter).build();
      function.setPrivate();
    }
    function->setAttr("llvm.linkage", internal);
  }
}

} // namespace luge
