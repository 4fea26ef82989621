//===- TargetMachine.h - LLVM's target for our options ----------*- C++ -*-===//
#ifndef LUGE_TARGET_TARGETMACHINE_H
#define LUGE_TARGET_TARGETMACHINE_H

#include "compiler/Target/TargetOptions.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"
#include <memory>

namespace luge {

/// Position-independent code for `options`. Fails on a CPU or feature that LLVM does not know.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createTargetMachine(const TargetOptions &options);

} // namespace luge

#endif // LUGE_TARGET_TARGETMACHINE_H
