//===- TargetOptions.h - What code is made for ------------------*- C++ -*-===//
#ifndef LUGE_TARGET_TARGETOPTIONS_H
#define LUGE_TARGET_TARGETOPTIONS_H

#include "mlir/Support/Timing.h"
#include <string>

namespace luge {

struct TargetOptions {
  /// A CPU by LLVM's name, such as "znver4" or "x86-64-v3"; "native" is this machine with all its features.
  std::string cpu = "native";
  /// Features beyond the CPU's, in LLVM's form: "+avx2,-avx512f".
  std::string features = {};
  /// LLVM's optimization level, 0 to 3.
  unsigned optLevel = 2;
  /// Large functions are distributed over a team of threads; otherwise none uses one.
  bool threads = true;
  /// Line tables; and names of kernels are this program's, even where an equal one has been compiled.
  bool debugInfo = false;
  /// Code records when kernels run, in a TraceFile.
  bool trace = false;
  /// Where to add the times of stages, passes and objects.
  mlir::TimingScope *timing = nullptr;

  /// The time of one part of compiling, until it ends.
  mlir::TimingScope time(llvm::StringRef part) const {
    return timing ? timing->nest(part) : mlir::TimingScope();
  }
};

/// The options with "native" and its features spelled out: equal strings mean equal code.
std::string describeTarget(const TargetOptions &options);

} // namespace luge

#endif // LUGE_TARGET_TARGETOPTIONS_H
