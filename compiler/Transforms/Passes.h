//===- Passes.h - Passes of compiler/Transforms -----------------*- C++ -*-===//
#ifndef LUGE_COMPILER_TRANSFORMS_PASSES_H
#define LUGE_COMPILER_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace luge {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Transforms/Passes.h.inc"

} // namespace luge

#endif // LUGE_COMPILER_TRANSFORMS_PASSES_H
