//===- Passes.h - Passes of compiler/Autodiff -------------------*- C++ -*-===//
#ifndef LUGE_COMPILER_AUTODIFF_PASSES_H
#define LUGE_COMPILER_AUTODIFF_PASSES_H

#include "mlir/Pass/Pass.h"

namespace luge {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "compiler/Autodiff/Passes.h.inc"

} // namespace luge

#endif // LUGE_COMPILER_AUTODIFF_PASSES_H
