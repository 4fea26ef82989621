//===- OptimOps.cpp - Verifiers of the optim dialect --------------------------------------===//
#include "dialects/Optim/OptimOps.h"

#include "mlir/IR/Builders.h"

using namespace luge::optim;
using mlir::LogicalResult;
using mlir::success;

#include "dialects/Optim/OptimDialect.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Optim/OptimOps.cpp.inc"

void OptimDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Optim/OptimOps.cpp.inc"
      >();
}

/// A state that only one variant of an update keeps is there with that variant alone.
static LogicalResult verifyStateOfVariant(mlir::Operation *op, llvm::StringRef variant,
                                          bool isVariant, llvm::StringRef state,
                                          mlir::Value value) {
  if (isVariant && !value)
    return op->emitOpError() << "expected state '" << state << "' because '" << variant
                             << "' is set";
  if (!isVariant && value)
    return op->emitOpError() << "expected no state '" << state << "' because '" << variant
                             << "' is not set";
  return success();
}

LogicalResult AdamOp::verify() {
  return verifyStateOfVariant(*this, "amsgrad", getAmsgrad(), "max_exp_avg_sq", getMaxExpAvgSq());
}

LogicalResult AdamWOp::verify() {
  return verifyStateOfVariant(*this, "amsgrad", getAmsgrad(), "max_exp_avg_sq", getMaxExpAvgSq());
}

LogicalResult RMSpropOp::verify() {
  return verifyStateOfVariant(*this, "centered", getCentered(), "grad_avg", getGradAvg());
}

LogicalResult SGDOp::verify() {
  if (!getMomentumBuffer() != !getStep())
    return emitOpError() << "expected 'momentum_buffer' and 'step' to be given together, got only '"
                         << (getStep() ? "step" : "momentum_buffer") << "'";
  if (getNesterov() && !getMomentumBuffer())
    return emitOpError() << "expected state 'momentum_buffer' because 'nesterov' is set";
  return success();
}
