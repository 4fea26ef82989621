//===- AutodiffDialect.h - The autodiff dialect and its op ----------------===//
#ifndef LUGE_DIALECTS_AUTODIFF_AUTODIFFDIALECT_H
#define LUGE_DIALECTS_AUTODIFF_AUTODIFFDIALECT_H

#include "dialects/Autodiff/AutodiffInterfaces.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Autodiff/AutodiffDialect.h.inc"
#define GET_OP_CLASSES
#include "dialects/Autodiff/AutodiffOps.h.inc"

#endif // LUGE_DIALECTS_AUTODIFF_AUTODIFFDIALECT_H
