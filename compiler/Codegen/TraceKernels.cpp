//===- TraceKernels.cpp - When each thread ran which kernel ---------------===//
#include "compiler/Codegen/KernelName.h"
#include "compiler/Codegen/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace luge {
#define GEN_PASS_DEF_TRACEKERNELSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace luge {
namespace {

constexpr llvm::StringLiteral kTrace = "luge_trace", kNow = "luge_trace_now",
                              kRecord = "luge_trace_record";

class Tracer {
public:
  explicit Tracer(ModuleOp module)
      : module(module), builder(module.getContext()), symbols(module),
        pointer(LLVM::LLVMPointerType::get(module.getContext())) {}

  void declareRuntime();
  /// Records the runs of `function`, its kernels and its waits for other threads.
  void trace(func::FuncOp function);

private:
  Value getThread(func::FuncOp function);
  /// The address of the text, with a final NUL.
  Value getText(Location loc, StringRef text);
  Value emitBegin(Location loc);
  void emitEnd(Location loc, StringRef name, Value thread, Value begin);

  ModuleOp module;
  OpBuilder builder;
  SymbolTable symbols;
  Type pointer;
  llvm::StringMap<LLVM::GlobalOp> texts;
};

struct TraceKernelsPass final : public impl::TraceKernelsPassBase<TraceKernelsPass> {
  using Base::Base;
  void runOnOperation() override;
};

} // namespace

void Tracer::declareRuntime() {
  builder.setInsertionPointToStart(module.getBody());
  Location loc = module.getLoc();
  Type i64 = builder.getI64Type();
  LLVM::GlobalOp::create(builder, loc, builder.getI8Type(), /*isConstant=*/false,
                         LLVM::Linkage::External, kTrace, Attribute());
  for (auto [name, type] :
       {std::pair(kNow, builder.getFunctionType({}, i64)),
        std::pair(kRecord, builder.getFunctionType({pointer, pointer, i64, i64}, {}))})
    func::FuncOp::create(builder, loc, name, type).setPrivate();
}

Value Tracer::getThread(func::FuncOp function) {
  Type i64 = builder.getI64Type();
  for (BlockArgument argument : function.getArguments())
    if (function.getArgAttr(argument.getArgNumber(), "luge.thread"))
      return arith::IndexCastOp::create(builder, function.getLoc(), i64, argument);
  return arith::ConstantIntOp::create(builder, function.getLoc(), i64, 0);
}

Value Tracer::getText(Location loc, StringRef text) {
  LLVM::GlobalOp &global = texts[text];
  if (!global) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(module.getBody());
    std::string bytes = text.str() + '\0';
    global = LLVM::GlobalOp::create(
        builder, loc, LLVM::LLVMArrayType::get(builder.getI8Type(), bytes.size()),
        /*isConstant=*/true, LLVM::Linkage::Internal, "trace_name", builder.getStringAttr(bytes));
    symbols.insert(global);
  }
  return LLVM::AddressOfOp::create(builder, loc, pointer, global.getSymName());
}

Value Tracer::emitBegin(Location loc) {
  return func::CallOp::create(builder, loc, kNow, builder.getI64Type(), ValueRange()).getResult(0);
}

void Tracer::emitEnd(Location loc, StringRef name, Value thread, Value begin) {
  Value trace = LLVM::AddressOfOp::create(builder, loc, pointer, kTrace);
  Value text = getText(loc, name);
  func::CallOp::create(builder, loc, kRecord, TypeRange(), ValueRange{trace, text, thread, begin});
}

void Tracer::trace(func::FuncOp function) {
  auto calls = llvm::to_vector(function.getOps<func::CallOp>());
  Block &body = function.front();
  builder.setInsertionPointToStart(&body);
  Value thread = getThread(function), begin = emitBegin(function.getLoc());
  for (func::CallOp call : calls) {
    auto kernel = symbols.lookup<func::FuncOp>(call.getCallee());
    std::string name = describeKernel(*kernel);
    if (kernel.isDeclaration())
      name = "barrier";
    else if (name.empty())
      name = call.getCallee().str();
    builder.setInsertionPoint(call);
    Value start = emitBegin(call.getLoc());
    builder.setInsertionPointAfter(call);
    emitEnd(call.getLoc(), name, thread, start);
  }
  builder.setInsertionPoint(body.getTerminator());
  emitEnd(function.getLoc(), function.getName(), thread, begin);
}

void TraceKernelsPass::runOnOperation() {
  auto functions =
      llvm::filter_to_vector(getOperation().getOps<func::FuncOp>(), [](func::FuncOp function) {
        return function.isPublic() && !function.isDeclaration();
      });
  Tracer tracer(getOperation());
  for (func::FuncOp function : functions)
    tracer.trace(function);
  tracer.declareRuntime();
}

} // namespace luge
