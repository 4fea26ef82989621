//===- PerfSupport.h - Names of code in memory, for profilers ---*- C++ -*-===//
#ifndef LUGE_TARGET_PERFSUPPORT_H
#define LUGE_TARGET_PERFSUPPORT_H

#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/Support/Error.h"

namespace luge {

/// How Linux's perf learns the names of functions that are not in a file; see perf-report(1).
enum class PerfOutput {
  None,
  /// `/tmp/perf-PID.map`: name and place of each function.
  Map,
  /// `~/.debug/jit/*/jit-PID.dump`: code and source lines too, for `perf inject --jit`.
  JitDump
};

/// What $LUGE_PERF asks for: `map` or `jitdump`; anything else is an error.
llvm::Expected<PerfOutput> getPerfOutput();

/// Reports what `layer` links from now on.
void addPerfSupport(llvm::orc::ObjectLinkingLayer &layer, llvm::orc::ExecutionSession &session,
                    PerfOutput output);

} // namespace luge

#endif // LUGE_TARGET_PERFSUPPORT_H
