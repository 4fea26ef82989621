// A program as a C library: its header, and that C programs build with it and agree with this process.
#include "compiler/Target/Library.h"
#include "compiler/Target/Compiler.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace {

constexpr char kScale[] = R"(
module @"scale-2" attributes {luge.max_batch = 4 : i64} {
  func.func @step(%x: memref<?xf32> {luge.input = "x"},
                  %seen: memref<f32> {luge.state = "seen"},
                  %unused: memref<f64> {luge.hyper = "momentum", luge.default = 0.9 : f64},
                  %lr: memref<f64> {luge.hyper = "lr", luge.group = 1 : i64, luge.default = 0.5 : f64},
                  %y: memref<?xf32> {luge.output = "y"}) {
    %c0 = arith.constant 0 : index
    %one = arith.constant 1.0 : f32
    %batch = memref.dim %x, %c0 : memref<?xf32>
    %factor64 = memref.load %lr[] : memref<f64>
    %factor = arith.truncf %factor64 : f64 to f32
    scf.forall (%i) in (%batch) {
      %0 = memref.load %x[%i] : memref<?xf32>
      %1 = arith.mulf %0, %factor : f32
      memref.store %1, %y[%i] : memref<?xf32>
    }
    %old = memref.load %seen[] : memref<f32>
    %new = arith.addf %old, %one : f32
    memref.store %new, %seen[] : memref<f32>
    return
  }
})";

constexpr char kMain[] = R"(
#include "scale-2.h"
#include <stdlib.h>
#define CHECK(condition) if (!(condition)) return __LINE__

int main(int argc, char **argv) {
  CHECK(argc == 2);
  size_t bytes = scale_2_size(1);
  CHECK(bytes > 0 && scale_2_size(0) == 0);
  scale_2 *self = (scale_2 *)aligned_alloc(LUGE_ALIGNMENT, bytes);
  CHECK(scale_2_init(self, bytes - 1, 0, 1) == LUGE_ERROR_SIZE);
  CHECK(scale_2_init(self, bytes, 0, 1) == LUGE_OK);
  float x[] = {1, 2, 3}, y[3];
  CHECK(scale_2_step(self, 3, x, y, NULL, NULL) == LUGE_OK);
  CHECK(y[2] == 1.5f);
  scale_2_hypers hypers = scale_2_default_hypers();
  CHECK(hypers.momentum == 0.9);
  hypers.lr_1 = 4;
  CHECK(scale_2_step(self, 2, x, y, &hypers, NULL) == LUGE_OK);
  CHECK(y[1] == 8.0f && y[2] == 1.5f);
  luge_detail detail;
  CHECK(scale_2_step(self, 5, x, y, NULL, &detail) == LUGE_ERROR_BATCH && detail.limit == SCALE_2_MAX_BATCH);
  CHECK(scale_2_step(self, 3, NULL, y, NULL, &detail) == LUGE_ERROR_NULL);
  CHECK(*(float *)scale_2_data(self, SCALE_2_SEEN) == 2.0f);
  CHECK(scale_2_save(self, argv[1], &detail) == LUGE_OK);
  CHECK(scale_2_step(self, 3, x, y, NULL, NULL) == LUGE_OK);
  CHECK(scale_2_load(self, argv[1], &detail) == LUGE_OK);
  CHECK(*(float *)scale_2_data(self, SCALE_2_SEEN) == 2.0f);
  scale_2_destroy(self);
  free(self);
  return 0;
}
)";

class LibraryTest : public testing::Test {
protected:
  LibraryTest() {
    mlir::DialectRegistry registry;
    mlir::registerAllDialects(registry);
    mlir::registerAllExtensions(registry);
    context.appendDialectRegistry(registry);
  }
  void SetUp() override {
    llvm::SmallString<128> path;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("luge-library", path));
    folder = path.str().str();
    write("main.c", kMain);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  void write(const std::string &name, const std::string &text) {
    std::ofstream(folder + "/" + name) << text;
  }
  void writeLibrary(const luge::TargetOptions &options) {
    auto module = mlir::parseSourceString<mlir::ModuleOp>(kScale, &context);
    luge::ProgramDescription program = *luge::describeProgram(*module);
    auto object = luge::compileModule(*module, options);
    ASSERT_TRUE(succeeded(object));
    write("scale-2.h", luge::makeHeader(program));
    llvm::Error error =
        luge::writeLibrary(folder + "/scale_2.a", *object, program, options, LUGE_RUNTIME_FOLDER);
    ASSERT_FALSE(static_cast<bool>(error)) << llvm::toString(std::move(error));
  }
  int run(const std::string &command) {
    int status = std::system(("cd " + folder + " && " + command).c_str());
    return WEXITSTATUS(status);
  }

  mlir::MLIRContext context;
  std::string folder;
};

TEST_F(LibraryTest, TrainsInAPlainCProgram) {
  writeLibrary({});
  ASSERT_EQ(run("cc -std=c11 -Wall -Wextra -Werror -pedantic main.c scale_2.a -lm -o main"), 0);
  EXPECT_EQ(run("./main saved.safetensors"), 0);
}

TEST_F(LibraryTest, HeaderIsCppToo) {
  writeLibrary({});
  ASSERT_EQ(run("c++ -std=c++11 -Wall -Wextra -Werror -x c++ main.c -x none scale_2.a -lm -o main"),
            0);
  EXPECT_EQ(run("./main saved.safetensors"), 0);
}

TEST_F(LibraryTest, SerialLibraryNeedsNoThreads) {
  writeLibrary({.threads = false});
  ASSERT_EQ(run("cc -std=c11 main.c scale_2.a -lm -o main"), 0);
  EXPECT_EQ(run("./main saved.safetensors"), 0);
  EXPECT_NE(run("nm scale_2.a | grep -q pthread"), 0);
}

TEST_F(LibraryTest, NeedsNoCppOrLlvm) {
  writeLibrary({});
  EXPECT_NE(run("nm -u scale_2.a | grep -E '_Z|LLVM|mlir'"), 0);
}

TEST_F(LibraryTest, SaysWhichRuntimeIsMissing) {
  auto module = mlir::parseSourceString<mlir::ModuleOp>(kScale, &context);
  llvm::Error error = luge::writeLibrary(folder + "/a.a", "", *luge::describeProgram(*module), {},
                                         folder + "/none");
  EXPECT_NE(llvm::toString(std::move(error)).find("libluge-runtime.a"), std::string::npos);
  EXPECT_FALSE(llvm::sys::fs::exists(folder + "/a.a"));
}

} // namespace
