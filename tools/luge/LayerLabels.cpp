// Which layer of a model an op belongs to.
#include "tools/luge/LayerLabels.h"

using namespace luge::driver;

static constexpr llvm::StringLiteral prefix = "layer:";

/// The module of a parameter that is an argument of `step`: its name without the last part.
static llvm::StringRef getModule(mlir::func::FuncOp step, mlir::Value value) {
  auto argument = llvm::dyn_cast<mlir::BlockArgument>(value);
  if (!argument)
    return {};
  auto name = step.getArgAttrOfType<mlir::StringAttr>(argument.getArgNumber(), "luge.parameter");
  return name ? name.getValue().rsplit('.').first : llvm::StringRef();
}

static llvm::StringRef findLabel(mlir::func::FuncOp step, mlir::Operation &op) {
  for (mlir::Value operand : op.getOperands())
    if (llvm::StringRef module = getModule(step, operand); !module.empty())
      return module;
  if (op.getNumResults() && llvm::all_of(op.getResultTypes(), [](mlir::Type type) {
        auto shaped = llvm::dyn_cast<mlir::ShapedType>(type);
        return shaped && shaped.getRank() == 0;
      }))
    return "loss";
  for (mlir::Value operand : op.getOperands())
    if (mlir::Operation *source = operand.getDefiningOp())
      if (llvm::StringRef label = getLayerLabel(source->getLoc()); !label.empty())
        return label;
  return {};
}

void luge::driver::labelLayers(mlir::func::FuncOp step) {
  for (mlir::Operation &op : step.getBody().front())
    if (llvm::StringRef label = findLabel(step, op); !label.empty())
      op.setLoc(mlir::NameLoc::get(mlir::StringAttr::get(step.getContext(), prefix + label),
                                   op.getLoc()));
}

llvm::StringRef luge::driver::getLayerLabel(mlir::Location location) {
  llvm::StringRef label;
  location->walk([&](mlir::Location part) {
    auto name = llvm::dyn_cast<mlir::NameLoc>(part);
    if (!name || !name.getName().strref().starts_with(prefix))
      return mlir::WalkResult::advance();
    label = name.getName().strref().drop_front(prefix.size());
    return mlir::WalkResult::interrupt();
  });
  return label;
}
