//===- AutodiffDialect.cpp - The autodiff dialect and its op --------------===//
#include "dialects/Autodiff/AutodiffDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace luge::autodiff;

#include "dialects/Autodiff/AutodiffDialect.cpp.inc"
#include "dialects/Autodiff/AutodiffInterfaces.cpp.inc"

void AutodiffDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/Autodiff/AutodiffOps.cpp.inc"
      >();
}

LogicalResult GradientOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                           SmallVectorImpl<Type> &inferred) {
  llvm::append_range(inferred, adaptor.getWrt().getTypes());
  return success();
}

LogicalResult GradientOp::verify() {
  if (getLoss().getType().getRank() != 0) // C1
    return emitOpError("expected 'loss' to be a scalar, got ") << getLoss().getType();
  if (getWrt().empty()) // C2
    return emitOpError("expected at least one 'wrt' value");
  return success();
}

#define GET_OP_CLASSES
#include "dialects/Autodiff/AutodiffOps.cpp.inc"
