//===- ParameterUpdate.h - What C++ knows of every optimizer update -----------------------===//
#ifndef LUGE_DIALECTS_OPTIM_PARAMETERUPDATE_H
#define LUGE_DIALECTS_OPTIM_PARAMETERUPDATE_H

#include "mlir/IR/OpDefinition.h"

namespace luge::optim {

/// Trait of an op whose operands are a parameter, its gradient, states and
/// `HyperCount` hyper-parameters, and whose results are the new parameter and states.
template <unsigned HyperCount> struct ParameterUpdate {
  template <typename ConcreteOp> class Impl : public mlir::OpTrait::TraitBase<ConcreteOp, Impl> {
  public:
    /// The states that are present, `step` included, in the order of their results.
    mlir::OperandRange getStates() {
      return this->getOperation()->getOperands().drop_front(2).drop_back(HyperCount);
    }

    mlir::OperandRange getHypers() {
      return this->getOperation()->getOperands().take_back(HyperCount);
    }

    /// For InferTypeOpInterface: what is updated keeps its type.
    static mlir::LogicalResult inferReturnTypes(mlir::MLIRContext *, std::optional<mlir::Location>,
                                                mlir::ValueRange operands, mlir::DictionaryAttr,
                                                mlir::OpaqueProperties, mlir::RegionRange,
                                                llvm::SmallVectorImpl<mlir::Type> &types) {
      if (operands.size() < 2 + HyperCount)
        return mlir::failure();
      types.push_back(operands.front().getType());
      llvm::append_range(types, operands.drop_front(2).drop_back(HyperCount).getTypes());
      return mlir::success();
    }
  };
};

} // namespace luge::optim

#endif // LUGE_DIALECTS_OPTIM_PARAMETERUPDATE_H
