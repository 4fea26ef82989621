//===- BuildId.h - Which build of Luge this is ------------------*- C++ -*-===//
#ifndef LUGE_TARGET_BUILDID_H
#define LUGE_TARGET_BUILDID_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace luge {

/// The build ID that the linker wrote into the program or library that holds this function: it differs
/// whenever the compiler does. Empty if the linker wrote none.
llvm::ArrayRef<uint8_t> getBuildId();

} // namespace luge

#endif // LUGE_TARGET_BUILDID_H
