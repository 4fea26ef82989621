//===- LimitVectors.cpp - No vector is larger than registers can bear -----===//
#include "compiler/Codegen/Passes.h"
#include "compiler/Codegen/TargetTable.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace luge {
#define GEN_PASS_DEF_LIMITVECTORSPASS
#include "compiler/Codegen/Passes.h.inc"
} // namespace luge

using namespace mlir;

namespace luge {
namespace {

/// Code is built of vectors of up to four registers, and of 16 of them where a tile is transposed.
constexpr int64_t kMaxRegisters = 32;

struct LimitVectorsPass final : public impl::LimitVectorsPassBase<LimitVectorsPass> {
  using Base::Base;

  void runOnOperation() override {
    const Target *description = lookupTarget(target, getOperation());
    if (!description)
      return signalPassFailure();
    int64_t registerBits = 8 * description->vectorBytes;
    WalkResult result = getOperation().walk([&](Operation *op) -> WalkResult {
      for (Type type : op->getResultTypes()) {
        auto vector = dyn_cast<VectorType>(type);
        if (!vector || !vector.getElementType().isIntOrIndexOrFloat())
          continue;
        int64_t bits = vector.getElementType().isIndex() ? 64 : vector.getElementTypeBitWidth();
        int64_t registers = llvm::divideCeil(bits * vector.getNumElements(), registerBits);
        if (registers > kMaxRegisters)
          return op->emitOpError("expected vectors of at most ")
                 << kMaxRegisters << " registers, got " << vector << ", which takes " << registers
                 << " of " << description->vectorBytes << " bytes";
      }
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};

} // namespace
} // namespace luge
