// Which layer of a model an op belongs to, kept in locations so that lowering carries it along.
#ifndef LUGE_TOOLS_LUGE_LAYERLABELS_H
#define LUGE_TOOLS_LUGE_LAYERLABELS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace luge::driver {

/// Names the location of each op of a traced step after its layer: the module whose parameter it uses ("0" for
/// "0.weight"), else that of the value it continues, "loss" from the first 0-d value on. What differentiation and
/// lowering make of an op has its location.
void labelLayers(mlir::func::FuncOp step);

/// The label within `location`, or nothing.
llvm::StringRef getLayerLabel(mlir::Location location);

} // namespace luge::driver

#endif // LUGE_TOOLS_LUGE_LAYERLABELS_H
