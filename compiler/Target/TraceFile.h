//===- TraceFile.h - What happened when, for Perfetto -----------*- C++ -*-===//
#ifndef LUGE_TARGET_TRACEFILE_H
#define LUGE_TARGET_TRACEFILE_H

#include "mlir/Support/Timing.h"
#include "runtime/Core/Trace.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace luge {

/// Records the parts of compiling, and the kernels that code compiled with `TargetOptions::trace` runs, and writes
/// them in Chrome's trace format: "https://ui.perfetto.dev" shows a row of spans per thread. One exists at a time.
class TraceFile {
public:
  explicit TraceFile(std::string path);
  ~TraceFile();

  /// The one that exists, which $LUGE_TRACE=FILE makes, to be written when the process ends; otherwise null.
  static TraceFile *current();

  /// The time of parts of compiling, for `TargetOptions::timing`.
  mlir::TimingScope time();
  /// Where code records its kernels.
  luge_trace *getKernels() { return kernels.get(); }

  /// Replaces the file by what was recorded so far. All code that recorded must still be loaded.
  llvm::Error write() const;

private:
  class CompileSpans;
  struct FreeTrace {
    void operator()(luge_trace *trace) const;
  };

  std::string path;
  std::unique_ptr<CompileSpans> compiling;
  std::unique_ptr<luge_trace, FreeTrace> kernels;
};

} // namespace luge

#endif // LUGE_TARGET_TRACEFILE_H
