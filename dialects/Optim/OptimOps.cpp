//===- OptimOps.cpp - Verifiers of the optim dialect --------------------------------------===//
#include "dialects/Optim/OptimOps.h"

#include "mlir/IR/Builders.h"

using namespace luge::optim;
using mlir::LogicalResult;
using mlir::success;

#include "dialects/Optim/OptimDialect.cpp.inc"

static mlir::ParseResult parseNumberType(mlir::OpAsmParser &parser, mlir::Type &type) {
  type = mlir::RankedTensorType::get({}, parser.getBuilder().getF32Type());
  return succeeded(parser.parseOptionalColon()) ? parser.parseType(type)
                                                : mlir::ParseResult(success());
}

static void printNumberType(mlir::OpAsmPrinter &printer, mlir::Operation *, mlir::Type type) {
  if (!getElementTypeOrSelf(type).isF32())
    printer << " : " << type;
}

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

mlir::Type luge::optim::getFactorType(mlir::Type type, int64_t fromLast) {
  auto tensor = mlir::cast<mlir::RankedTensorType>(type);
  llvm::SmallVector<int64_t> shape(tensor.getShape());
  if (shape.size() >= 2)
    shape[shape.size() - fromLast] = 1;
  return tensor.clone(shape);
}

LogicalResult AdafactorOp::verify() {
  int64_t rank = mlir::cast<mlir::RankedTensorType>(getParam().getType()).getRank();
  bool isFactored = rank >= 2;
  for (auto [state, value, isPresent] : {std::tuple("row_var", getRowVar(), isFactored),
                                         std::tuple("col_var", getColVar(), isFactored),
                                         std::tuple("variance", getVariance(), !isFactored)})
    if (bool(value) != isPresent)
      return emitOpError() << "expected " << (isPresent ? "" : "no ") << "state '" << state
                           << "' because 'param' has rank " << rank;
  return success();
}

LogicalResult AdamOp::verify() {
  return verifyStateOfVariant(*this, "amsgrad", getAmsgrad(), "max_exp_avg_sq", getMaxExpAvgSq());
}

LogicalResult AdamWOp::verify() {
  return verifyStateOfVariant(*this, "amsgrad", getAmsgrad(), "max_exp_avg_sq", getMaxExpAvgSq());
}

LogicalResult MuonOp::verify() {
  auto type = mlir::cast<mlir::RankedTensorType>(getParam().getType());
  if (type.getRank() != 2)
    return emitOpError() << "expected 'param' to be a matrix, got rank " << type.getRank();
  return success();
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
