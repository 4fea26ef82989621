//===- TraceFile.cpp - What happened when, for Perfetto -------------------===//
//
// The format: docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU. Times are in microseconds; spans of
// one row nest by their times.
//
//===----------------------------------------------------------------------===//
#include "compiler/Target/TraceFile.h"

#include "runtime/Core/Program.h"
#include "runtime/Core/Team.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <deque>
#include <mutex>

using namespace llvm;

namespace luge {
namespace {

/// Rows are grouped by processes: one is the compiler, one the program that it compiled.
enum Group { kCompiler = 0, kProgram = 1 };

/// Spans of each thread, some 3 MB: the first thousands of steps.
constexpr int64_t kSpansPerThread = 1 << 17;

TraceFile *existing = nullptr;

} // namespace

/// Every timer is one span: MLIR's own manager would add up those of one name.
class TraceFile::CompileSpans : public mlir::TimingManager {
public:
  struct Span {
    std::string name;
    int64_t begin = 0, end = 0;
    uint64_t thread = 0;
  };

  /// Those that have ended.
  std::vector<Span> getSpans() const {
    std::lock_guard lock(mutex);
    std::vector<Span> ended;
    copy_if(spans, std::back_inserter(ended), [](const Span &span) { return span.end != 0; });
    return ended;
  }

protected:
  std::optional<void *> rootTimer() override { return add("compile"); }
  void startTimer(void *handle) override {
    auto *span = static_cast<Span *>(handle);
    span->thread = get_threadid();
    span->begin = luge_trace_now();
  }
  void stopTimer(void *handle) override { static_cast<Span *>(handle)->end = luge_trace_now(); }
  void *nestTimer(void *, const void *, function_ref<std::string()> nameBuilder) override {
    return add(nameBuilder());
  }

private:
  Span *add(std::string name) {
    std::lock_guard lock(mutex);
    return &spans.emplace_back(Span{std::move(name)});
  }

  mutable std::mutex mutex;
  std::deque<Span> spans;
};

void TraceFile::FreeTrace::operator()(luge_trace *trace) const { std::free(trace); }

TraceFile::TraceFile(std::string path)
    : path(std::move(path)), compiling(std::make_unique<CompileSpans>()) {
  assert(!existing && "one trace at a time");
  size_t bytes = luge_trace_size(LUGE_MAX_THREADS, kSpansPerThread);
  // The memory of threads that do not exist is never touched.
  kernels.reset(static_cast<luge_trace *>(
      std::aligned_alloc(LUGE_ALIGNMENT, alignTo(bytes, LUGE_ALIGNMENT))));
  if (!kernels ||
      luge_trace_init(kernels.get(), bytes, LUGE_MAX_THREADS, kSpansPerThread) != LUGE_OK)
    report_bad_alloc_error("out of memory for a trace");
  existing = this;
}

TraceFile::~TraceFile() { existing = nullptr; }

TraceFile *TraceFile::current() {
  static const bool isAsked [[maybe_unused]] = [] {
    std::optional<std::string> path = sys::Process::GetEnv("LUGE_TRACE");
    if (existing || !path || path->empty())
      return false;
    // Never destroyed: code may still record.
    new TraceFile(*path);
    std::atexit([] {
      if (Error error = existing->write())
        errs() << "luge: warning: " << toString(std::move(error)) << '\n';
    });
    return true;
  }();
  return existing;
}

mlir::TimingScope TraceFile::time() { return compiling->getRootScope(); }

namespace {

class EventWriter {
public:
  explicit EventWriter(json::OStream &json) : json(json) {}

  void name(StringRef what, Group group, int64_t row, StringRef name) {
    json.object([&] {
      json.attribute("ph", "M");
      json.attribute("name", what);
      place(group, row);
      json.attributeObject("args", [&] { json.attribute("name", name); });
    });
  }

  void span(StringRef name, Group group, int64_t row, int64_t begin, int64_t end) {
    json.object([&] {
      json.attribute("ph", "X");
      json.attribute("name", name);
      place(group, row);
      json.attribute("ts", begin / 1e3);
      json.attribute("dur", (end - begin) / 1e3);
    });
  }

private:
  void place(Group group, int64_t row) {
    json.attribute("pid", int64_t(group));
    json.attribute("tid", row);
  }

  json::OStream &json;
};

} // namespace

static void writeKernels(EventWriter &events, const luge_trace *kernels) {
  for (int thread = 0; thread < LUGE_MAX_THREADS; ++thread) {
    const luge_span *spans;
    int64_t count = luge_trace_spans(kernels, thread, &spans);
    if (count == 0)
      continue;
    std::string row = "thread " + std::to_string(thread);
    if (int64_t dropped = luge_trace_dropped(kernels, thread))
      row += " (without the last " + std::to_string(dropped) + " spans)";
    events.name("thread_name", kProgram, thread, row);
    for (const luge_span &span : ArrayRef(spans, count))
      events.span(span.name, kProgram, thread, span.begin, span.end);
  }
}

Error TraceFile::write() const {
  std::error_code code;
  raw_fd_ostream file(path, code);
  if (code)
    return createStringError(code, "cannot write '" + path + "': " + code.message());
  json::OStream json(file);
  json.object([&] {
    json.attribute("displayTimeUnit", "ns");
    json.attributeArray("traceEvents", [&] {
      EventWriter events(json);
      events.name("process_name", kCompiler, 0, "compiler");
      events.name("process_name", kProgram, 0, "program");
      for (const CompileSpans::Span &span : compiling->getSpans())
        events.span(span.name, kCompiler, span.thread, span.begin, span.end);
      writeKernels(events, kernels.get());
    });
  });
  file.flush();
  if (std::error_code failure = file.error()) {
    file.clear_error();
    return createStringError(failure, "cannot write '" + path + "': " + failure.message());
  }
  return Error::success();
}

} // namespace luge
