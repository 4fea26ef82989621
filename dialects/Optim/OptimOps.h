//===- OptimOps.h - The optim dialect -----------------------------------------------------===//
#ifndef LUGE_DIALECTS_OPTIM_OPTIMOPS_H
#define LUGE_DIALECTS_OPTIM_OPTIMOPS_H

#include "dialects/Optim/ParameterUpdate.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Optim/OptimDialect.h.inc"

namespace luge::optim {
/// The type of Adafactor's mean over the dimension `fromLast` (1 is the last) of a parameter of `type`: the extent
/// becomes 1. Below rank 2 there is none; then `type`.
mlir::Type getFactorType(mlir::Type type, int64_t fromLast);
} // namespace luge::optim

#define GET_OP_CLASSES
#include "dialects/Optim/OptimOps.h.inc"

#endif // LUGE_DIALECTS_OPTIM_OPTIMOPS_H
