//===- Executable.h - Compiled code, loaded into this process ---*- C++ -*-===//
#ifndef LUGE_TARGET_EXECUTABLE_H
#define LUGE_TARGET_EXECUTABLE_H

#include "compiler/Target/TargetOptions.h"
#include "runtime/Core/Program.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace luge {

/// Code in memory, linked and ready to run through `luge_call`.
class Executable {
public:
  /// What to compile for: this machine, and what a TraceFile and $LUGE_PERF ask for.
  static llvm::Expected<TargetOptions> getTargetOptions();

  /// Links the objects of `archive`, one of which defines `<name>_program`. Code sees the runtime core's barrier and trace,
  /// libm and the memory functions of libc, nothing else of this process. perf learns its names as $LUGE_PERF says.
  static llvm::Expected<std::unique_ptr<Executable>> load(llvm::StringRef archive,
                                                          llvm::StringRef name);
  ~Executable();

  /// Lives as long as the executable.
  const luge_program &getProgram() const { return *program; }

private:
  struct Linker;
  Executable();

  std::unique_ptr<Linker> linker;
  const luge_program *program = nullptr;
};

} // namespace luge

#endif // LUGE_TARGET_EXECUTABLE_H
