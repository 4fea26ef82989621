//===- NnOps.h - The nn dialect and its ops -------------------------------===//
#ifndef LUGE_DIALECTS_NN_NNOPS_H
#define LUGE_DIALECTS_NN_NNOPS_H

#include "dialects/Autodiff/AutodiffInterfaces.h"
#include "dialects/Nn/NnTypes.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Nn/NnDialect.h.inc"
#include "dialects/Nn/NnEnums.h.inc"
#include "dialects/Nn/NnInterfaces.h.inc"
#define GET_OP_CLASSES
#include "dialects/Nn/NnOps.h.inc"

#endif // LUGE_DIALECTS_NN_NNOPS_H
