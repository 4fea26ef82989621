//===- ObjectArchive.h - A program as several objects -----------*- C++ -*-===//
#ifndef LUGE_TARGET_OBJECTARCHIVE_H
#define LUGE_TARGET_OBJECTARCHIVE_H

#include "compiler/Target/TargetOptions.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <string>

namespace luge {

/// Optimizes `module` and compiles it, divided by functions among the processors, to objects in an archive. Leaves
/// `module` with external linkage throughout.
llvm::Expected<std::string> emitArchive(llvm::Module &module, const TargetOptions &options);

/// Visits the objects of such an archive.
llvm::Error visitObjects(llvm::MemoryBufferRef archive,
                         llvm::function_ref<llvm::Error(llvm::MemoryBufferRef)> visit);

} // namespace luge

#endif // LUGE_TARGET_OBJECTARCHIVE_H
