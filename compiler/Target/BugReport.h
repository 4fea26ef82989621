//===- BugReport.h - Whose fault it is that a program does not compile --*- C++ -*-===//
#ifndef LUGE_TARGET_BUGREPORT_H
#define LUGE_TARGET_BUGREPORT_H

#include "mlir/IR/MLIRContext.h"
#include <string>

namespace luge {

/// Whether Luge's own dialects accept a program at stage `trace`, given as text, and a process can address what it
/// needs. Then it must compile.
bool isValidProgram(llvm::StringRef program, mlir::MLIRContext *context);

/// Writes a valid program that did not compile to a file, and returns a message for the user: this is a bug, and
/// `luge compile` with `options` shows it again.
std::string reportBug(llvm::StringRef program, llvm::StringRef options);

} // namespace luge

#endif // LUGE_TARGET_BUGREPORT_H
