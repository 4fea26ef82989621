//===- AutodiffInterfaces.h - How an op takes part in differentiation -----===//
#ifndef LUGE_DIALECTS_AUTODIFF_AUTODIFFINTERFACES_H
#define LUGE_DIALECTS_AUTODIFF_AUTODIFFINTERFACES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace luge::autodiff {

/// No gradient flows through an op with this trait.
template <typename ConcreteOp>
class NonDifferentiable : public mlir::OpTrait::TraitBase<ConcreteOp, NonDifferentiable> {};

} // namespace luge::autodiff

#include "dialects/Autodiff/AutodiffInterfaces.h.inc"

#endif // LUGE_DIALECTS_AUTODIFF_AUTODIFFINTERFACES_H
