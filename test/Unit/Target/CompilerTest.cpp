// Modules become objects that run, and objects are found again in the cache.
#include "compiler/Target/Compiler.h"
#include "compiler/Target/Executable.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace {

constexpr char kTwice[] = R"(
module @twice attributes {luge.max_batch = 4 : i64} {
  func.func @step(%x: memref<?x2xf32> {luge.input = "x"},
                  %seen: memref<f32> {luge.state = "seen", luge.init = {low = 3.0 : f64, high = 3.0 : f64}},
                  %lr: memref<f64> {luge.hyper = "lr", luge.group = 1 : i64, luge.default = 0.5 : f64},
                  %y: memref<?x2xf32> {luge.output = "y"}) {
    %c0 = arith.constant 0 : index
    %batch = memref.dim %x, %c0 : memref<?x2xf32>
    %t = memref.alloc(%batch) : memref<?x2xf32>
    scf.forall (%i, %j) in (%batch, 2) {
      %0 = memref.load %x[%i, %j] : memref<?x2xf32>
      %1 = arith.addf %0, %0 : f32
      memref.store %1, %t[%i, %j] : memref<?x2xf32>
    }
    scf.forall (%i, %j) in (%batch, 2) {
      %0 = memref.load %t[%i, %j] : memref<?x2xf32>
      memref.store %0, %y[%i, %j] : memref<?x2xf32>
    }
    return
  }
  func.func @predict(%x: memref<?x2xf32> {luge.input = "x"}, %y: memref<?x2xf32> {luge.output = "y"}) {
    return
  }
})";

class CompilerTest : public testing::Test {
protected:
  CompilerTest() {
    mlir::DialectRegistry registry;
    mlir::registerAllDialects(registry);
    mlir::registerAllExtensions(registry);
    context.appendDialectRegistry(registry);
  }

  mlir::OwningOpRef<mlir::ModuleOp> parse(llvm::StringRef text) {
    return mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  }

  mlir::MLIRContext context;
};

TEST_F(CompilerTest, ObjectDescribesItsProgram) {
  auto module = parse(kTwice);
  auto object = luge::compileModule(*module, {}, luge::OutputKind::Archive);
  ASSERT_TRUE(succeeded(object));
  auto executable = llvm::cantFail(luge::Executable::load(*object, "twice"));
  const luge_program &program = executable->getProgram();
  EXPECT_EQ(program.abi_version, uint32_t(LUGE_ABI_VERSION));
  EXPECT_STREQ(program.name, "twice");
  EXPECT_EQ(program.max_batch, 4);
  ASSERT_EQ(program.tensor_count, 4); // x and y are one tensor each for both functions
  EXPECT_STREQ(program.tensors[1].name, "seen");
  EXPECT_EQ(program.tensors[1].role, LUGE_STATE);
  EXPECT_EQ(program.tensors[1].low, 3.0);
  EXPECT_EQ(program.tensors[2].role, LUGE_HYPER);
  EXPECT_EQ(program.tensors[2].dtype, LUGE_F64);
  EXPECT_EQ(program.tensors[2].group, 1);
  EXPECT_EQ(program.tensors[2].high, 0.5);
  ASSERT_EQ(program.tensors[3].rank, 2);
  EXPECT_EQ(program.tensors[3].extents[0], -1);
  EXPECT_EQ(program.tensors[3].extents[1], 2);
  ASSERT_EQ(program.function_count, 2);
  EXPECT_STREQ(program.functions[0].name, "step");
  EXPECT_EQ(program.functions[0].arena_bytes, 64);
  EXPECT_EQ(program.functions[0].parallel, 0);
  ASSERT_EQ(program.functions[1].arg_count, 2);
  EXPECT_EQ(program.functions[1].args[1], 3);
}

TEST_F(CompilerTest, CodeRunsThroughTheRuntime) {
  auto module = parse(kTwice);
  auto object = luge::compileModule(*module, {}, luge::OutputKind::Archive);
  ASSERT_TRUE(succeeded(object));
  auto executable = llvm::cantFail(luge::Executable::load(*object, "twice"));
  const luge_program &program = executable->getProgram();
  float x[] = {1, 2, 3, 4, 5, 6}, y[6] = {}, seen = 0;
  double lr = 0;
  alignas(64) char arena[64];
  void *args[] = {x, &seen, &lr, y};
  ASSERT_EQ(luge_call(&program, &program.functions[0], args, 3, arena, nullptr, nullptr), LUGE_OK);
  EXPECT_EQ(y[5], 12.0f);
  EXPECT_EQ(luge_call(&program, &program.functions[0], args, 5, arena, nullptr, nullptr),
            LUGE_ERROR_BATCH);
}

TEST_F(CompilerTest, KeyDependsOnTextAndTargetOnly) {
  std::string key = luge::makeCacheKey(*parse(kTwice), {.cpu = "x86-64-v3"});
  EXPECT_EQ(key.size(), 64u);
  EXPECT_EQ(key, luge::makeCacheKey(*parse("// a comment moves locations\n" + std::string(kTwice)),
                                    {.cpu = "x86-64-v3"}));
  EXPECT_NE(key, luge::makeCacheKey(*parse(kTwice), {.cpu = "x86-64-v4"}));
  EXPECT_NE(key, luge::makeCacheKey(*parse(kTwice), {.cpu = "x86-64-v3", .threads = false}));
  EXPECT_NE(key, luge::makeCacheKey(*parse("module @other {}"), {.cpu = "x86-64-v3"}));
  // Code that tells lines is another program's if they differ.
  std::string moved = "// a comment moves locations\n" + std::string(kTwice);
  EXPECT_NE(luge::makeCacheKey(*parse(kTwice), {.debugInfo = true}),
            luge::makeCacheKey(*parse(moved), {.debugInfo = true}));
  EXPECT_NE(luge::makeCacheKey(*parse(kTwice), {.trace = true}),
            luge::makeCacheKey(*parse(moved), {.trace = true}));
}

TEST_F(CompilerTest, CompilesOnceForTheCache) {
  llvm::SmallString<128> folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("luge-cache", folder));
  luge::ObjectCache cache(folder.str().str());
  std::string key = luge::makeCacheKey(*parse(kTwice), {});
  auto first = luge::compileThroughCache(*parse(kTwice), {}, cache);
  ASSERT_TRUE(succeeded(first));
  EXPECT_EQ(cache.find(key), *first);

  // A hit is taken as it is; a file that is not what was written is replaced.
  ASSERT_FALSE(cache.store(key, "stored"));
  EXPECT_EQ(*luge::compileThroughCache(*parse(kTwice), {}, cache), "stored");
  std::ofstream(folder.str().str() + "/llvmcache-" + key) << "broken";
  EXPECT_EQ(*luge::compileThroughCache(*parse(kTwice), {}, cache), *first);
  EXPECT_EQ(cache.find(key), *first);
  std::filesystem::remove_all(folder.str().str());
}

TEST_F(CompilerTest, RefusesUnknownProcessors) {
  mlir::ScopedDiagnosticHandler ignore(&context,
                                       [](mlir::Diagnostic &) { return mlir::success(); });
  EXPECT_TRUE(failed(luge::compileModule(*parse(kTwice), {.cpu = "i386x"})));
  EXPECT_TRUE(failed(luge::compileModule(*parse(kTwice), {.features = "+flux"})));
}

} // namespace
