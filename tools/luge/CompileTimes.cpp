// --time-passes: where the time goes while compiling.
#include "tools/luge/CompileTimes.h"
#include "compiler/Target/TraceFile.h"
#include "llvm/IR/PassTimingInfo.h"
#include "llvm/Pass.h"

using namespace luge::driver;

CompileTimes::CompileTimes(Command &command)
    : timePasses(command, "time-passes",
                 llvm::cl::desc("Report the time of each part of compiling")) {}

mlir::TimingScope CompileTimes::begin() {
  if (TraceFile *trace = TraceFile::current(); trace && !timePasses)
    return trace->time();
  manager.setEnabled(timePasses);
  // Code generation has LLVM's older passes, which report by themselves.
  llvm::TimePassesIsEnabled = timePasses;
  return manager.getRootScope();
}

void CompileTimes::report() {
  manager.print();
  if (timePasses)
    llvm::reportAndResetTimings(&llvm::errs());
}
