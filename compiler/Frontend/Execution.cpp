#include "compiler/Frontend/Execution.h"

#include "compiler/Frontend/Context.h"
#include "compiler/Pipelines/Pipelines.h"
#include "compiler/Target/BugReport.h"
#include "compiler/Target/Compiler.h"
#include "compiler/Target/Executable.h"
#include "compiler/Target/TraceFile.h"
#include "luge/GradMode.h"
#include "mlir/Pass/PassManager.h"
#include "runtime/Core/Team.h"

#include <map>
#include <mutex>
#include <new>
#include <string>
#include <thread>

using namespace luge;
using namespace luge::frontend;

//===----------------------------------------------------------------------===//
// Threads
//===----------------------------------------------------------------------===//

static int threadCount = std::max(1u, std::thread::hardware_concurrency());

/// One team of each size for all programs, which are called one after the other.
static luge_team *team(int threads, Location where) {
  static std::map<int, luge_team *> teams;
  auto [known, isNew] = teams.try_emplace(threads, nullptr);
  if (isNew && threads > 1)
    if (luge_status status = luge_team_create(threads, &known->second)) {
      teams.erase(known);
      throw Error("cannot start " + std::to_string(threads) +
                      " threads: " + luge_status_string(status),
                  where);
    }
  return known->second;
}

void frontend::expectThreads(int threads, Location where) {
  if (threads < 1 || threads > LUGE_MAX_THREADS)
    throw ValueError("expected a number of threads from 1 to " + std::to_string(LUGE_MAX_THREADS) +
                         ", got " + std::to_string(threads),
                     where);
}

void luge::set_num_threads(int threads, Location where) {
  expectThreads(threads, where);
  threadCount = threads;
}

int luge::get_num_threads() { return threadCount; }

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

/// The stages by the names that users know.
static const std::pair<const char *, Stage> stages[] = {
    {"trace", Stage::Trace},   {"autodiff", Stage::Autodiff}, {"simplify", Stage::Simplify},
    {"linalg", Stage::Linalg}, {"vector", Stage::Vector},     {"memory", Stage::Memory},
    {"llvm", Stage::Llvm}};

void frontend::lowerToStage(mlir::ModuleOp program, const std::string &name, Location where) {
  auto stage = llvm::find_if(stages, [&](const auto &stage) { return stage.first == name; });
  if (stage == std::end(stages))
    throw Error("there is no stage '" + name +
                    "'; stages are trace, autodiff, simplify, linalg, "
                    "vector, memory and llvm",
                where);
  PipelineOptions options;
  options.stopAfter = stage->second;
  mlir::PassManager manager(program.getContext());
  buildPipeline(manager, options);
  DiagnosticCapture diagnostics;
  if (failed(manager.run(program)))
    diagnostics.raise(where);
}

static TargetOptions getTargetOptions(Location where) {
  llvm::Expected<TargetOptions> options = Executable::getTargetOptions();
  if (!options)
    throw Error(llvm::toString(options.takeError()), where);
  return *options;
}

static mlir::FailureOr<std::string> makeObject(mlir::ModuleOp program, TargetOptions options,
                                               Location where) {
  mlir::TimingScope timing;
  if (TraceFile *trace = TraceFile::current())
    timing = trace->time();
  options.timing = &timing;
  llvm::Expected<std::optional<ObjectCache>> cache = ObjectCache::open();
  if (!cache)
    throw Error(llvm::toString(cache.takeError()), where);
  return *cache ? compileThroughCache(program, options, **cache)
                : compileModule(program, options, OutputKind::Archive);
}

std::shared_ptr<CompiledProgram> CompiledProgram::get(mlir::ModuleOp program, Location where) {
  // Never destroyed, as the context.
  static auto &cache = *new std::map<std::string, std::shared_ptr<CompiledProgram>>;
  TargetOptions options = getTargetOptions(where);
  std::string key = makeCacheKey(program, options);
  if (auto known = cache.find(key); known != cache.end())
    return known->second;

  DiagnosticCapture diagnostics;
  mlir::OwningOpRef<mlir::ModuleOp> lowered = program.clone();
  mlir::FailureOr<std::string> object = makeObject(*lowered, options, where);
  if (failed(object)) {
    std::string text;
    llvm::raw_string_ostream(text) << program;
    diagnostics.raise(where, isValidProgram(text, &context()) ? reportBug(text, "--emit=obj") : "");
  }
  auto executable = Executable::load(*object, program.getSymName().value_or("program"));
  if (!executable)
    throw Error("cannot load the compiled program: " + llvm::toString(executable.takeError()),
                where);
  std::shared_ptr<CompiledProgram> compiled(new CompiledProgram(std::move(*executable), where));
  cache.emplace(std::move(key), compiled);
  return compiled;
}

CompiledProgram::CompiledProgram(std::unique_ptr<Executable> loaded, Location where)
    : executable(std::move(loaded)) {
  const luge_program &program = executable->getProgram();
  llvm::Expected<Memory> allocated = allocateMemory(program, getArenaBytes(program));
  if (!allocated)
    throw Error(llvm::toString(allocated.takeError()), where);
  arena = std::move(*allocated);
}

CompiledProgram::~CompiledProgram() = default;

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

static std::string describe(luge_status status, const luge_detail &detail) {
  std::string tensor = detail.tensor ? std::string("'") + detail.tensor + "'" : "";
  if (status == LUGE_ERROR_INDEX)
    return std::to_string(detail.value) + " in row " + std::to_string(detail.position) + " of " +
           tensor + " is out of range: expected one from 0 to " + std::to_string(detail.limit - 1);
  if (status == LUGE_ERROR_CHECK)
    return std::string("expected that ") + detail.tensor + ", got " + detail.found;
  std::string text = luge_status_string(status);
  if (!tensor.empty())
    text += " (" + tensor + ")";
  if (detail.reason)
    text += std::string(": ") + detail.reason;
  return text;
}

void CompiledProgram::run(const std::string &name, const std::vector<void *> &addresses,
                          int64_t batch, Location where, std::optional<int> threads) {
  // The arena and the team serve one call at a time.
  static std::mutex running;
  std::lock_guard lock(running);
  const luge_program &program = executable->getProgram();
  const luge_function &function = program.functions[luge_find_function(&program, name.c_str())];
  assert(function.arg_count == int32_t(addresses.size()) && "one address per argument and output");
  luge_detail detail;
  luge_status status = luge_call(&program, &function, addresses.data(), batch, arena.get(),
                                 team(threads.value_or(threadCount), where), &detail);
  if (status == LUGE_ERROR_INDEX)
    throw IndexError(describe(status, detail), where);
  if (status == LUGE_ERROR_CHECK)
    throw CheckError(describe(status, detail), where, detail.position);
  if (status != LUGE_OK)
    throw Error(describe(status, detail), where);
}
