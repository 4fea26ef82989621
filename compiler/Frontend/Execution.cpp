#include "compiler/Frontend/Execution.h"

#include "compiler/Frontend/Context.h"
#include "compiler/Target/Compiler.h"
#include "compiler/Target/Executable.h"
#include "luge/GradMode.h"
#include "runtime/Core/Team.h"

#include <cstdlib>
#include <map>
#include <new>
#include <string>
#include <thread>

using namespace luge;
using namespace luge::frontend;

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

static int threadCount = std::max(1u, std::thread::hardware_concurrency());

/// One team for all programs, which are called one after the other.
static luge_team *team(Location where) {
  static luge_team *current = nullptr;
  if (luge_team_threads(current) == threadCount)
    return current;
  luge_team_free(current);
  current = nullptr;
  if (threadCount > 1)
    if (luge_status status = luge_team_create(threadCount, &current))
      throw Error("cannot start " + std::to_string(threadCount) +
                      " threads: " + luge_status_string(status),
                  where);
  return current;
}

void luge::set_num_threads(int threads, Location where) {
  if (threads < 1 || threads > LUGE_MAX_THREADS)
    throw Error("expected a number of threads from 1 to " + std::to_string(LUGE_MAX_THREADS) +
                    ", got " + std::to_string(threads),
                where);
  threadCount = threads;
}

int luge::get_num_threads() { return threadCount; }

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// What makes two programs the same: all but where they were written.
static std::string textOf(mlir::ModuleOp program) {
  std::string text;
  llvm::raw_string_ostream os(text);
  program->print(os, mlir::OpPrintingFlags().enableDebugInfo(false).useLocalScope());
  return text;
}

std::shared_ptr<CompiledProgram> CompiledProgram::get(mlir::ModuleOp program, Location where) {
  static std::map<std::string, std::shared_ptr<CompiledProgram>> &cache =
      *new std::map<std::string, std::shared_ptr<CompiledProgram>>;
  std::shared_ptr<CompiledProgram> &compiled = cache[textOf(program)];
  if (compiled)
    return compiled;

  DiagnosticCapture diagnostics;
  mlir::OwningOpRef<mlir::ModuleOp> lowered = program.clone();
  mlir::FailureOr<std::string> object = compileModule(*lowered, TargetOptions());
  if (failed(object))
    diagnostics.raise(where);
  auto executable = Executable::load(*object, program.getSymName().value_or("program"));
  if (!executable)
    throw Error("cannot load the compiled program: " + llvm::toString(executable.takeError()),
                where);
  compiled.reset(new CompiledProgram(std::move(*executable)));
  return compiled;
}

void CompiledProgram::FreeArena::operator()(void *memory) const { std::free(memory); }

CompiledProgram::CompiledProgram(std::unique_ptr<Executable> loaded)
    : executable(std::move(loaded)) {
  const luge_program &program = executable->getProgram();
  int64_t bytes = 0;
  for (int32_t i = 0; i < program.function_count; ++i)
    bytes = std::max(bytes, program.functions[i].arena_bytes);
  if (bytes == 0)
    return;
  arena.reset(std::aligned_alloc(LUGE_ALIGNMENT, llvm::alignTo(bytes, LUGE_ALIGNMENT)));
  if (!arena)
    throw std::bad_alloc();
}

CompiledProgram::~CompiledProgram() = default;

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

static std::string describe(luge_status status, const luge_detail &detail) {
  std::string tensor = detail.tensor ? std::string("'") + detail.tensor + "'" : "";
  if (status == LUGE_ERROR_INDEX)
    return "class index " + std::to_string(detail.value) + " in row " +
           std::to_string(detail.position) + " of " + tensor +
           " is out of range: expected one from 0 to " + std::to_string(detail.limit - 1);
  std::string text = luge_status_string(status);
  if (!tensor.empty())
    text += " (" + tensor + ")";
  if (detail.reason)
    text += std::string(": ") + detail.reason;
  return text;
}

void CompiledProgram::run(const std::string &name, const std::vector<void *> &addresses,
                          int64_t batch, Location where) {
  const luge_program &program = executable->getProgram();
  const luge_function &function = program.functions[luge_find_function(&program, name.c_str())];
  assert(function.arg_count == int32_t(addresses.size()) && "one address per argument and output");
  luge_detail detail;
  luge_status status =
      luge_call(&program, &function, addresses.data(), batch, arena.get(), team(where), &detail);
  if (status != LUGE_OK)
    throw Error(describe(status, detail), where);
}
