//===- ParameterUpdate.h - What C++ knows of every optimizer update -----------------------===//
#ifndef LUGE_DIALECTS_OPTIM_PARAMETERUPDATE_H
#define LUGE_DIALECTS_OPTIM_PARAMETERUPDATE_H

#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/TypeUtilities.h"

namespace luge::optim {

/// Trait of an op whose operands are a parameter, its gradient, states, `hyperCount`
/// hyper-parameters and an optional condition, and whose results are the new parameter and states.
template <typename ConcreteOp>
class ParameterUpdate : public mlir::OpTrait::TraitBase<ConcreteOp, ParameterUpdate> {
public:
  /// For InferTypeOpInterface: what is updated keeps its type.
  static mlir::LogicalResult inferReturnTypes(mlir::MLIRContext *, std::optional<mlir::Location>,
                                              mlir::ValueRange operands, mlir::DictionaryAttr,
                                              mlir::OpaqueProperties, mlir::RegionRange,
                                              llvm::SmallVectorImpl<mlir::Type> &types) {
    bool skips = !operands.empty() && getElementTypeOrSelf(operands.back()).isInteger(1);
    unsigned others = ConcreteOp::hyperCount + skips;
    if (operands.size() < 2 + others)
      return mlir::failure();
    types.push_back(operands.front().getType());
    llvm::append_range(types, operands.drop_front(2).drop_back(others).getTypes());
    return mlir::success();
  }
};

} // namespace luge::optim

#endif // LUGE_DIALECTS_OPTIM_PARAMETERUPDATE_H
