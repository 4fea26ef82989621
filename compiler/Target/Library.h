//===- Library.h - A program as a C library ---------------------*- C++ -*-===//
//
// NAME.a holds the program's code, functions to call it, and the runtime core, so that
// `cc main.c NAME.a -lm -lpthread` gives a program that needs neither LLVM nor C++. NAME.h declares the functions.
//
//===----------------------------------------------------------------------===//
#ifndef LUGE_TARGET_LIBRARY_H
#define LUGE_TARGET_LIBRARY_H

#include "compiler/Target/ProgramDescription.h"
#include "compiler/Target/TargetOptions.h"
#include "llvm/Support/Error.h"
#include <string>

namespace luge {

/// The text of the header for `program`, which is plain C11 and C++.
std::string makeHeader(const ProgramDescription &program);

/// Writes the archive of `object`, which `compileModule` made of the module that `program` describes, to
/// `path`: whole or not at all. The runtime core is taken from the folder `runtimeFolder`; without
/// `options.threads` it is the one that uses no thread library.
llvm::Error writeLibrary(const std::string &path, llvm::StringRef object,
                         const ProgramDescription &program, const TargetOptions &options,
                         const std::string &runtimeFolder);

/// The folder with the runtime core's archives that belongs to this executable: `../lib` of the one it is in.
std::string findRuntimeFolder();

} // namespace luge

#endif // LUGE_TARGET_LIBRARY_H
